// Message components as elements: buttons, selects and the layout of components v2. Presses are found by `data-action`
// (see presses.js), so that an edit can redraw them freely. Types that this page does not know are left out, as Discord asks.
import { h, safeAddress, slug } from './dom.js';
import { icon } from './icons.js';
import { markdown } from './markdown.js';
import { fileCard, mosaic, picture, resolve } from './media.js';

export const types = {
  row: 1, button: 2, select: 3, input: 4, userSelect: 5, roleSelect: 6, mentionableSelect: 7, channelSelect: 8, section: 9, text: 10,
  thumbnail: 11, gallery: 12, file: 13, separator: 14, container: 17, label: 18, upload: 19, radios: 21, checks: 22, check: 23,
};

const buttonStyles = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link', 6: 'secondary' };

/**
 * @param {object} context as for markdown, and `busy(messageId, customId)` and `failure(messageId)`
 * @param {Set<string>} shown gets the addresses of the media that the components show
 */
export function components(message, context, shown) {
  const list = (message.components ?? []).map((one, at) => draw(one, at, message, context, shown)).filter(Boolean);
  const failure = context.failure(message.id);
  return [...list, failure && h('div', { class: 'component-failure', role: 'alert', 'data-key': 'failure' }, icon('warning', 16), failure)].filter(Boolean);
}

function draw(one, at, message, context, shown) {
  const inner = list => (list ?? []).map((child, n) => draw(child, n, message, context, shown));
  const key = `${one.type}-${at}`;
  const media = item => {
    const found = resolve(item.media ?? item.file, message);
    if (found) shown.add(found.address.split('?')[0]);
    return found && { ...found, description: item.description ?? found.description, spoiler: item.spoiler };
  };
  switch (one.type) {
    case types.row:
      return h('div', { class: 'row', 'data-key': key }, inner(one.components));
    case types.button:
      return button(one, message, context);
    case types.select: case types.userSelect: case types.roleSelect: case types.mentionableSelect: case types.channelSelect:
      return select(one, message, context);
    case types.text:
      return h('div', { class: 'component-text', 'data-key': key }, markdown(one.content, context));
    case types.section:
      return h('div', { class: 'section', 'data-key': key }, h('div', { class: 'section-words' }, inner(one.components)), one.accessory && h('div', { class: 'section-accessory' }, draw(one.accessory, 0, message, context, shown)));
    case types.thumbnail: {
      const found = media(one);
      return found && h('div', { class: 'thumbnail', 'data-key': key }, picture(found, { room: { width: 85, height: 85 }, key: 'thumbnail' }));
    }
    case types.gallery: {
      const found = (one.items ?? []).map(media).filter(Boolean);
      return found.length ? h('div', { class: 'gallery', 'data-key': key }, mosaic(found)) : null;
    }
    case types.file: {
      const found = media(one);
      return found && h('div', { 'data-key': key }, fileCard({ filename: one.name, size: one.size, ...found }));
    }
    case types.separator:
      return h('div', { class: `separator ${one.spacing === 2 ? 'separator-large' : ''} ${one.divider === false ? '' : 'separator-line'}`, role: 'separator', 'data-key': key });
    case types.container:
      return h('div', {
        class: 'container', 'data-key': key, style: Number.isInteger(one.accent_color) ? { '--bar': `#${one.accent_color.toString(16).padStart(6, '0')}` } : {},
      }, inner(one.components));
    default:
      return null;
  }
}

export const emojiText = emoji => (emoji?.name && !emoji.id ? emoji.name : null);

function button(one, message, context) {
  const style = buttonStyles[one.style] ?? 'secondary';
  const words = [emojiText(one.emoji) && h('span', { class: 'emoji', 'aria-hidden': 'true' }, emojiText(one.emoji)), one.label && h('span', {}, one.label)];
  const address = one.style === 5 ? safeAddress(one.url ?? '') : null;
  if (one.style === 5) {
    return h('a', { class: 'button button-link', href: address, target: '_blank', rel: 'noopener noreferrer', 'aria-disabled': !address || one.disabled ? 'true' : null, 'data-key': one.url }, words, icon('open', 16));
  }
  const busy = context.busy(message.id, one.custom_id);
  return h('button', {
    type: 'button', class: `button button-${style}${busy ? ' is-busy' : ''}`, disabled: one.disabled === true, 'aria-disabled': context.busy(message.id) ? 'true' : null, 'aria-busy': busy ? 'true' : null, // still focusable while busy
    'aria-label': one.label ? null : emojiText(one.emoji), 'data-action': 'press', 'data-custom-id': one.custom_id, 'data-testid': `button-${one.custom_id}`, 'data-key': one.custom_id,
  }, h('span', { class: 'button-words' }, words), busy && h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')));
}

function select(one, message, context) {
  const names = (one.options ?? []).filter(option => option.default).map(option => option.label);
  const chosen = names.length ? names : (one.default_values ?? []).map(({ id, type }) => (type === 'channel' ? `#${context.channel(id) ?? 'unknown'}` : `@${(type === 'role' ? context.role(id) : context.user(id)) ?? 'unknown'}`));
  const busy = context.busy(message.id, one.custom_id);
  return h('button', {
    type: 'button', class: `select${busy ? ' is-busy' : ''}`, disabled: one.disabled === true, 'aria-disabled': context.busy(message.id) ? 'true' : null, 'aria-haspopup': 'listbox', 'data-action': 'choose', 'data-custom-id': one.custom_id,
    'data-testid': `select-${slug(one.custom_id ?? '')}`, 'data-key': one.custom_id,
  }, h('span', { class: chosen.length ? 'select-words' : 'select-words is-placeholder' }, chosen.length ? chosen.join(', ') : one.placeholder || 'Make a selection'), icon('chevron', 18));
}

/** The component with this custom id, wherever it stands in the message. */
export function findComponent(list, customId) {
  for (const one of list ?? []) {
    if (one.custom_id === customId) return one;
    const inner = findComponent([...(one.components ?? []), ...(one.accessory ? [one.accessory] : [])], customId);
    if (inner) return inner;
  }
  return null;
}
