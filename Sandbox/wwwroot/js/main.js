/*
 * The sandbox's page: a small Discord client in the browser. This file only wires the parts together.
 *
 * Test ids (`data-testid`), stable for end-to-end tests:
 *   composer                   the message box (a textarea; fill it with a message or a typed command and press Enter)
 *   send, upload-file          the send button; the file input for the channel (waiting files: uploads > upload)
 *   command-<name>             a command in the list above the composer; a subcommand's words are joined by "-"
 *   option-<name>              an option's input once the command is chips (for an attachment: what to drop on or press)
 *   option-file-<name>         an attachment option's <input type=file>; there before the option is opened, too
 *   add-option-<name>          "+ name": opens an optional option;  suggestion-<value>: a choice in the list above
 *   composer-problem           what is wrong with what is about to be sent; cancel-reply ends the reply
 *   messages                   the log of messages
 *   message-<id>               a message; data-author (username), data-ephemeral (true/false), data-loading ("is thinking…")
 *   pending-<id>               a command on its way or failed; data-local is "sending" or "failed"
 *   more-<id>                  the "…" of a message;  menu-<slug>: an entry of its menu, e.g. menu-animate-this, menu-reply,
 *                              menu-copy-text, menu-copy-link, menu-copy-id, menu-delete (then confirm-delete), menu-dismiss-message; menu-apps is the heading over the apps' entries;
 *                              react-<emoji> puts a reaction
 *   button-<custom_id>         a button of a message;  select-<slug of custom_id>: a select, choice-<slug of value> in its list
 *   modal, modal-submit, modal-cancel; modal-<slug of custom_id> each input of a modal
 *   channel-<name>, user-<username>   links on the left;  toggle-members, theme in the header
 *   connection                 the bar while the server is away; data-state is connecting, open or waiting
 *   bot-status                 the bot among the members, data-online;  bot-offline: the bar while it is away
 *   hint, hint-1 … hint-3      the first steps;  load-more: earlier messages;  to-end: "N new messages"
 *   guild-<id>                 a guild in the rail, which is there when there are several
 *   toggle-faults, faults      the panel that makes Discord misbehave; fault-<id> a fault in it, with fault-do-<id> and fault-<id>-<field>;
 *                              fault-clear ends them all;  faults-done: what was done
 */
import { announceMessages } from './announcer.js';
import { Api } from './api.js';
import { channelTitle } from './channels.js';
import { Composer } from './composer.js';
import { ask } from './dialog.js';
import { byId, isTouch } from './dom.js';
import { watchDrawers } from './drawers.js';
import { setUpFaults } from './faults.js';
import { botMark, icon } from './icons.js';
import { Interactions } from './interactions.js';
import { keepAboveKeyboard } from './keyboard.js';
import { MessageList } from './list.js';
import { isEphemeral, summary } from './message.js';
import { showModal } from './modal.js';
import { listenToPresses } from './presses.js';
import { addressOf, setUpSides } from './sidebar.js';
import { EventSocket } from './socket.js';
import { drawStart } from './start.js';
import { showBotStatus, showConnection, showTyping } from './status.js';
import { Store } from './store.js';
import { keepTimesTrue } from './time.js';
import { toast } from './toast.js';
import { catchFiles } from './uploads.js';

const page = new URL(location.href).searchParams;
const historyStep = 100; // messages
const mostHistory = 200; // messages the server hands out at most

const api = new Api(page.get('user'));
const store = new Store();
const interactions = new Interactions(api, store);
const socket = new EventSocket(api.eventsAddress());

/** What drawings need to know about names, and about presses on their way. */
const context = {
  get me() { return store.me?.id; },
  user: id => (store.userOf(id) ? store.nameOf(store.userOf(id)) : null),
  role: id => store.members.flatMap(member => member.roles ?? []).find(role => role.id === id)?.name,
  channel: id => store.channels.find(channel => channel.id === id)?.name,
  nameOf: user => store.nameOf(user),
  commandOf: interactions.commandOf,
  busy: (message, customId) => interactions.busy(message, customId),
  failure: interactions.failure,
};

const list = new MessageList(store, context, { scroller: byId('scroller'), list: byId('messages'), pill: byId('to-end') });
const composer = new Composer(api, store, context, interactions);
const limits = new Map(); // channel id → how many messages of it are asked for

async function goTo(channelId) {
  if (channelId === store.channelId) return;
  list.clear();
  store.choose(channelId);
  history.replaceState(null, '', addressOf(store, store.channel) + location.hash);
  list.showAll();
  if (!isTouch()) composer.focus();
  await loadHistory();
}

async function loadHistory() {
  const channelId = store.channelId;
  const limit = limits.get(channelId) ?? historyStep;
  try {
    const { moment } = store;
    const messages = await api.messages(channelId, limit);
    store.setHistory(channelId, messages, moment);
    interactions.settleFrom(messages);
    if (channelId === store.channelId) showStart(messages.length < limit, limit < mostHistory);
  } catch (error) {
    if (channelId === store.channelId && error.status) toast(error.message, 'error');
  }
}

function showStart(complete, mayLoadMore) {
  drawStart(store, {
    complete, fill: text => composer.fill(text),
    loadMore: !mayLoadMore ? null : () => {
      limits.set(store.channelId, (limits.get(store.channelId) ?? historyStep) + historyStep);
      loadHistory();
    },
  });
}

/** The state of who the address names; of the owner when it names nobody the server knows. */
async function stateOfSomebody() {
  try {
    return await api.state();
  } catch (error) {
    if (!api.user || !error.status || error.status >= 500) throw error;
    location.replace(location.pathname);
    return new Promise(() => {}); // the page goes away
  }
}

/** The whole state anew: at the start, and after every reconnect, when anything may have been missed. */
async function load() {
  store.setState(await stateOfSomebody());
  if (store.channels.some(channel => channel.id === store.channelId)) {
    await loadHistory();
    return;
  }
  list.clear(); // nothing chosen yet, or a channel that is not there any more
  const first = store.guilds.find(guild => guild.id === page.get('guild'))?.channels ?? store.channels;
  const wanted = first.find(channel => channel.name === page.get('channel')) ?? first.find(channel => channel.name === 'general') ?? first[0] ?? store.channels[0];
  if (wanted) await goTo(wanted.id);
}

/** At the start, and whenever the socket opens: events may have been missed before. */
async function refresh() {
  try {
    await load();
  } catch (error) {
    if (error.status) toast(error.message, 'error'); // a server that is not there has a bar of its own
    return;
  }
  if (location.hash.length > 1 && list.jumpTo(location.hash.slice(1))) history.replaceState(null, '', location.pathname + location.search);
}

async function remove(message, now) {
  if (message.local) {
    store.drop(message.channel_id, message.id);
    return;
  }
  if (!now && !isEphemeral(message) && !(await ask('Delete message', 'This cannot be undone.', `${store.nameOf(message.author)}: ${summary(message, context)}`, 'Delete'))) return;
  try {
    await api.remove(message.channel_id, message.id);
    store.drop(message.channel_id, message.id);
  } catch (error) {
    if (isEphemeral(message) && error.status === 404) store.drop(message.channel_id, message.id);
    else toast(error.message, 'error');
  }
}

function runMessageCommand(command, message) {
  interactions.runCommand(message.channel_id, { id: command.id, name: command.name, type: 3, target_id: message.id }).catch(error => toast(error.message, 'error'));
}

function react(message, emoji, add) {
  api.react(message.channel_id, message.id, emoji, add).catch(error => toast(error.message, 'error'));
}

const isTyping = showTyping(store);

const events = {
  MESSAGE_CREATE: message => {
    const used = message.interaction_metadata?.id ?? message.interaction?.id;
    if (used) interactions.settle(used, { ok: true });
    store.put(message);
  },
  MESSAGE_UPDATE: message => store.put(message),
  MESSAGE_DELETE: ({ id, channel_id: channel }) => store.drop(channel, id),
  INTERACTION_SUCCESS: ({ id }) => interactions.settle(id, { ok: true }),
  INTERACTION_FAILURE: ({ id, reason }) => interactions.settle(id, { ok: false, reason: reason || 'The application did not respond' }),
  INTERACTION_MODAL: modal => {
    interactions.settle(modal.interaction_id ?? modal.id, { ok: true });
    const channelId = store.channelId;
    showModal(modal, store, context, (data, files) => interactions.submit(channelId, data, files));
  },
  COMMANDS_UPDATE: ({ commands }) => store.setCommands(commands),
  BOT_STATUS: ({ online, application_id: application }) => store.setOnline(online, application),
  TYPING_START: isTyping,
};

setUpSides(store, goTo);
setUpFaults(api);
watchDrawers();
keepAboveKeyboard();
announceMessages(store, context);
showConnection(socket);
showBotStatus(store);
keepTimesTrue();
byId('attach').prepend(icon('plus', 22));
byId('send').append(icon('send', 20));
byId('to-end').append(icon('down', 16), document.createElement('span'));
byId('drop-mark').append(botMark(56));
catchFiles(files => composer.addFiles(files), () => `into ${channelTitle(store.channel)}${store.botOnline ? ', then pick Apps › Animate this' : ''}`);

listenToPresses(byId('messages'), store, {
  interactions, react, remove, runMessageCommand,
  reply: message => composer.reply(message),
  useCommand: name => composer.useCommand(name),
  goToChannel: goTo,
  jump: id => list.jumpTo(id) || toast('That message is too far back.'),
});

socket.addEventListener('event', ({ detail: { t, d } }) => events[t]?.(d));
socket.addEventListener('status', ({ detail: { state } }) => state === 'open' && refresh());
socket.connect();
refresh();
