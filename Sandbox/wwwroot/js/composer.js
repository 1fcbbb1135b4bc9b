// The box at the bottom: messages, and commands, typed as one line or filled in as chips.
import { channelTitle } from './channels.js';
import { check, optionTypes, readTyped, runnable } from './commands.js';
import { byId, isTouch } from './dom.js';
import { withMentions } from './mentions.js';
import { CommandForm } from './options.js';
import { Popup } from './popup.js';
import { ReplyBar } from './reply-bar.js';
import { Suggestions } from './suggestions.js';
import { Uploads } from './uploads.js';

export class Composer {
  #api;
  #store;
  #interactions;
  #entries = [];
  #form = null;
  #lastLine = '';
  #sentAnyway = '';
  #toldTyping = 0;
  #input = byId('composer');
  #line = byId('composer-line');
  #box = byId('composer-box');
  #problem = byId('composer-problem');
  #popup = new Popup(byId('popup'));
  #uploads;
  #suggestions;
  #replyBar;

  constructor(api, store, context, interactions) {
    this.#api = api;
    this.#store = store;
    this.#interactions = interactions;
    this.#uploads = new Uploads(byId('uploads'), store);
    this.#replyBar = new ReplyBar(store, context);
    this.#suggestions = new Suggestions(this.#popup, store, {
      openForm: (entry, raws, option) => this.#openForm(entry, raws, option),
      insert: (before, after) => this.#insert(before, after),
    });
    store.on('commands', () => {
      this.#entries = runnable(store.usableCommands);
      if (document.activeElement === this.#input && !this.#form && this.#input.value.startsWith('/')) this.#suggest();
    });
    store.on('channel', () => this.#showPlaceholder());
    addEventListener('resize', () => this.#showPlaceholder()); // the narrow page has room for fewer words
    this.#input.addEventListener('input', () => this.#onInput());
    this.#input.addEventListener('focus', () => this.#suggest());
    this.#input.addEventListener('blur', () => this.#popup.hide());
    this.#input.addEventListener('keydown', event => this.#onKey(event));
    byId('composer-form').addEventListener('submit', event => {
      event.preventDefault();
      this.submit();
    });
    byId('upload-file').addEventListener('change', event => {
      this.addFiles([...event.target.files]);
      event.target.value = '';
      this.#input.focus();
    });
    this.#box.addEventListener('pointerdown', event => {
      if (event.target !== this.#line && event.target !== this.#box) return;
      event.preventDefault();
      this.#input.focus();
    });
    addEventListener('keydown', event => this.#catchTyping(event));
  }

  focus() {
    this.#input.focus({ preventScroll: true });
  }

  /** Puts words into the box, as if typed. */
  fill(text) {
    this.#leaveForm();
    this.#input.value = text;
    this.#resize();
    this.focus();
    this.#input.setSelectionRange(text.length, text.length);
    this.#suggest();
  }

  /** Opens a command as chips, by its name. */
  useCommand(name) {
    const entry = this.#entries.find(one => one.name === name) ?? this.#entries.find(one => one.root === name);
    if (entry) this.#openForm(entry);
    else this.#say(`There is no command /${name} now.`);
  }

  reply(message) {
    this.#replyBar.show(message);
    if (message) {
      this.#leaveForm();
      this.focus();
    }
  }

  /** Files go into the command's attachment options, or wait above the composer. */
  addFiles(files) {
    const left = this.#form ? this.#form.addFiles(files) : files;
    if (!this.#form || !left.length) this.#uploads.add(left);
    else if (left.length === files.length) this.#say('This command takes no more files.');
    else this.#say(`${left.length} of the files found no place in this command.`);
    if (!isTouch()) this.focus();
  }

  async submit() {
    if (this.#line.inert) return; // a second Enter while the first is on its way; the focus leaves only with the next frame
    this.#say('');
    if (this.#form) return this.#submitForm();
    const text = this.#input.value.trim();
    const typed = readTyped(text, this.#entries);
    if (typed) return this.#submitTyped(typed);
    if (text.startsWith('/') && /^\/\p{L}/u.test(text) && this.#sentAnyway !== text) {
      this.#sentAnyway = text;
      const problem = this.#entries.length ? `There is no command ${text.split(/\s/)[0]}.` : 'No commands: the bot is offline.';
      this.#say(`${problem} Press Enter again to send it as a message.`);
      return;
    }
    await this.#post(text);
  }

  async #post(text) {
    if (!text && !this.#uploads.files.length) return;
    if ([...text].length > 2000) {
      this.#say(`A message holds 2000 characters; this has ${[...text].length}.`);
      return;
    }
    const files = this.#uploads.take();
    const { target } = this.#replyBar;
    const draft = this.#input.value;
    this.#clear();
    try {
      const message = { content: withMentions(text, this.#store), ...(target ? { message_reference: { message_id: target.id } } : {}) };
      this.#store.put(await this.#api.post(this.#store.channelId, message, files));
    } catch (error) {
      this.#say(error.message);
      if (this.#input.value) return; // something new is being written already
      this.#input.value = draft;
      this.#resize();
      this.#uploads.add(files);
      if (target) this.reply(target);
    }
  }

  /** A typed line goes out as it is when it is whole; else it becomes chips that show what is wrong or missing. */
  async #submitTyped({ entry, raws, rest }) {
    if (rest) {
      this.#say(`/${entry.name} takes no text here: “${rest.slice(0, 40)}”.`);
      return;
    }
    const attachments = entry.options.filter(option => option.type === optionTypes.attachment);
    const waiting = this.#uploads.files;
    const isWhole = entry.options.every(option => (option.type === optionTypes.attachment
      ? !option.required || waiting.length > attachments.indexOf(option)
      : !check(option, raws.get(option.name), this.#store).error));
    if (!isWhole || waiting.length > attachments.length) {
      this.#openForm(entry, raws);
      if (entry.options.some(option => raws.has(option.name))) this.#form.read();
      if (waiting.length > attachments.length) this.#say('There are more files than this command takes.');
      return;
    }
    const form = new CommandForm(entry, { raws, files: waiting }, this.#popup, this.#store, {});
    const line = this.#input.value;
    const read = form.read();
    const files = this.#uploads.take();
    this.#clear();
    this.#lastLine = line;
    await this.#run(read, () => {
      if (!this.#input.value) this.fill(line);
      this.#uploads.add(files);
    });
  }

  async #submitForm() {
    const words = this.#input.value.trim();
    if (words && !this.#form.takeWords(words)) {
      this.#say(`“${words.slice(0, 40)}” belongs to no option.`);
      return;
    }
    if (words) this.#input.value = '';
    const read = this.#form.read();
    if (!read) return;
    const form = this.#form;
    this.#lastLine = form.asText();
    this.#line.inert = true;
    let refused = false;
    await this.#run(read, () => (refused = true));
    this.#line.inert = false;
    if (this.#form !== form) return;
    if (refused) form.focusFirst();
    else this.#clear();
    if (!refused) this.focus();
  }

  async #run({ data, files }, onRefusal) {
    try {
      await this.#interactions.runCommand(this.#store.channelId, data, files);
    } catch (error) {
      onRefusal();
      this.#say(error.message);
    }
  }

  #openForm(entry, raws, option) {
    this.#popup.hide();
    this.#input.value = '';
    this.#say('');
    if (this.#replyBar.target) this.reply(null);
    const form = new CommandForm(entry, { raws }, this.#popup, this.#store, {
      changed: () => this.#form === form && this.#arrange(),
      submit: () => this.submit(),
      trailing: () => this.#input,
      cancel: () => {
        this.#leaveForm();
        this.focus();
      },
      complete: data => this.#interactions.complete(this.#store.channelId, data),
    });
    this.#form = form;
    const takes = entry.options.some(option => option.type === optionTypes.attachment);
    if (takes) this.#uploads.add(form.addFiles(this.#uploads.take()));
    this.#arrange();
    if (option && option.type !== optionTypes.attachment) form.open(option);
    else form.focusFirst();
  }

  /** Chips before the input; what is already there is not moved, so that it keeps the focus. */
  #arrange() {
    const wanted = [...(this.#form?.elements() ?? []), this.#input];
    for (const child of [...this.#line.children]) if (!wanted.includes(child)) child.remove();
    wanted.forEach((element, at) => {
      if (this.#line.children[at] !== element) this.#line.insertBefore(element, this.#line.children[at] ?? null);
    });
    this.#box.classList.toggle('has-chips', this.#form !== null);
    this.#showPlaceholder();
    this.#resize();
  }

  #leaveForm() {
    if (!this.#form) return;
    this.#form = null;
    this.#popup.hide();
    this.#arrange();
  }

  #clear() {
    this.#input.value = '';
    this.#leaveForm();
    this.#popup.hide();
    this.reply(null);
    this.#resize();
    this.#sentAnyway = '';
    this.#toldTyping = 0;
  }

  #onInput() {
    this.#say('');
    if (this.#input.value && !this.#form && !this.#input.value.startsWith('/') && Date.now() - this.#toldTyping > 8000) {
      this.#toldTyping = Date.now();
      this.#api.typing(this.#store.channelId).catch(() => {}); // only a courtesy
    }
    this.#resize();
    this.#suggest();
  }

  #onKey(event) {
    if (event.isComposing || this.#popup.handleKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      const text = this.#input.value.trim();
      const marked = this.#popup.marked;
      const isTyped = () => (this.#form ? !text : readTyped(text, this.#entries));
      const whole = marked?.isMention ? text.toLowerCase().endsWith(marked.key.toLowerCase()) : isTyped();
      if (marked && (this.#popup.moved || !whole)) marked.pick();
      else this.submit();
    } else if (event.key === 'Escape') {
      if (this.#replyBar.target) this.reply(null);
      else if (this.#form) this.#leaveForm();
    } else if (event.key === 'Backspace' && this.#form && !this.#input.value) {
      event.preventDefault();
      const last = [...this.#line.querySelectorAll('.chip[data-option] :is(textarea, input)')].at(-1);
      if (last) last.focus();
      else this.#leaveForm();
    } else if (event.key === 'ArrowUp' && !this.#input.value && !this.#form && this.#lastLine) {
      event.preventDefault();
      this.fill(this.#lastLine);
    } else if (event.key === 'Tab' && !event.shiftKey && !this.#form) {
      const typed = readTyped(this.#input.value.trim(), this.#entries);
      if (!typed || typed.rest) return;
      event.preventDefault();
      this.#openForm(typed.entry, typed.raws);
    }
  }

  #suggest() {
    this.#suggestions.show(this.#input, this.#entries, this.#form);
  }

  #insert(before, after) {
    const end = this.#input.selectionStart;
    this.#input.setRangeText(after, end - before.length, end, 'end');
    this.#onInput();
  }

  #say(text) {
    this.#problem.textContent = text;
    this.#problem.hidden = !text;
  }

  #showPlaceholder() {
    const words = `Message ${channelTitle(this.#store.channel)}`;
    this.#input.placeholder = this.#form ? '' : `${words}${innerWidth > 500 ? ', or / for commands' : ''}`;
    this.#input.setAttribute('aria-label', this.#form ? 'More options' : words);
  }

  #resize() {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  /** Letters typed while nothing has the focus go into the composer; Escape in the conversation leads back to it, then ends a reply. */
  #catchTyping(event) {
    if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) {
      if (document.activeElement?.closest('#messages')) this.focus();
      else if (document.activeElement === document.body && this.#replyBar.target) this.reply(null);
      return;
    }
    const idle = document.activeElement === document.body || document.activeElement?.closest('.message');
    const isLetter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (idle && isLetter && !document.activeElement?.matches('button, a, video, [role=button]')) this.focus();
  }
}
