// Faces and names. People have no pictures here: a disc in a colour of their own with a letter; the bot has its mark.
import { h } from './dom.js';
import { botMark } from './icons.js';

const colours = [['#9a3412', '#c2410c'], ['#115e59', '#0f766e'], ['#1e40af', '#2563eb'], ['#9d174d', '#be185d'], ['#3f6212', '#4d7c0f'], ['#6b21a8', '#9333ea']]; // white can be read on each

export function avatar(store, user, size = 40) {
  const bot = store.isBot(user);
  const name = store.nameOf(user);
  const [dark, light] = colours[[...String(user?.id ?? '')].reduce((sum, digit) => sum + digit.charCodeAt(0), 0) % colours.length];
  return h('span', {
    class: bot ? 'avatar avatar-bot' : 'avatar', 'aria-hidden': 'true',
    style: { '--size': `${size}px`, ...(bot ? {} : { background: `linear-gradient(135deg, ${light}, ${dark})` }) },
  }, bot ? botMark(Math.round(size * 0.68)) : [...name][0]?.toUpperCase() ?? '?');
}

/** The colour of the highest role that has one; null for the plain colour. */
export function nameColour(store, user) {
  const colour = store.rolesOf(user?.id).map(role => role.color).find(value => Number.isInteger(value) && value > 0);
  return colour ? `#${colour.toString(16).padStart(6, '0')}` : null;
}

/** A person's name in the colour of their role; `--role` is toned by the style sheet so that it can be read on any ground. */
export function nameElement(store, user, tag = 'span') {
  const colour = nameColour(store, user);
  return h(tag, { class: 'name', dir: 'auto', style: colour ? { '--role': colour } : {} }, store.nameOf(user));
}

export const appBadge = () => h('span', { class: 'badge' }, 'APP');
