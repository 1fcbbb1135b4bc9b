// What happens when something in a message is pressed. One listener for the whole list: the messages are only drawings.
import { enlarge } from './dialog.js';
import { findComponent, types } from './components.js';
import { showMessageMenu } from './menu.js';
import { showSelect } from './select.js';

/** Of a message on Discord; where its channel is one of ours, it stands here. */
const ownAddress = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/(?:\d+|@me)\/(?<channel>\d+)\/(?<message>\d+)$/;

const holdFor = 450; // milliseconds a finger rests to open the menu

/** @param {object} does `interactions`, `react(message, emoji, add)`, `reply`, `remove`, `runMessageCommand`, `useCommand(name)`, `goToChannel(id)`, `jump(id)` */
export function listenToPresses(list, store, does) {
  const messageAt = element => store.find(element.closest('.message')?.dataset.id ?? '');
  const openMenu = (message, at) => message && !message.local && showMessageMenu(message, at, store, does);

  const actions = {
    reveal: element => {
      element.dataset.revealed = '';
      element.removeAttribute('role');
    },
    enlarge: element => enlarge(element.dataset.full, element.querySelector('img')?.alt ?? ''),
    play: element => {
      const video = element.parentElement.querySelector('video');
      video.play().catch(() => {});
      video.focus({ preventScroll: true });
    },
    press: (element, message) => {
      const component = findComponent(message.components, element.dataset.customId);
      if (component) does.interactions.press(message, component);
    },
    choose: (element, message) => {
      const component = findComponent(message.components, element.dataset.customId);
      if (component) showSelect(element, component.type === types.select ? component : withPeople(component, store), values => does.interactions.press(message, component, values));
    },
    reply: (_, message) => does.reply(message),
    menu: (element, message) => openMenu(message, element),
    dismiss: (_, message) => does.remove(message, true),
    jump: element => does.jump(element.dataset.target),
    'use-command': element => does.useCommand(element.dataset.command),
    react: (element, message) => does.react(message, element.dataset.emoji, element.getAttribute('aria-pressed') !== 'true'),
    'go-to-channel': element => does.goToChannel(element.dataset.channel),
  };

  list.addEventListener('click', event => {
    const address = event.target.closest('a[href]')?.href.match(ownAddress)?.groups;
    if (address && !event.ctrlKey && !event.metaKey && !event.shiftKey && store.channels.some(channel => channel.id === address.channel)) {
      event.preventDefault();
      Promise.resolve(does.goToChannel(address.channel)).then(() => does.jump(address.message));
      return;
    }
    const covered = event.target.closest('[data-action="reveal"]:not([data-revealed])');
    const element = covered ?? event.target.closest('[data-action]:not([data-action="reveal"])');
    if (!element || element.disabled || element.getAttribute('aria-disabled') === 'true') return;
    if (covered) event.preventDefault();
    const message = messageAt(element);
    if (message) actions[element.dataset.action]?.(element, message);
  });

  list.addEventListener('keydown', event => {
    if ((event.key === 'Enter' || event.key === ' ') && event.target.matches('[data-action="reveal"]')) {
      event.preventDefault();
      actions.reveal(event.target);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      openMenu(messageAt(event.target), event.target.closest('.message')?.querySelector('.tools') ?? event.target);
    }
  });

  list.addEventListener('contextmenu', event => {
    const message = messageAt(event.target);
    if (!message || message.local || event.target.closest('a[href]')) return; // the browser's own menu
    event.preventDefault();
    if (event.detail !== -1 && (event.clientX || event.clientY)) openMenu(message, { x: event.clientX, y: event.clientY });
  });

  holdToOpen(list, event => openMenu(messageAt(event.target), { x: event.clientX, y: event.clientY }));
}

/** A finger that rests on a message opens its menu: not every browser on a phone sends `contextmenu`. */
function holdToOpen(list, open) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  list.addEventListener('pointerdown', event => {
    if (event.pointerType !== 'touch' || event.target.closest('video, button, a')) return;
    stop();
    timer = setTimeout(() => {
      navigator.vibrate?.(10);
      open(event);
    }, holdFor);
  });
  for (const name of ['pointerup', 'pointermove', 'pointercancel']) list.addEventListener(name, event => (name !== 'pointermove' || Math.abs(event.movementX) + Math.abs(event.movementY) > 4) && stop());
}

/** Selects of users, roles and channels get their options from the guild. */
export function withPeople(component, store) {
  const users = store.members.map(member => ({ label: store.nameOf(member.user), value: member.user.id, description: member.user.username }));
  const roles = [...new Map(store.members.flatMap(member => member.roles ?? []).map(role => [role.id, { label: `@${role.name}`, value: role.id }])).values()];
  const channels = store.nearChannels.filter(channel => channel.guild_id && (!component.channel_types?.length || component.channel_types.includes(channel.type))).map(channel => ({ label: `#${channel.name}`, value: channel.id }));
  const options = { [types.userSelect]: users, [types.roleSelect]: roles, [types.mentionableSelect]: [...users, ...roles], [types.channelSelect]: channels };
  const chosen = new Set((component.default_values ?? []).map(one => one.id));
  return { ...component, options: options[component.type]?.map(option => ({ ...option, default: chosen.has(option.value) })) ?? component.options };
}
