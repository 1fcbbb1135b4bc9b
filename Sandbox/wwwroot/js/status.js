// The bars that say what is wrong (no server, no bot) and who is typing.
import { byId, h } from './dom.js';
import { icon } from './icons.js';

const typingLasts = 10_000; // milliseconds, as on Discord

/** The bar while the events' socket is away. A blink at the start of the page is not worth a word. */
export function showConnection(socket) {
  const bar = byId('connection');
  let counting = 0;
  let wasOpen = false;
  const show = ({ state, retryAt, failures }) => {
    clearInterval(counting);
    bar.dataset.state = state;
    if (state === 'open') {
      wasOpen = true;
      bar.hidden = true;
      return;
    }
    if (state === 'connecting') {
      if (failures > 0) bar.replaceChildren(h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), 'Reconnecting…');
      return;
    }
    bar.hidden = false;
    const wait = h('span', { 'aria-hidden': 'true' }); // nobody wants to hear it count
    const words = h('span', { class: 'connection-words' }, wasOpen ? 'The connection to the sandbox is lost. ' : 'The sandbox cannot be reached. Is ./run still running? ', wait);
    bar.replaceChildren(icon('warning', 18), words, h('button', { type: 'button', class: 'link', onclick: () => socket.retry() }, 'Try now'));
    const count = () => {
      const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
      wait.textContent = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…';
    };
    count();
    counting = setInterval(count, 500);
  };
  socket.addEventListener('status', event => show(event.detail));
}

export function showBotStatus(store) {
  const bar = byId('offline');
  bar.append(icon('warning', 18), h('span', {}, 'The bot is offline; start it with ', h('code', { class: 'code' }, './run'), '.'));
  store.on('bot', () => (bar.hidden = !store.application || store.botOnline));
}

export function showTyping(store) {
  const until = new Map(); // user id → when their typing ends
  const element = byId('typing');
  let timer = 0;
  const draw = () => {
    clearTimeout(timer);
    const now = Date.now();
    for (const [key, end] of until) if (end <= now) until.delete(key);
    const names = [...until.keys()].filter(key => key.startsWith(`${store.channelId}:`)).map(key => store.nameOf(store.userOf(key.split(':')[1])));
    element.replaceChildren(...(names.length ? [h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), h('strong', {}, names.slice(0, 3).join(', ')), names.length > 1 ? ' are typing…' : ' is typing…'] : []));
    if (until.size) timer = setTimeout(draw, Math.min(...until.values()) - now + 10);
  };
  store.on('channel', draw);
  store.on('message', ({ message, isNew }) => isNew && until.delete(`${message.channel_id}:${message.author?.id}`) && draw());
  return ({ channel_id: channel, user_id: user }) => {
    if (user === store.me?.id) return;
    until.set(`${channel}:${user}`, Date.now() + typingLasts);
    draw();
  };
}
