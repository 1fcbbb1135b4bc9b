// The menu of a message: what apps offer for it, and the usual rest.
import { h, slug } from './dom.js';
import { botMark, icon } from './icons.js';
import { moveWithArrows, showPopover } from './popover.js';
import { isEphemeral } from './message.js';
import { toast } from './toast.js';

const quickReactions = ['👍', '❤️', '🔥', '😂', '⭐'];

/**
 * @param {{x: number, y: number} | Element} at
 * @param {object} actions `reply(message)`, `react(message, emoji, add)`, `remove(message, now)` and `runMessageCommand(command, message)`
 */
export function showMessageMenu(message, at, store, actions) {
  const ephemeral = isEphemeral(message);
  const copy = (text, what) => navigator.clipboard.writeText(text).then(() => toast(`${what} copied`), () => toast('The browser did not allow copying', 'error'));
  const selected = window.getSelection()?.toString(); // asked now: opening the menu may end the selection
  const apps = ephemeral ? [] : store.usableCommands.filter(command => command.type === 3);
  const own = message.author?.id === store.me?.id;
  const groups = [
    apps.length ? { title: 'Apps', items: apps.map(command => entry(command.name, appIcon(), () => actions.runMessageCommand(command, message), store.applicationOf(command)?.name)) } : null,
    {
      items: [
        !ephemeral && entry('Reply', icon('reply', 18), () => actions.reply(message)),
        message.content && entry('Copy text', icon('copy', 18), () => copy(selected || message.content, 'Text')),
        !ephemeral && entry('Copy link', icon('link', 18), () => copy(linkOf(message, store), 'Link')),
        entry('Copy ID', icon('id', 18), () => copy(message.id, 'ID')),
      ],
    },
    ephemeral ? { items: [entry('Dismiss message', icon('close', 18), () => actions.remove(message, true))] } : null,
    !ephemeral && (own || store.isModerator) ? { items: [{ ...entry('Delete', icon('trash', 18), event => actions.remove(message, event.shiftKey)), danger: true }] } : null,
  ];
  let close = () => {};
  const reactions = ephemeral ? null : h('div', { class: 'menu-reactions', role: 'group', 'aria-label': 'React' }, quickReactions.map(emoji => h('button', {
    type: 'button', role: 'menuitem', class: 'menu-reaction', 'aria-label': `React with ${emoji}`, 'data-testid': `react-${emoji}`,
    onclick: () => {
      close();
      actions.react(message, emoji, true);
    },
  }, emoji)));
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': 'Message' }, reactions, groups.filter(Boolean).map(group =>
    h('div', { class: 'menu-group', role: 'group', 'aria-label': group.title }, group.title && h('div', { class: 'menu-title', 'aria-hidden': 'true', 'data-testid': `menu-${slug(group.title)}` }, group.title),
      group.items.filter(Boolean).map(item => h('button', {
        type: 'button', role: 'menuitem', class: item.danger ? 'menu-item is-danger' : 'menu-item', 'data-testid': `menu-${slug(item.label)}`,
        onclick: event => {
          close();
          item.act(event);
        },
      }, h('span', { class: 'menu-label' }, item.label, item.note && h('span', { class: 'menu-note' }, item.note)), item.picture)))));
  moveWithArrows(menu, '.menu-item, .menu-reaction');
  menu.addEventListener('pointermove', event => event.target.closest('.menu-item')?.focus({ preventScroll: true }));
  close = showPopover(menu, at);
  menu.querySelector('.menu-item').focus({ preventScroll: true });
}

const entry = (label, picture, act, note) => ({ label, picture, act, note });
const appIcon = () => h('span', { class: 'avatar avatar-bot', style: { '--size': '20px' } }, botMark(14));

/** An address of this page that opens the channel at the message. */
export function linkOf(message, store) {
  const url = new URL(location.href);
  const channel = store.channels.find(one => one.id === message.channel_id);
  url.searchParams.set('channel', channel?.name ?? '');
  if (store.guilds.length > 1 && channel?.guild_id) url.searchParams.set('guild', channel.guild_id);
  url.hash = message.id;
  return url.href;
}
