// Making elements. Text always becomes a text node, never markup: there is no innerHTML anywhere on this page.

/**
 * Makes an element: `h('p', {class: 'x', onclick: f, 'data-id': '1'}, 'text', otherElement)`.
 * A property that is null, undefined or false is left out; true is an empty attribute; a function is a listener.
 */
export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function svg(tag, properties, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false && child !== ''));
  return element;
}

export const byId = id => document.getElementById(id);

/** Focuses what had the focus before a layer was laid over it. A message's buttons can be focused only once the focus is in their message. */
export function giveFocusBack(element) {
  element.focus({ preventScroll: true });
  if (document.activeElement === element) return;
  element.closest('.message')?.focus({ preventScroll: true });
  element.focus({ preventScroll: true });
}

export const prefersLessMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Whether the person works with a finger: no hover, no precise pointer. */
export const isTouch = () => matchMedia('(hover: none) and (pointer: coarse)').matches;

/** "a b/C" becomes "a-b-c": for test ids and class names. */
export const slug = text => String(text).toLowerCase().trim().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');

/** "10.5 MB" from bytes. */
export function fileSize(bytes) {
  if (!(bytes >= 0)) return '';
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}

/** An address that may stand in href or src: http, https or this server's own; anything else is null. */
export function safeAddress(address) {
  try {
    const url = new URL(address, location.href);
    return url.protocol === 'http:' || url.protocol === 'https:' || url.protocol === 'blob:' ? url.href : null;
  } catch {
    return null;
  }
}
