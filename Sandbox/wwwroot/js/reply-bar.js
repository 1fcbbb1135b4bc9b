// The bar over the composer while a message is answered.
import { byId, h } from './dom.js';
import { icon } from './icons.js';
import { summary } from './message.js';

export class ReplyBar {
  #store;
  #context;
  #bar = byId('reply-bar');

  /** The message that is answered; null while none is. */
  target = null;

  constructor(store, context) {
    this.#store = store;
    this.#context = context;
    store.on('removed', ({ id }) => id === this.target?.id && this.show(null));
  }

  show(message) {
    this.target = message;
    this.#bar.hidden = !message;
    this.#bar.replaceChildren(...(message ? this.#draw(message) : []));
  }

  #draw(message) {
    const name = h('strong', { dir: 'auto' }, this.#store.nameOf(message.author));
    const words = h('span', { class: 'reply-summary', dir: 'auto' }, summary(message, this.#context));
    const close = {
      type: 'button', class: 'chip-close', 'aria-label': 'Cancel the reply', 'data-testid': 'cancel-reply', onclick: () => this.show(null),
    };
    return [h('span', { class: 'reply-words' }, 'Replying to ', name, words), h('button', close, icon('close', 16))];
  }
}
