// The WebSocket that brings events. It reconnects by itself, waiting longer after every failure.

const firstWait = 500; // milliseconds
const longestWait = 15_000;

export class EventSocket extends EventTarget {
  #address;
  #socket = null;
  #failures = 0;
  #timer = 0;

  /** 'connecting' | 'open' | 'waiting'; `status` events tell of changes, with `retryAt` in milliseconds while waiting. */
  state = 'connecting';

  constructor(address) {
    super();
    this.#address = address;
    addEventListener('online', () => this.state === 'waiting' && this.retry());
    document.addEventListener('visibilitychange', () => !document.hidden && this.state === 'waiting' && this.retry());
  }

  connect() {
    clearTimeout(this.#timer);
    this.#tell('connecting');
    const socket = this.#socket = new WebSocket(this.#address);
    socket.onopen = () => {
      this.#failures = 0;
      this.#tell('open');
    };
    socket.onmessage = message => {
      let event;
      try {
        event = JSON.parse(message.data);
      } catch {
        return; // not an event
      }
      if (event?.t) this.dispatchEvent(new CustomEvent('event', { detail: event }));
    };
    socket.onclose = () => socket === this.#socket && this.#waitAndRetry();
  }

  /** Tries now instead of waiting any longer. */
  retry() {
    if (this.state !== 'open') this.connect();
  }

  #waitAndRetry() {
    const wait = Math.min(longestWait, firstWait * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
    this.#tell('waiting', Date.now() + wait);
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  #tell(state, retryAt = 0) {
    this.state = state;
    this.dispatchEvent(new CustomEvent('status', { detail: { state, retryAt, failures: this.#failures } }));
  }
}
