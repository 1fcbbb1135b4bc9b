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
  guilds = [];
  channels = []; // of all guilds, and the direct messages
  applications = [];
  commands = [];
  sizeLimit = 10 * 1024 * 1024;
  channelId = null;
  unread = new Map();
  #lastChannels = new Map(); // guild id → the channel that was open there last
  #messages = new Map();
  #changes = new Map(); // message id → what events told of it last: {at, message}, with null for a deleted one
  #at = 0; // how many events there were

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  on(name, listener) {
    this.addEventListener(name, event => listener(event.detail));
  }

  /** Takes the server's state. One guild and one bot may stand in `guild` and `application`, several in `guilds` and `applications`. */
  setState(state) {
    const home = state.guild ?? state.guilds?.[0] ?? null;
    const within = (list, guild) => (list ?? []).filter(one => (one.guild_id ?? home?.id) === guild.id);
    this.guilds = (state.guilds?.length ? state.guilds : [home]).filter(Boolean).map(guild => ({
      ...guild, channels: (guild.channels ?? within(state.channels, guild)).map(channel => ({ ...channel, guild_id: guild.id })), members: guild.members ?? within(state.members, guild),
    }));
    Object.assign(this, {
      me: state.me, users: state.users ?? [], channels: [...this.guilds.flatMap(guild => guild.channels), ...(state.dms ?? [])],
      applications: (state.applications?.length ? state.applications : [state.application]).filter(Boolean), commands: state.commands ?? [], sizeLimit: state.attachment_size_limit || this.sizeLimit,
    });
    this.tell('state');
    this.tell('commands');
    this.tell('bot');
  }

  get channel() {
    return this.channels.find(channel => channel.id === this.channelId) ?? null;
  }

  /** The guild of the channel that is open; for a direct message the first one. */
  get guild() {
    return this.guilds.find(guild => guild.id === this.channel?.guild_id) ?? this.guilds[0] ?? null;
  }

  get members() {
    return this.guild?.members ?? [];
  }

  /** The channels beside the open one: its guild's, then the direct messages. */
  get nearChannels() {
    return this.channels.filter(channel => !channel.guild_id || channel.guild_id === this.guild?.id);
  }

  get application() {
    return this.applications[0] ?? null;
  }

  get botOnline() {
    return this.applications.some(application => application.online === true);
  }

  /** Commands that can be used where one is: Discord hides the others. */
  get usableCommands() {
    const direct = this.channel !== null && !this.channel.guild_id;
    return this.commands.filter(command => (!command.guild_id || (!direct && command.guild_id === this.guild?.id))
      && (command.contexts ? command.contexts.includes(direct ? 1 : 0) : !direct || command.dm_permission !== false) && (!command.nsfw || this.channel?.nsfw === true));
  }

  /** Where one was in a guild, or would begin. */
  lastChannelOf(guild) {
    return guild.channels.find(channel => channel.id === this.#lastChannels.get(guild.id)) ?? guild.channels.find(channel => channel.name === 'general') ?? guild.channels[0] ?? null;
  }

  applicationOf(command) {
    return this.applications.find(one => one.id === command?.application_id) ?? this.application;
  }

  choose(channelId) {
    this.channelId = channelId;
    if (this.channel?.guild_id) this.#lastChannels.set(this.channel.guild_id, channelId);
    this.unread.delete(channelId);
    this.tell('channel');
    this.tell('commands');
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

  /** Where events stand: for `setHistory`, taken before the history is asked for. */
  get moment() {
    return this.#at;
  }

  /**
   * The server's messages take the place of ours; what only this page knows (commands on their way) stays, and so does what
   * events told after `moment`: the answer may have been written before them.
   */
  setHistory(channelId, messages, moment = this.#at) {
    const found = new Map(messages.map(message => [message.id, message]));
    for (const [id, { at, channel, message }] of this.#changes) {
      if (at <= moment) this.#changes.delete(id);
      else if (channel === channelId && message) found.set(id, message);
      else if (channel === channelId) found.delete(id);
    }
    for (const message of this.messagesOf(channelId)) if (message.local) found.set(message.id, message);
    this.#messages.set(channelId, [...found.values()].sort((a, b) => compareIds(a.id, b.id)));
    this.tell('history', { channelId });
  }

  /** A new message, or a new version of one. */
  put(message) {
    const list = this.messagesOf(message.channel_id);
    this.#messages.set(message.channel_id, list);
    const at = list.findIndex(other => other.id === message.id);
    if (at >= 0) {
      list[at] = { ...list[at], ...message };
      this.#note(message.channel_id, message.id, list[at]);
      this.tell('message', { message: list[at], isNew: false });
      return;
    }
    const before = list.findLastIndex(other => compareIds(other.id, message.id) < 0);
    list.splice(before + 1, 0, message);
    this.#note(message.channel_id, message.id, message);
    if (message.channel_id !== this.channelId && message.author?.id !== this.me?.id) {
      this.unread.set(message.channel_id, (this.unread.get(message.channel_id) ?? 0) + 1);
      this.tell('unread');
    }
    this.tell('message', { message, isNew: true });
  }

  #note(channel, id, message) {
    if (message?.local) return;
    this.#changes.delete(id);
    this.#changes.set(id, { at: ++this.#at, channel, message });
    if (this.#changes.size > 500) this.#changes.delete(this.#changes.keys().next().value);
  }

  drop(channelId, id) {
    this.#note(channelId, id, null);
    const list = this.messagesOf(channelId);
    const at = list.findIndex(message => message.id === id);
    if (at < 0) return;
    list.splice(at, 1);
    this.tell('removed', { id, channelId });
  }

  /** @param {string} [applicationId] whose bot it is; every one's when it is left out */
  setOnline(online, applicationId) {
    for (const application of this.applications) if (!applicationId || application.id === applicationId) application.online = online;
    this.tell('bot');
  }

  isOnline(user) {
    return !this.isBot(user) || this.applications.some(one => one.bot?.id === user.id && one.online === true);
  }

  setCommands(commands) {
    this.commands = commands;
    this.tell('commands');
  }

  userOf(id) {
    return [...this.members, ...this.guilds.flatMap(guild => guild.members)].find(member => member.user?.id === id)?.user ?? this.users.find(user => user.id === id) ?? null;
  }

  rolesOf(userId) {
    return this.members.find(member => member.user?.id === userId)?.roles ?? [];
  }

  nameOf(user) {
    return user?.global_name || user?.username || 'Somebody';
  }

  isBot(user) {
    return user?.bot === true || (user?.id !== undefined && this.applications.some(one => one.bot?.id === user.id));
  }

  /** Whether this person may delete other people's messages. The server decides; this only shows the offer. */
  get isModerator() {
    return this.nearChannels.some(channel => channel.name === 'mods') || this.rolesOf(this.me?.id).some(role => /^(owner|mod|admin)/i.test(role.name ?? ''));
  }
}
