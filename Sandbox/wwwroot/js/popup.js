// The layer above the composer: commands, choices, members. The focus stays in the input; arrows move the mark.
import { h } from './dom.js';

export class Popup {
  #element;
  #list;
  #items = [];
  #at = -1;
  #input = null;

  /** Whether the person moved the mark since the list opened: then Enter means the marked item. */
  moved = false;

  constructor(element) {
    this.#element = element;
    element.addEventListener('pointerdown', event => event.target.closest('button, label, input') || event.preventDefault()); // the input keeps the focus
  }

  get isOpen() {
    return !this.#element.hidden && this.#items.length > 0;
  }

  get marked() {
    return this.#items[this.#at] ?? null;
  }

  /**
   * @param {HTMLElement} input whose keys move the mark
   * @param {object} content `title`, `lead` (nodes above the list), `items` ({key, title, detail, note, picture, testid, pick}), `mark` whether the first is marked
   */
  show(input, { title, lead, items = [], mark = true }) {
    const keep = this.#input === input && this.marked?.key;
    this.#input?.removeAttribute('aria-activedescendant');
    this.#input = input;
    this.#items = items;
    this.moved = this.moved && Boolean(keep);
    this.#list = h('div', { class: 'popup-list', role: 'listbox', id: 'popup-list', 'aria-label': title ?? 'Suggestions' }, items.map((item, at) => h('div', {
      class: 'popup-item', role: 'option', id: `popup-${at}`, 'data-testid': item.testid,
      onclick: () => item.pick(), onpointermove: () => this.#mark(at, false),
    }, item.picture, h('span', { class: 'popup-words' }, h('span', { class: 'popup-name', dir: 'auto' }, item.title), item.detail && h('span', { class: 'popup-detail' }, item.detail)), item.note && h('span', { class: 'popup-note' }, item.note))));
    this.#element.replaceChildren(...[title && h('div', { class: 'popup-title' }, title), lead, items.length && this.#list].flat().filter(Boolean));
    this.#element.hidden = !this.#element.childNodes.length;
    if (items.length) input.setAttribute('aria-controls', 'popup-list');
    const found = items.findIndex(item => item.key === keep);
    this.#mark(found >= 0 && this.moved ? found : mark && items.length ? 0 : -1, true);
  }

  hide() {
    this.#element.hidden = true;
    this.#element.replaceChildren();
    this.#items = [];
    this.#at = -1;
    this.moved = false;
    this.#input?.removeAttribute('aria-activedescendant');
    this.#input = null;
  }

  /** Arrows, Tab and Escape; true when the key was meant for the list. Enter is for the caller, who knows what it means. */
  handleKey(event) {
    if (this.#element.hidden) return false;
    if (event.key === 'Escape') {
      this.hide();
    } else if (this.#items.length && (event.key === 'ArrowDown' || event.key === 'ArrowUp') && !event.shiftKey && !event.altKey) {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.moved = true;
      this.#mark((this.#at + step + this.#items.length + (this.#at < 0 && step < 0 ? 1 : 0)) % this.#items.length, true);
    } else if (event.key === 'Tab' && !event.shiftKey && this.marked) {
      this.marked.pick();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #mark(at, scroll) {
    this.#at = at;
    [...(this.#list?.children ?? [])].forEach((element, n) => element.setAttribute('aria-selected', n === at ? 'true' : 'false'));
    if (at < 0) return;
    this.#input?.setAttribute('aria-activedescendant', `popup-${at}`);
    if (scroll) this.#list.children[at]?.scrollIntoView({ block: 'nearest' });
  }
}
