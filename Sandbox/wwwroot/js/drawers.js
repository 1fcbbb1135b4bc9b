// The panels at the sides. Where there is room they stand beside the conversation; elsewhere they slide over it: then the rest
// cannot be reached, Escape and a press beside them close them, and the focus goes back to the button that opened them.
import { byId } from './dom.js';

const drawers = [];

/**
 * @param {string} shows the class of `app` while it is open
 * @param {string} [hides] for a panel that is there by itself where there is room: the class of `app` while it is closed there
 * @param {number} below the width, in pixels, under which it slides over the page
 */
export function drawer({ panel, opener, shows, hides, below, opened }) {
  const app = byId('app');
  const floats = () => innerWidth <= below;
  const stands = () => Boolean(hides) && !floats();
  const isOpen = () => (stands() ? !app.classList.contains(hides) : app.classList.contains(shows));
  const draw = () => {
    opener.setAttribute('aria-expanded', String(isOpen()));
    const over = drawers.find(one => one.floats() && one.isOpen());
    for (const child of app.children) if (child !== byId('shade')) child.inert = Boolean(over) && child !== over.panel;
  };
  const set = (open, focus = true) => {
    if (open === isOpen()) return;
    if (open && floats()) drawers.filter(one => one !== self && one.isOpen()).forEach(one => one.floats() && one.set(false, false));
    if (stands()) app.classList.toggle(hides, !open);
    else app.classList.toggle(shows, open);
    draw();
    if (open) opened?.();
    if (!focus || stands()) return;
    if (open) (panel.hasAttribute('data-first') ? panel : panel.querySelector('[data-first]') ?? panel.querySelector('a, button'))?.focus({ preventScroll: true });
    else opener.focus({ preventScroll: true });
  };
  const self = { panel, floats, isOpen, set, draw };
  drawers.push(self);
  opener.addEventListener('click', () => set(!isOpen()));
  panel.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || stands() || !isOpen()) return;
    event.stopPropagation();
    set(false);
  });
  draw();
  return self;
}

/** A press beside an open drawer, another width of the window. */
export function watchDrawers() {
  const shade = byId('shade');
  shade.addEventListener('click', () => drawers.filter(one => one.floats() && one.isOpen()).forEach(one => one.set(false)));
  addEventListener('resize', () => drawers.forEach(one => one.draw()));
}
