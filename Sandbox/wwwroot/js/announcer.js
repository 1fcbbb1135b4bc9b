// Reads new messages out to screen readers, each once. The log itself is silent: a progress message changes itself many times,
// and nobody wants to hear every percent. What is heard again of a changed message is only its end: the answer after
// "is thinking…", and the clip when it has come.
import { byId } from './dom.js';
import { isLoading, summary } from './message.js';

const patience = 150; // milliseconds: several messages at once are read as one text

export function announceMessages(store, context) {
  const heard = new Map(); // message id → what was told of it: 'thinking', 'words' or 'clip'
  const waiting = [];
  let timer = 0;
  const say = text => {
    waiting.push(text);
    clearTimeout(timer);
    timer = setTimeout(() => (byId('announcer').textContent = waiting.splice(0).join('. ')), patience);
  };
  store.on('history', ({ channelId }) => store.messagesOf(channelId).forEach(message => heard.set(message.id, stage(message))));
  store.on('message', ({ message, isNew }) => {
    if (message.local === 'sending' || message.channel_id !== store.channelId) return;
    const now = message.local ? 'words' : stage(message);
    const before = heard.get(message.id);
    heard.set(message.id, now);
    if (message.author?.id === store.me?.id || before === now || (!isNew && before === undefined)) return;
    const name = store.nameOf(message.author);
    if (now === 'thinking') say(`${name} is thinking`);
    else if (now === 'clip' && before === 'words') say(`${name}: the clip is there`);
    else if (before !== 'clip') say(`${name}: ${summary(message, context)}`);
  });
  store.on('removed', ({ id }) => heard.delete(id));
}

function stage(message) {
  if (isLoading(message)) return 'thinking';
  return message.attachments?.some(one => one.content_type?.startsWith('video/')) ? 'clip' : 'words';
}
