// Embeds: the cards with a coloured bar.
import { h, safeAddress } from './dom.js';
import { inline } from './inline.js';
import { markdown } from './markdown.js';
import { picture, resolve, video } from './media.js';
import { messageTime, timeElement } from './time.js';

const hex = colour => `#${(colour & 0xffffff).toString(16).padStart(6, '0')}`;

/** @returns {{elements: Node[], shown: Set<string>}} the cards, and the addresses of the pictures that they show */
export function embeds(message, context) {
  const shown = new Set();
  const elements = (message.embeds ?? []).map((embed, at) => card(embed, at, message, context, shown));
  return { elements, shown };
}

function card(embed, at, message, context, shown) {
  const media = one => {
    const found = one && resolve(one, message);
    if (found) shown.add(found.address.split('?')[0]);
    return found;
  };
  const image = media(embed.image);
  const thumbnail = media(embed.thumbnail);
  const clip = media(embed.video);
  const footer = [embed.footer?.text, embed.timestamp && messageTime(new Date(embed.timestamp))].filter(Boolean);
  return h('article', { class: thumbnail ? 'embed embed-with-thumbnail' : 'embed', 'data-key': `embed-${at}`, style: Number.isInteger(embed.color) ? { '--bar': hex(embed.color) } : {} },
    h('div', { class: 'embed-words' },
      embed.author?.name && h('div', { class: 'embed-author' }, linked(embed.author.url, [embed.author.name])),
      embed.title && h('div', { class: 'embed-title', dir: 'auto' }, linked(embed.url, inline(embed.title, context))),
      embed.description && h('div', { class: 'embed-text' }, markdown(embed.description, context)),
      embed.fields?.length ? h('div', { class: 'fields' }, embed.fields.map(field =>
        h('div', { class: field.inline ? 'field field-inline' : 'field' },
          h('div', { class: 'field-name', dir: 'auto' }, inline(field.name ?? '', context)),
          h('div', { class: 'field-value' }, markdown(field.value ?? '', context))))) : null),
    thumbnail && h('div', { class: 'thumbnail' }, picture(thumbnail, { room: { width: 80, height: 80 }, key: 'thumbnail' })),
    image && h('div', { class: 'embed-media' }, picture(image, { room: { width: 440, height: 320 }, key: 'image' })),
    clip && h('div', { class: 'embed-media' }, video(clip, { room: { width: 440, height: 320 } })),
    footer.length ? h('div', { class: 'embed-footer', dir: 'auto' },
      embed.footer?.text, footer.length > 1 ? ' • ' : null,
      embed.timestamp && timeElement(new Date(embed.timestamp), messageTime(new Date(embed.timestamp)))) : null);
}

function linked(address, children) {
  const safe = address && safeAddress(address);
  return safe ? h('a', { class: 'link', href: safe, target: '_blank', rel: 'noopener noreferrer' }, children) : children;
}
