// Pictures, clips and files in messages. Every box has its size before its content arrives, so that nothing jumps.
import { fileSize, h, safeAddress } from './dom.js';
import { icon, playIcon } from './icons.js';

/** Sizes of clips whose message did not tell, by attachment id: measured once. */
const measured = new Map();

const videoName = /\.(mp4|webm|mov|m4v)$/i;
const pictureName = /\.(png|jpe?g|gif|webp|avif|bmp)$/i;

export function kindOf({ content_type: type = '', filename = '', url = '' }) {
  const name = filename || url.split('?')[0];
  if (type.startsWith('video/') || (!type && videoName.test(name))) return 'video';
  if (/^image\/(?!svg)/.test(type) || (!type && pictureName.test(name))) return 'picture';
  return type.startsWith('audio/') ? 'audio' : 'file';
}

/** Follows `attachment://name` to the message's attachment; other addresses are checked and returned. */
export function resolve(media, message) {
  const name = /^attachment:\/\/(.+)$/.exec(media?.url ?? '')?.[1];
  const attachment = name && message?.attachments?.find(other => other.filename === name);
  const found = attachment ? { ...media, ...attachment } : media;
  const address = safeAddress(found?.url ?? '');
  return address ? { ...found, address } : null;
}

/** The size to show something at: never larger than the room, tiny clips and previews up to four times their own size. */
export function fit(width, height, room = { width: 520, height: 340 }, least = 320) {
  if (!(width > 0 && height > 0)) return null;
  const most = Math.min(room.width / width, room.height / height);
  return Math.round(width * Math.min(most, Math.max(1, Math.min(4, least / Math.max(width, height)))));
}

const box = (size, room) => {
  const width = size && fit(size.width, size.height, room);
  return width ? { width: `${width}px`, 'aspect-ratio': `${size.width} / ${size.height}` } : {};
};

const isSpoiler = media => media.spoiler === true || (media.flags & 8) !== 0 || media.filename?.startsWith('SPOILER_') === true;

function covered(media, element) {
  if (!isSpoiler(media)) return element;
  return h('div', { class: 'covered', 'data-action': 'reveal', role: 'button', tabindex: 0, 'aria-label': 'Spoiler' }, element, h('span', { class: 'covered-word' }, 'Spoiler'));
}

export function picture(media, { room, key } = {}) {
  const alt = media.description || media.filename || 'Picture';
  const size = media.width ? media : measured.get(media.id);
  const image = h('img', { src: media.address, alt, draggable: 'false', decoding: 'async' });
  image.addEventListener('error', () => image.parentElement?.classList.add('is-broken'));
  image.addEventListener('load', () => {
    image.parentElement?.classList.remove('is-broken');
    if (media.id && image.naturalWidth) measured.set(media.id, { width: image.naturalWidth, height: image.naturalHeight });
  });
  return covered(media, h('button', {
    type: 'button', class: size ? 'picture' : 'picture picture-unsized', style: box(size, room), 'data-key': key,
    'data-action': 'enlarge', 'data-full': media.address, 'aria-label': `Enlarge: ${alt}`,
  }, image));
}

export function video(media, { room } = {}) {
  const known = media.width ? media : measured.get(media.id);
  const element = h('video', {
    controls: true, playsinline: true, preload: 'metadata', src: `${media.address}#t=0.001`, // a time makes Safari paint the first frame
    'aria-label': media.description || media.filename || 'Clip',
  });
  const frame = h('div', { class: 'video', 'data-key': `video-${media.id ?? media.address.split('?')[0]}`, style: box(known ?? { width: 400, height: 240 }, room) },
    element, h('button', { type: 'button', class: 'play', 'data-action': 'play', 'aria-label': `Play ${media.filename ?? 'clip'}` }, playIcon()), h('span', { class: 'length' }));
  element.addEventListener('loadedmetadata', () => {
    const size = { width: element.videoWidth, height: element.videoHeight };
    if (!known && size.width) {
      measured.set(media.id, size);
      for (const [name, value] of Object.entries(box(size, room))) frame.style.setProperty(name, value);
      frame.dataset.sized = '';
    }
    if (Number.isFinite(element.duration)) {
      frame.querySelector('.length').textContent = `${element.duration < 10 ? element.duration.toFixed(1) : Math.round(element.duration)} s`;
      element.loop = element.duration < 6; // a two-second clip is nothing seen once
    }
  });
  element.addEventListener('play', () => (frame.dataset.played = ''));
  element.addEventListener('error', () => frame.classList.add('is-broken'));
  return covered(media, frame);
}

export function fileCard(media) {
  return h('div', { class: 'file-card' }, h('span', { class: 'file-icon' }, icon('file', 28)),
    h('div', { class: 'file-words' },
      h('a', { class: 'link file-name', href: media.address, download: media.filename ?? '', target: '_blank', rel: 'noopener' }, media.filename ?? media.name ?? 'file'),
      h('div', { class: 'file-size' }, fileSize(media.size))));
}

function attachment(media, options) {
  switch (kindOf(media)) {
    case 'picture': return picture(media, options);
    case 'video': return video(media, options);
    case 'audio': return h('div', { class: 'audio' }, fileCard(media), h('audio', { controls: true, preload: 'metadata', src: media.address }));
    default: return fileCard(media);
  }
}

/** A message's own attachments, without those that an embed or a component already shows. */
export function attachments(message, shownElsewhere) {
  const list = (message.attachments ?? []).map(one => resolve(one, message)).filter(one => one && !shownElsewhere.has(one.address.split('?')[0]));
  if (!list.length) return null;
  const pictures = list.filter(one => kindOf(one) === 'picture');
  const others = list.filter(one => kindOf(one) !== 'picture');
  return h('div', { class: 'attachments', 'data-key': 'attachments' },
    pictures.length > 1 ? mosaic(pictures) : pictures.map((one, at) => picture(one, { key: `picture-${at}` })),
    others.map(one => attachment(one)));
}

/** Several pictures or clips side by side. */
export function mosaic(list) {
  if (list.length === 1) return h('div', { class: 'mosaic mosaic-1' }, attachment(list[0], { key: 'picture-0' }));
  return h('div', { class: `mosaic mosaic-${Math.min(list.length, 5)}` }, list.map((one, at) => h('div', { class: 'tile' }, attachment(one, { key: `picture-${at}` }))));
}
