// The conversation: the list of messages, its grouping, its scrolling, and how messages come, change and go.
import { byId, h, isTouch, prefersLessMotion } from './dom.js';
import { continues, dateOf, drawMessage } from './message.js';
import { morph } from './morph.js';
import { dayText, isSameDay } from './time.js';

const nearEnd = 80; // pixels: someone this close to the end wants to see what comes

export class MessageList {
  #store;
  #context;
  #scroller;
  #list;
  #rows = new Map();
  #pinned = true;
  #last = { top: 0, height: 0, view: 0 };
  #pill;
  #missed = 0; // messages that came while one looked further up
  #current = null; // the row that Tab leads to

  /** @param {object} parts `scroller`, `list` and `pill` (the button that leads back to the end) */
  constructor(store, context, { scroller, list, pill }) {
    this.#store = store;
    this.#context = context;
    this.#scroller = scroller;
    this.#list = list;
    this.#pill = pill;
    pill.addEventListener('click', () => this.toEnd(true));
    scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    const stay = new ResizeObserver(() => this.#pinned && this.toEnd());
    stay.observe(list);
    stay.observe(scroller);
    store.on('history', ({ channelId }) => channelId === store.channelId && this.showAll());
    store.on('message', ({ message, isNew }) => message.channel_id === store.channelId && this.#show(message, isNew));
    store.on('removed', ({ id }) => this.#remove(id));
    store.on('pending', ({ message }) => this.redraw(message.id));
    list.addEventListener('keydown', event => this.#onKey(event));
    list.addEventListener('focusin', event => this.#rove(event.target.closest('.message')));
  }

  /** Everything anew, for another channel or after a reconnect; rows that are still there stay as they are. */
  showAll() {
    const log = this.#list.parentElement;
    log.setAttribute('aria-busy', 'true'); // nobody wants a whole history read out
    setTimeout(() => log.removeAttribute('aria-busy'), 500);
    const messages = this.#store.messagesOf(this.#store.channelId);
    const wanted = new Set(messages.map(message => message.id));
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    for (const message of messages) {
      const fresh = drawMessage(message, this.#store, this.#context);
      const row = this.#rows.get(message.id);
      fresh.tabIndex = row?.tabIndex ?? -1;
      if (row) morph(row, fresh);
      else this.#rows.set(message.id, fresh);
    }
    this.#arrange();
    if (this.#pinned) this.toEnd();
  }

  clear() {
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#pinned = true;
    this.#arrange();
  }

  redraw(id) {
    const row = this.#rows.get(id);
    const message = this.#store.find(id);
    if (!row || !message) return;
    const grouped = row.classList.contains('is-grouped');
    const fresh = drawMessage(message, this.#store, this.#context);
    fresh.classList.toggle('is-grouped', grouped);
    fresh.tabIndex = row.tabIndex;
    morph(row, fresh);
  }

  #show(message, isNew) {
    if (!isNew || this.#rows.has(message.id)) {
      this.redraw(message.id);
      if (!isNew) this.#arrange();
      return;
    }
    const row = drawMessage(message, this.#store, this.#context);
    const answersOurs = [...this.#rows.values()].some(other => other.dataset.local === 'sending' || other.classList.contains('is-leaving'));
    if (!answersOurs) row.classList.add('is-new');
    this.#rows.set(message.id, row);
    this.#arrange();
    if (this.#pinned || message.author?.id === this.#store.me?.id || message.local) this.toEnd();
    else this.#showPill(this.#missed + 1);
  }

  #remove(id) {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#rows.delete(id);
    if (row.contains(document.activeElement) && !isTouch()) byId('composer').focus({ preventScroll: true });
    if (row.dataset.local || prefersLessMotion() || document.hidden) {
      row.remove();
      this.#arrange();
      return;
    }
    row.inert = true;
    row.classList.add('is-leaving');
    const height = row.offsetHeight;
    row.animate([{ height: `${height}px`, opacity: 1 }, { opacity: 0, offset: 0.5 }, { height: 0, margin: 0, padding: 0, minHeight: 0, opacity: 0 }], { duration: 220, easing: 'ease-out' })
      .finished.catch(() => {}).then(() => {
        row.remove();
        this.#arrange();
      });
  }

  /** Puts rows and day lines in order and tells each row whether it goes on under the one before. */
  #arrange() {
    const wanted = [];
    let before = null;
    for (const message of this.#store.messagesOf(this.#store.channelId)) {
      const row = this.#rows.get(message.id);
      if (!row) continue;
      if (before && !isSameDay(dateOf(before), dateOf(message))) wanted.push(this.#dayLine(dateOf(message)));
      row.classList.toggle('is-grouped', continues(message, before));
      wanted.push(row);
      before = message;
    }
    if (!this.#current?.isConnected || !this.#list.contains(document.activeElement)) this.#rove(null);
    const leaving = [...this.#list.querySelectorAll(':scope > .is-leaving')];
    for (const line of this.#list.querySelectorAll(':scope > .day')) if (!wanted.includes(line)) line.remove();
    let at = this.#list.firstChild;
    for (const element of wanted) {
      while (leaving.includes(at)) at = at.nextSibling;
      if (element === at) at = at.nextSibling;
      else this.#list.insertBefore(element, at);
    }
  }

  /** One Tab stop for the whole list: the message that had the focus as long as it has it, else the newest. */
  #rove(row) {
    const to = row ?? this.#rows.get(this.#store.messagesOf(this.#store.channelId).at(-1)?.id);
    if (!to || to === this.#current) return;
    if (this.#current) this.#current.tabIndex = -1;
    to.tabIndex = 0;
    this.#current = to;
  }

  #showPill(missed) {
    this.#missed = missed;
    this.#pill.hidden = missed === 0;
    this.#pill.querySelector('span').textContent = missed === 1 ? '1 new message' : `${missed} new messages`;
  }

  #dayLine(date) {
    const text = dayText(date);
    return [...this.#list.querySelectorAll(':scope > .day')].find(line => line.textContent === text) ?? h('li', { class: 'day', role: 'separator' }, h('span', {}, text));
  }

  toEnd(smooth = false) {
    this.#pinned = true;
    this.#showPill(0);
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: smooth && !prefersLessMotion() ? 'smooth' : 'instant' });
  }

  /** Scrolls to a message and lights it up; false when it is not here. */
  jumpTo(id) {
    const row = this.#rows.get(id);
    if (!row) return false;
    this.#pinned = false;
    row.scrollIntoView({ block: 'center', behavior: prefersLessMotion() ? 'instant' : 'smooth' });
    row.classList.remove('is-found');
    requestAnimationFrame(() => row.classList.add('is-found'));
    row.focus({ preventScroll: true });
    return true;
  }

  /** Only a person scrolling up leaves the end; content that grows or shrinks scrolls too and means nothing. */
  #onScroll() {
    const { scrollTop: top, scrollHeight: height, clientHeight: view } = this.#scroller;
    const last = this.#last;
    if (height - top - view < nearEnd) {
      this.#pinned = true;
      this.#showPill(0);
    } else if (top < last.top && height === last.height && view === last.view) {
      this.#pinned = false;
    }
    this.#last = { top, height, view };
  }

  /** Arrow keys, Home and End walk from message to message. */
  #onKey(event) {
    if (event.target.parentElement !== this.#list) return;
    const rows = [...this.#list.querySelectorAll(':scope > .message')];
    const at = rows.indexOf(event.target);
    const to = rows[{ ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key]];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }
}
