// Short words at the bottom that go away by themselves.
import { byId, h } from './dom.js';

export function toast(text, kind = 'note') {
  const element = h('div', { class: `toast toast-${kind}`, role: kind === 'error' ? 'alert' : 'status' }, text);
  byId('toasts').append(element);
  setTimeout(() => {
    element.classList.add('is-leaving');
    setTimeout(() => element.remove(), 250);
  }, kind === 'error' ? 6000 : 2200);
}
