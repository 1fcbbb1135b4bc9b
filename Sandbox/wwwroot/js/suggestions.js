// What the layer above the composer offers: commands after "/", the options of a typed command, members after "@", channels after "#".
import { check, optionTypes, readTyped, search, textOption } from './commands.js';
import { h } from './dom.js';
import { botMark } from './icons.js';
import { avatar } from './people.js';

export class Suggestions {
  #popup;
  #store;
  #does;

  /** @param {object} does `openForm(entry, raws, option)` turns a command into chips; `insert(before, after)` completes a word */
  constructor(popup, store, does) {
    this.#popup = popup;
    this.#store = store;
    this.#does = does;
  }

  /** Shows what fits to what stands in the input. */
  show(input, entries, form) {
    Object.assign(this, { input, entries, form });
    const text = input.value;
    if (form) return this.#suggestOptions(text);
    if (text.startsWith('/') && !text.startsWith('//')) {
      const typed = readTyped(text, this.entries);
      if (typed && text.length > typed.entry.name.length + 1) this.#popup.show(this.input, { lead: this.#signature(typed) });
      else if (!text.includes('\n')) this.#suggestCommands(text.slice(1));
      else this.#popup.hide();
      return;
    }
    const mention = /(?:^|\s)([@#])([^\s@#]{0,32})$/.exec(text.slice(0, this.input.selectionStart));
    if (mention) this.#suggestMentions(mention[1], mention[2]);
    else this.#popup.hide();
  }

  #suggestCommands(query) {
    const items = search(this.entries, query).slice(0, 25).map(entry => ({
      key: entry.name, title: `/${entry.name}`, detail: entry.description, note: this.#store.applicationOf(entry)?.name, picture: h('span', { class: 'avatar avatar-bot', style: { '--size': '32px' } }, botMark(22)),
      testid: `command-${entry.name.replaceAll(' ', '-')}`, pick: () => this.#does.openForm(entry),
    }));
    const lead = items.length ? null : h('div', { class: 'popup-lead' }, this.entries.length ? `No command begins with “${query}”.` : 'The bot is offline, so there are no commands. Start it with ./run');
    this.#popup.show(this.input, { title: items.length ? 'Commands' : null, lead, items });
  }

  /** The options of a typed command, with what has been understood; a press on one opens the chips. */
  #signature({ entry, raws, rest }) {
    const text = textOption(entry);
    const ordered = [...entry.options].sort((a, b) => raws.has(b.name) - raws.has(a.name));
    return h('div', { class: 'signature' },
      h('div', { class: 'signature-head' }, h('strong', {}, `/${entry.name}`), h('span', { class: 'popup-detail' }, entry.description), h('span', { class: 'popup-keys' }, h('kbd', {}, 'Enter'), ' sends')),
      rest ? h('div', { class: 'field-error' }, `This command takes no text: “${rest.slice(0, 60)}”`) : null,
      h('div', { class: 'signature-options' }, ordered.map(option => {
        const raw = raws.get(option.name);
        const problem = raw !== undefined && check(option, raw, this.#store).error;
        return raw === undefined
          ? h('button', { type: 'button', class: 'offer', title: option.description, 'data-testid': `hint-option-${option.name}`, onmousedown: event => event.preventDefault(), onclick: () => this.#does.openForm(entry, raws, option) }, option === text || option.required ? option.name : `+ ${option.name}`)
          : h('span', { class: problem ? 'chip is-wrong' : 'chip', title: problem || option.description }, h('span', { class: 'chip-name' }, option.name), h('span', { class: 'chip-value', dir: 'auto' }, raw), problem && h('span', { class: 'chip-error' }, problem));
      })));
  }

  #suggestOptions(text) {
    const missing = this.form.missing.filter(option => option.type !== optionTypes.attachment && option.name.includes(text.trim().toLowerCase().replace(/:$/, '')));
    const named = text.endsWith(':') && missing.find(option => `${option.name}:` === text.trim().toLowerCase());
    if (named) {
      this.input.value = '';
      this.form.open(named);
      return;
    }
    const items = missing.map(option => ({ key: option.name, title: option.name, detail: option.description, pick: () => {
      this.input.value = '';
      this.form.open(option);
    } }));
    this.#popup.show(this.input, { title: items.length ? 'More options' : null, items, mark: text !== '' });
  }

  #suggestMentions(sign, query) {
    const known = sign === '@' ? this.#store.members.map(({ user }) => ({ name: this.#store.nameOf(user), word: user.username, picture: avatar(this.#store, user, 24) }))
      : this.#store.nearChannels.filter(channel => channel.guild_id).map(channel => ({ name: `#${channel.name}`, word: channel.name }));
    const items = known.filter(one => `${one.name} ${one.word}`.toLowerCase().includes(query.toLowerCase())).slice(0, 10).map(one => ({
      key: one.word, title: one.name, note: sign === '@' ? one.word : null, picture: one.picture, isMention: true, pick: () => this.#does.insert(`${sign}${query}`, `${sign}${one.word} `),
    }));
    if (items.length) this.#popup.show(this.input, { title: sign === '@' ? 'Members' : 'Channels', items });
    else this.#popup.hide();
  }
}
