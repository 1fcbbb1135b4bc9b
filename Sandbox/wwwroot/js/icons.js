// The page's own icons: 24 × 24, drawn with one stroke, and the bot's mark.
import { svg } from './dom.js';

const strokes = {
  apps: 'M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M17 14v6 M14 17h6',
  at: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.6 7.2',
  attach: 'M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.8 17a1.7 1.7 0 0 1-2.4-2.4L15 7',
  bolt: 'M13 2.5 5 13.5h6l-1 8 8-11h-6z',
  check: 'M5 12.5 10 17.5 19.5 7',
  chevron: 'M6 9l6 6 6-6',
  close: 'M6 6l12 12 M18 6 6 18',
  copy: 'M9 9h11v11H9z M5 15H4V4h11v1',
  down: 'M12 5v14 M6 13l6 6 6-6',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z',
  file: 'M6 3h8l5 5v13H6z M14 3v5h5',
  hash: 'M10 3 8 21 M16 3l-2 18 M4 8.5h17 M3 15.5h17',
  id: 'M3 5h18v14H3z M8 9v6 M12 9v6h1.5a3 3 0 0 0 0-6z',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4.2 4.2 0 0 0-6-6l-1 1 M14 10a4 4 0 0 0-6-.4l-3 3a4.2 4.2 0 0 0 6 6l1-1',
  lock: 'M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  members: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20a6.5 6.5 0 0 1 13 0 M16 4.8a3.5 3.5 0 0 1 0 6.4 M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
  menu: 'M4 6h16 M4 12h16 M4 18h16',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  more: 'M5 12h.01 M12 12h.01 M19 12h.01',
  open: 'M14 4h6v6 M20 4l-9 9 M10 5H4v15h15v-6',
  plus: 'M12 5v14 M5 12h14',
  reply: 'M10 5 4 11l6 6 M4.5 11H13a7 7 0 0 1 7 7v1',
  send: 'M4 12 20 4l-5 16-3.5-6.5z M11.5 13.5 20 4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2v2 M12 20v2 M2 12h2 M20 12h2 M5 5l1.4 1.4 M17.6 17.6 19 19 M5 19l1.4-1.4 M17.6 6.4 19 5',
  trash: 'M4 7h16 M9 7V4h6v3 M6 7l1 13h10l1-13 M10 11v5 M14 11v5',
  warning: 'M12 4 2.5 20h19z M12 10v4.5 M12 17.2v.1',
};

export function icon(name, size = 20) {
  return svg('svg', {
    class: `icon icon-${name}`, viewBox: '0 0 24 24', width: size, height: size, fill: 'none', stroke: 'currentColor',
    'stroke-width': name === 'more' ? 3 : 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true',
  }, ...strokes[name].split(/ (?=M)/).map(d => svg('path', { d })));
}

/** The big triangle on a clip that has not been played yet. */
export function playIcon() {
  return svg('svg', { viewBox: '0 0 24 24', width: 28, height: 28, fill: 'currentColor', 'aria-hidden': 'true' },
    svg('path', { d: 'M8 5.2v13.6a.8.8 0 0 0 1.2.7l11-6.8a.8.8 0 0 0 0-1.4l-11-6.8a.8.8 0 0 0-1.2.7z' }));
}

/** The mark of ChatVideoBot: a speech bubble that plays. `index.html` has the same drawing as the tab's icon. */
export function botMark(size) {
  return svg('svg', { class: 'mark', viewBox: '0 0 40 40', width: size, height: size, 'aria-hidden': 'true' },
    svg('path', { fill: '#fff', d: 'M12 9h16a6 6 0 0 1 6 6v8a6 6 0 0 1-6 6h-7l-6.2 4.6a.8.8 0 0 1-1.3-.7V29H12a6 6 0 0 1-6-6v-8a6 6 0 0 1 6-6z' }),
    svg('path', { fill: '#6d3bf0', d: 'M17 14.2v9.6a1 1 0 0 0 1.5.9l8-4.8a1 1 0 0 0 0-1.8l-8-4.8a1 1 0 0 0-1.5.9z' }));
}
