// Interactions on their way: sent, waiting for the bot's word, done or failed.
import { ApiError } from './api.js';
import { flags, localId } from './store.js';

const patience = 15_000; // milliseconds after which silence is a failure; Discord itself gives the bot three seconds

export class Interactions {
  #api;
  #store;
  #waiting = new Map(); // interaction id → what to do with the outcome
  #early = new Map(); // outcomes that came before the server's answer told us the id
  #busy = new Map(); // message id → custom id of the component that was pressed
  #failures = new Map(); // message id → why the last press failed
  #names = new Map(); // interaction id → command, for messages that do not tell it

  constructor(api, store) {
    this.#api = api;
    this.#store = store;
  }

  /** The component pressed in this message; with a custom id, whether it is that one. */
  busy(messageId, customId) {
    const pressed = this.#busy.get(messageId);
    return customId === undefined ? pressed !== undefined : pressed === customId;
  }

  failure = messageId => this.#failures.get(messageId) ?? null;
  commandOf = interactionId => this.#names.get(interactionId) ?? null;

  /**
   * Runs a command. A line "Sending command…" stands in the channel until the bot answers.
   * @throws {ApiError} when the server refuses it; nothing was sent then
   */
  async runCommand(channelId, data, files = []) {
    const row = this.#sendingRow(channelId, data);
    this.#store.put(row);
    const give = outcome => {
      if (outcome.ok) this.#store.drop(channelId, row.id);
      else this.#store.put({ ...row, local: 'failed', flags: flags.ephemeral, content: outcome.reason });
    };
    try {
      const { id } = await this.#api.interact({ type: 2, channel_id: channelId, data }, files);
      this.#names.set(id, data.name);
      this.#await(id, give);
    } catch (error) {
      this.#store.drop(channelId, row.id);
      throw error;
    }
  }

  #sendingRow(channelId, data) {
    return {
      id: localId(), channel_id: channelId, local: 'sending', author: this.#store.applicationOf(this.#store.commands.find(command => command.id === data.id))?.bot ?? { id: '0', username: 'bot', bot: true },
      flags: 0, timestamp: new Date().toISOString(), type: data.type === 1 ? 20 : 23, content: '',
      interaction_metadata: { type: 2, user: this.#store.me, name: data.name },
    };
  }

  /** Presses a component; the message shows it busy until the bot answered. */
  async press(message, component, values) {
    if (this.busy(message.id)) return;
    this.#failures.delete(message.id);
    this.#busy.set(message.id, component.custom_id);
    this.#store.tell('pending', { message });
    const give = outcome => {
      this.#busy.delete(message.id);
      if (!outcome.ok) this.#failures.set(message.id, outcome.refused ?? 'This interaction failed');
      this.#store.tell('pending', { message });
    };
    try {
      const data = { component_type: component.type, custom_id: component.custom_id, ...(values ? { values } : {}) };
      const { id } = await this.#api.interact({ type: 3, channel_id: message.channel_id, message_id: message.id, data });
      this.#await(id, give);
    } catch (error) {
      give({ ok: false, refused: error instanceof ApiError ? error.message : null });
    }
  }

  /** @returns {Promise<{ok: boolean, reason?: string}>} when the bot took the form, or did not */
  async submit(channelId, data, files) {
    const { id } = await this.#api.interact({ type: 5, channel_id: channelId, data }, files);
    return new Promise(resolve => this.#await(id, resolve));
  }

  /** @returns {Promise<{name: string, value: string | number}[]>} */
  async complete(channelId, data) {
    return (await this.#api.interact({ type: 4, channel_id: channelId, data }))?.choices ?? [];
  }

  /** After a reconnect: an answer that came meanwhile stands among the messages. */
  settleFrom(messages) {
    for (const message of messages) {
      const id = message.interaction_metadata?.id ?? message.interaction?.id;
      if (this.#waiting.has(id)) this.settle(id, { ok: true });
    }
  }

  /** The bot's word about an interaction of ours. */
  settle(id, outcome) {
    const waiting = this.#waiting.get(id);
    if (waiting) {
      this.#waiting.delete(id);
      clearTimeout(waiting.timer);
      waiting.give(outcome);
    } else if (!this.#early.has(id)) {
      this.#early.set(id, outcome);
      setTimeout(() => this.#early.delete(id), patience);
    }
  }

  #await(id, give) {
    const early = this.#early.get(id);
    if (early) {
      this.#early.delete(id);
      give(early);
      return;
    }
    const timer = setTimeout(() => this.settle(id, { ok: false, reason: 'The application did not respond' }), patience);
    this.#waiting.set(id, { give, timer });
  }
}
