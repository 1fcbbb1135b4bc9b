// A small layer next to something: context menus and the lists of selects. One at a time; Escape, a click elsewhere,
// scrolling and resizing close it, and the focus goes back to where it was.
import { giveFocusBack, h, isTouch } from './dom.js';

let open = null;

/**
 * Shows `element` at a point or under an anchor, inside the window.
 * @param {{x: number, y: number} | Element} at
 * @returns {() => void} closes it
 */
export function showPopover(element, at, { onClose, matchWidth = false } = {}) {
  closePopover();
  const before = document.activeElement;
  const sheet = isTouch() && innerWidth < 600;
  const layer = h('div', { class: sheet ? 'popover-layer is-sheet' : 'popover-layer' }, element);
  (before?.closest('dialog[open]') ?? document.body).append(layer); // under an open dialog nothing could be pressed
  if (!sheet) place(element, at, matchWidth);

  const close = (restore = true) => {
    if (open !== close) return;
    open = null;
    layer.remove();
    removeEventListener('resize', close);
    const back = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : at instanceof HTMLElement ? at : null;
    if (restore && back) giveFocusBack(back);
    onClose?.();
  };
  open = close;
  let pressed = false;
  layer.addEventListener('click', event => { // the finger that opened the menu by resting must not press what appears under it
    if (event.detail > 0 && !pressed) event.stopPropagation();
  }, true);
  layer.addEventListener('pointerdown', event => {
    pressed = true;
    if (event.target !== layer) return;
    event.preventDefault();
    close();
  });
  layer.addEventListener('contextmenu', event => {
    event.preventDefault();
    if (event.target === layer) close();
  });
  layer.addEventListener('wheel', event => event.target === layer && close(), { passive: true });
  layer.addEventListener('keydown', event => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  addEventListener('resize', close);
  return close;
}

export function closePopover() {
  open?.(false);
}

function place(element, at, matchWidth) {
  const gap = 8;
  const anchor = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y, width: 0 };
  if (matchWidth) element.style.width = `${Math.max(anchor.width, 220)}px`;
  const { width, height } = element.getBoundingClientRect();
  const under = anchor.bottom + (anchor.width ? 4 : 0);
  const top = under + height > innerHeight - gap ? Math.max(gap, anchor.top - height - (anchor.width ? 4 : 0)) : under;
  const left = anchor.left + width > innerWidth - gap ? Math.max(gap, (anchor.width ? anchor.right : anchor.left) - width) : anchor.left;
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
  element.style.setProperty('--max', `${innerHeight - 2 * gap}px`);
}

/** The next item that begins with the letter that was typed. */
function byLetter(items, at, event) {
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return null;
  const begins = items.map((item, n) => [item.textContent.trim().replace(/^[@#]/, '').toLowerCase().startsWith(event.key.toLowerCase()), n]).filter(([fits]) => fits).map(([, n]) => n);
  return begins.find(n => n > at) ?? begins[0] ?? null;
}

/** Letters, arrow keys, Home and End move the focus between the items; Enter and Space press them. */
export function moveWithArrows(container, selector) {
  container.addEventListener('keydown', event => {
    const items = [...container.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement);
    const across = document.activeElement?.matches('.menu-reaction');
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, ArrowRight: across && at + 1, ArrowLeft: across && at - 1, Home: 0, End: items.length - 1 }[event.key] ?? byLetter(items, at, event);
    if (!Number.isInteger(to) || !items.length) return;
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  });
}
