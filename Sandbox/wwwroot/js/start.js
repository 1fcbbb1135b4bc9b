// What stands before the first message: the channel's beginning, and for newcomers what to try.
import { channelSign, channelTitle, isDirect } from './channels.js';
import { byId, h, isTouch } from './dom.js';
import { botMark, icon } from './icons.js';

const prompts = ['a red ball bouncing in the desert', 'a blue square sliding over the snow', 'a yellow star rising above the sea at night'];
const dismissedKey = 'hint-dismissed';

/**
 * @param {object} given `complete`: whether the first message of the channel is among those shown; `fill(text)` puts words into
 * the composer; `loadMore()` shows earlier messages, null where the server has no more to give
 */
export function drawStart(store, { complete, fill, loadMore }) {
  const { channel } = store;
  byId('start').replaceChildren(...(channel ? [
    complete
      ? h('div', { class: 'welcome' }, h('div', { class: 'welcome-sign' }, channelSign(channel, 40)), h('h2', {}, isDirect(channel) ? channel.name : `Welcome to #${channel.name}!`),
        h('p', {}, `This is the start of ${isDirect(channel) ? 'your conversation' : channelTitle(channel)}. `, channel.topic ?? '', channel.nsfw ? ' Age-restricted: 18+.' : ''))
      : loadMore && h('button', { type: 'button', class: 'button button-secondary load-more', 'data-testid': 'load-more', onclick: loadMore }, h('span', { class: 'button-words' }, 'Show earlier messages')),
    channel.name === 'general' && complete && !isDismissed() && hint(store, fill),
  ].filter(Boolean) : []));
}

function hint(store, fill) {
  const name = store.usableCommands.find(command => command.name === 'imagine') ? 'imagine' : store.usableCommands.find(command => (command.type ?? 1) === 1 && command.options?.some(option => option.name === 'prompt'))?.name ?? 'imagine';
  const card = h('section', { class: 'hint', 'data-testid': 'hint', 'aria-label': 'First steps' },
    h('button', { type: 'button', class: 'chip-close hint-close', 'aria-label': 'Hide this card', onclick: () => dismiss(card) }, icon('close', 16)),
    h('div', { class: 'hint-head' }, h('span', { class: 'avatar avatar-bot', style: { '--size': '44px' } }, botMark(30)), h('div', {}, h('h3', {}, 'Make your first clip'), h('p', {}, 'Pick a line, ', ...(isTouch() ? ['send it'] : ['press ', h('kbd', {}, 'Enter')]), ', and watch it come to life here.'))),
    h('div', { class: 'hint-prompts' }, prompts.map((prompt, at) => h('button', { type: 'button', class: 'hint-prompt', 'data-testid': `hint-${at + 1}`, onclick: () => fill(`/${name} ${prompt}`) },
      h('span', { class: 'hint-command' }, `/${name}`), h('span', { class: 'hint-words' }, prompt), icon('send', 16)))),
    h('p', { class: 'hint-more' }, isTouch() ? '…or add a picture with +, rest your finger on it and pick ' : '…or drop a picture here, then right-click it and pick ', h('strong', {}, 'Apps › Animate this'), '.'));
  return card;
}

function isDismissed() {
  try {
    return localStorage.getItem(dismissedKey) === 'yes';
  } catch {
    return false;
  }
}

function dismiss(card) {
  card.remove();
  try {
    localStorage.setItem(dismissedKey, 'yes');
  } catch {
    // Storage is switched off: it comes back with the page.
  }
}
