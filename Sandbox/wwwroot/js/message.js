// One message as a list item. A pure drawing: `list.js` decides where it stands and lets edits melt in.
import { components } from './components.js';
import { h } from './dom.js';
import { embeds } from './embeds.js';
import { icon } from './icons.js';
import { markdown } from './markdown.js';
import { attachments } from './media.js';
import { appBadge, avatar, nameElement } from './people.js';
import { flags, timeOfId } from './store.js';
import { messageTime, timeElement, timeText } from './time.js';

export const isEphemeral = message => (message.flags & flags.ephemeral) !== 0;
export const isLoading = message => (message.flags & flags.loading) !== 0;
const isCommand = message => (message.interaction_metadata ?? message.interaction)?.type === 2;

export const dateOf = message => new Date(message.timestamp ?? timeOfId(message.id) ?? Date.now());

/** Whether a message goes on under the one before it, without face and name. */
export function continues(message, before) {
  return Boolean(before) && before.author?.id === message.author?.id && !message.message_reference && !isCommand(message) && !message.local
    && isEphemeral(before) === isEphemeral(message) && dateOf(message) - dateOf(before) < 7 * 60_000 && dateOf(message).toDateString() === dateOf(before).toDateString();
}

export function drawMessage(message, store, context) {
  const date = dateOf(message);
  const author = message.author ?? {};
  const ephemeral = isEphemeral(message);
  const calls = message.mentions?.some(user => user.id === store.me?.id); // empty where `allowed_mentions` says so: a name that does not ping
  const above = line(message, store, context);
  return h('li', {
    class: ['message', above && 'has-line', ephemeral && 'is-ephemeral', calls && !ephemeral && 'is-for-me', message.local === 'failed' && 'is-failed'].filter(Boolean).join(' '),
    'data-key': message.id, 'data-id': message.id, tabindex: -1,
    'data-testid': message.local ? `pending-${message.id}` : `message-${message.id}`, 'data-author': author.username ?? '', 'data-ephemeral': ephemeral ? 'true' : 'false',
    'data-local': message.local ?? null, 'data-loading': isLoading(message) ? 'true' : null,
  },
  above,
  h('div', { class: 'face', 'data-key': 'face' }, avatar(store, author), h('span', { class: 'side-time', 'aria-hidden': 'true' }, timeText(date))),
  h('div', { class: 'body', 'data-key': 'body' },
    h('div', { class: 'head', 'data-key': 'head' }, nameElement(store, author, 'h3'), store.isBot(author) && appBadge(), timeElement(date, messageTime(date), 'time')),
    ...content(message, context),
    ephemeral && h('div', { class: 'only-you', 'data-key': 'only-you' }, icon('eye', 16), 'Only you can see this • ', h('button', { type: 'button', class: 'link', 'data-action': 'dismiss' }, 'Dismiss message'))),
  !message.local && h('div', { class: 'tools', 'data-key': 'tools', role: 'group', 'aria-label': 'Message actions' },
    !ephemeral && h('button', { type: 'button', class: 'tool', 'data-action': 'reply', 'aria-label': 'Reply', title: 'Reply' }, icon('reply')),
    h('button', { type: 'button', class: 'tool', 'data-action': 'menu', 'aria-label': 'More', 'aria-haspopup': 'menu', title: 'More', 'data-testid': `more-${message.id}` }, icon('more'))));
}

function content(message, context) {
  if (message.local === 'sending') return [h('div', { class: 'thinking', 'data-key': 'thinking' }, dots(), 'Sending command…')];
  if (message.local === 'failed') return [h('div', { class: 'failed-words', role: 'alert', 'data-key': 'failed' }, icon('warning', 18), message.content)];
  if (isLoading(message) && !message.content && !message.embeds?.length && !message.components?.length) {
    return [h('div', { class: 'thinking', 'data-key': 'thinking' }, dots(), `${context.nameOf(message.author)} is thinking…`)];
  }
  const cards = embeds(message, context);
  const pressed = components(message, context, cards.shown);
  const isV2 = (message.flags & flags.componentsV2) !== 0;
  const words = message.content ? markdown(message.content, context) : [];
  const edited = message.edited_timestamp && h('span', { class: 'edited', title: messageTime(new Date(message.edited_timestamp)) }, '(edited)');
  if (edited && words.length) {
    const last = words.at(-1).matches('.list') ? [...words.at(-1).querySelectorAll('li')].at(-1) : words.at(-1);
    (last.matches('pre, blockquote') ? words : { push: one => last.append(one) }).push(edited); // on the last line, so that a first edit makes no new one
  }
  return [
    words.length > 0 && h('div', { class: isOnlyEmoji(message.content) ? 'content is-jumbo' : 'content', 'data-key': 'content' },
      words),
    !isV2 && attachments(message, cards.shown),
    !isV2 && cards.elements.length > 0 && h('div', { class: 'embeds', 'data-key': 'embeds' }, cards.elements),
    pressed.length > 0 && h('div', { class: 'components', 'data-key': 'components' }, pressed),
    edited && !words.length && h('div', { 'data-key': 'edited' }, edited),
    message.reactions?.length > 0 && h('div', { class: 'reactions', 'data-key': 'reactions' }, message.reactions.map(({ emoji, count, me }) => h('button', {
      type: 'button', class: 'reaction', 'aria-pressed': me ? 'true' : 'false', 'data-action': 'react', 'data-emoji': emoji?.name, 'data-key': emoji?.name, 'aria-label': `${emoji?.name}, ${count} ${count === 1 ? 'reaction' : 'reactions'}`, title: me ? 'Take your reaction back' : 'React too',
    }, h('span', { class: 'emoji' }, emoji?.name), String(count)))),
  ];
}

const dots = () => h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));

const isOnlyEmoji = text => text && text.length < 120 && /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\s])+$/u.test(text);

/** The line above: what is replied to, or who used which command. */
function line(message, store, context) {
  const used = message.interaction_metadata ?? message.interaction;
  if (used?.type === 2) {
    const name = used.name ?? message.interaction?.name ?? context.commandOf(used.id);
    const isSlash = message.type !== 23 && !used.target_message_id && !used.target_user;
    return h('div', { class: 'line', 'data-key': 'line' }, small(store, used.user), nameElement(store, used.user), h('span', {}, 'used'),
      h(isSlash && name ? 'button' : 'span', { class: 'line-command', ...(isSlash && name ? { type: 'button', 'data-action': 'use-command', 'data-command': name } : {}) }, name ? (isSlash ? `/${name}` : name) : 'a command'));
  }
  const reference = message.message_reference;
  if (!reference && message.referenced_message === undefined) return null;
  const target = store.find(reference?.message_id) ?? message.referenced_message;
  if (!target) return h('div', { class: 'line', 'data-key': 'line' }, icon('reply', 16), h('em', {}, 'Original message was deleted'));
  return h('div', { class: 'line', 'data-key': 'line' }, small(store, target.author), nameElement(store, target.author), store.isBot(target.author) && appBadge(),
    h('button', { type: 'button', class: 'line-words', 'data-action': 'jump', 'data-target': target.id, dir: 'auto', 'aria-label': 'Go to the message replied to' }, summary(target, context)));
}

const small = (store, user) => avatar(store, user, 16);

/** One line of what a message says. */
export function summary(message, context) {
  const text = markdown((message.content ?? '').replace(/```/g, '').slice(0, 200), context).map(node => node.textContent).join(' ').trim();
  if (text) return text;
  if (message.attachments?.length) return 'Click to see attachment';
  return message.embeds?.[0]?.title ?? message.embeds?.[0]?.description?.slice(0, 80) ?? 'Click to see message';
}
