// What the page knows: people, channels, commands, messages. It only remembers and tells; it draws nothing.

/** Discord's message flags that matter here. */
export const flags = { ephemeral: 1 << 6, loading: 1 << 7, failedThread: 1 << 8, componentsV2: 1 << 15 };

const discordEpoch = 1420070400000n;

/** Snowflakes are decimal strings without leading zeros: the longer one is the later one. */
export const compareIds = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** An id for something that only this page knows, later than everything so far. */
export const localId = () => String((BigInt(Date.now()) - discordEpoch + 1n) << 22n);

/** The time inside an id, in milliseconds; null when it is no snowflake. */
export function timeOfId(id) {
  return /^\d{15,20}$/.test(id) ? Number((BigInt(id) >> 22n) + discordEpoch) : null;
}

/**
 * Events: `state` (everything new), `channel` (another one chosen), `history` (a channel's messages replaced),
 * `message` {message, isNew}, `removed` {id, channel}, `commands`, `bot`, `unread`, `pending` {message}.
 */
export class Store extends EventTarget {
  me = null;
  users = [];
  guild = null;
  channels = [];
  members = [];
  application = null;
  commands = [];
  sizeLimit = 10 * 1024 * 1024;
  channelId = null;
  unread = new Map();
  #messages = new Map();

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  on(name, listener) {
    this.addEventListener(name, event => listener(event.detail));
  }

  setState(state) {
    Object.assign(this, {
      me: state.me, users: state.users ?? [], guild: state.guild, channels: state.channels ?? [], members: state.members ?? [],
      application: state.application, commands: state.commands ?? [], sizeLimit: state.attachment_size_limit || this.sizeLimit,
    });
    this.tell('state');
    this.tell('commands');
    this.tell('bot');
  }

  get channel() {
    return this.channels.find(channel => channel.id === this.channelId) ?? null;
  }

  get botOnline() {
    return this.application?.online === true;
  }

  choose(channelId) {
    this.channelId = channelId;
    this.unread.delete(channelId);
    this.tell('channel');
    this.tell('unread');
  }

  messagesOf(channelId) {
    return this.#messages.get(channelId) ?? [];
  }

  find(messageId) {
    for (const list of this.#messages.values()) {
      const found = list.find(message => message.id === messageId);
      if (found) return found;
    }
    return null;
  }

  /** The server's messages take the place of ours; what only this page knows (commands on their way) stays. */
  setHistory(channelId, messages) {
    const local = this.messagesOf(channelId).filter(message => message.local);
    this.#messages.set(channelId, [...messages, ...local].sort((a, b) => compareIds(a.id, b.id)));
    this.tell('history', { channelId });
  }

  /** A new message, or a new version of one. */
  put(message) {
    const list = this.messagesOf(message.channel_id);
    this.#messages.set(message.channel_id, list);
    const at = list.findIndex(other => other.id === message.id);
    if (at >= 0) {
      list[at] = { ...list[at], ...message };
      this.tell('message', { message: list[at], isNew: false });
      return;
    }
    const before = list.findLastIndex(other => compareIds(other.id, message.id) < 0);
    list.splice(before + 1, 0, message);
    if (message.channel_id !== this.channelId && message.author?.id !== this.me?.id) {
      this.unread.set(message.channel_id, (this.unread.get(message.channel_id) ?? 0) + 1);
      this.tell('unread');
    }
    this.tell('message', { message, isNew: true });
  }

  drop(channelId, id) {
    const list = this.messagesOf(channelId);
    const at = list.findIndex(message => message.id === id);
    if (at < 0) return;
    list.splice(at, 1);
    this.tell('removed', { id, channelId });
  }

  setOnline(online) {
    if (this.application) this.application.online = online;
    this.tell('bot');
  }

  setCommands(commands) {
    this.commands = commands;
    this.tell('commands');
  }

  userOf(id) {
    return this.members.find(member => member.user?.id === id)?.user ?? this.users.find(user => user.id === id) ?? null;
  }

  rolesOf(userId) {
    return this.members.find(member => member.user?.id === userId)?.roles ?? [];
  }

  nameOf(user) {
    return user?.global_name || user?.username || 'Somebody';
  }

  isBot(user) {
    return user?.bot === true || (user?.id !== undefined && user.id === this.application?.bot?.id);
  }

  /** Whether this person may delete other people's messages. The server decides; this only shows the offer. */
  get isModerator() {
    return this.channels.some(channel => channel.name === 'mods') || this.rolesOf(this.me?.id).some(role => /^(owner|mod|admin)/i.test(role.name ?? ''));
  }
}
