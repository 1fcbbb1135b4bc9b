// A command being filled in: the chips in the composer, one for each option, and the offers for those not yet there.
import { interactionData, optionTypes, textOption } from './commands.js';
import { h } from './dom.js';
import { fileField, fileInput, textField } from './fields.js';
import { icon } from './icons.js';

/**
 * Tells its owner through `does`: `changed()`, `submit()`, `cancel()`, `trailing()` (the input after the chips) and `complete(data)`.
 */
export class CommandForm {
  #fields = new Map(); // option name → field
  #offers = new Map(); // option name → its "+ name"
  #name;
  #popup;
  #store;
  #does;

  constructor(entry, { raws = new Map(), files = [] }, popup, store, does) {
    this.entry = entry;
    this.#popup = popup;
    this.#store = store;
    this.#does = does;
    this.#name = h('span', { class: 'chip chip-command' }, `/${entry.name}`, h('button', { type: 'button', class: 'chip-close', 'aria-label': 'Leave the command', onclick: () => does.cancel() }, icon('close', 14)));
    for (const option of entry.options) if (option.required || raws.has(option.name)) this.#add(option, raws.get(option.name));
    this.#place(files);
  }

  /** The chips, in the order of the command, then the offers. */
  elements() {
    const shown = this.entry.options.filter(option => this.#fields.has(option.name));
    return [this.#name, ...shown.map(option => this.#fields.get(option.name).element), ...this.missing.map(option => this.#offer(option))];
  }

  get missing() {
    return this.entry.options.filter(option => !this.#fields.has(option.name));
  }

  /** Adds an optional option and puts the cursor into it. */
  open(option) {
    this.#add(option);
    this.#does.changed();
    this.#fields.get(option.name).focus();
  }

  focusFirst() {
    const fields = this.#inOrder();
    const field = fields.find(one => one.isEmpty()) ?? null;
    if (field) field.focus();
    else this.#does.trailing().focus();
  }

  /** Puts files into attachment options that are still empty; returns those that found no place. */
  addFiles(files) {
    const left = this.#place(files);
    this.#does.changed();
    return left;
  }

  #place(files) {
    const left = [...files];
    for (const option of this.entry.options.filter(one => one.type === optionTypes.attachment)) {
      if (!left.length) break;
      if (this.#fields.get(option.name)?.isEmpty() === false) continue;
      this.#add(option);
      this.#fields.get(option.name).setFile(left.shift());
    }
    return left;
  }

  /** Words typed after the chips go into the text option while it is empty. */
  takeWords(words) {
    const option = textOption(this.entry);
    if (!option || this.#fields.get(option.name)?.isEmpty() === false) return false;
    this.#add(option);
    this.#fields.get(option.name).set(words);
    this.#does.changed();
    return true;
  }

  /** The interaction's data and files; null after showing what is wrong. */
  read() {
    const options = [];
    const files = [];
    let wrong = null;
    for (const field of this.#inOrder()) {
      const result = field.read(files);
      field.showError(result.error ?? null);
      if (result.error) wrong ??= field;
      else if (!result.empty) options.push({ name: field.option.name, type: field.option.type, value: result.value });
    }
    wrong?.focus(true);
    return wrong ? null : { data: interactionData(this.entry, options), files };
  }

  /** The line that would say the same when typed. */
  asText() {
    const text = textOption(this.entry);
    const pairs = this.#inOrder().filter(field => field.option !== text && !field.isEmpty() && field.option.type !== optionTypes.attachment).map(field => `${field.option.name}:${field.text()}`);
    return [`/${this.entry.name}`, this.#fields.get(text?.name)?.text(), ...pairs].filter(Boolean).join(' ');
  }

  #inOrder() {
    return this.entry.options.map(option => this.#fields.get(option.name)).filter(Boolean);
  }

  #add(option, raw) {
    if (this.#fields.has(option.name)) return;
    const neighbours = {
      remove: () => this.#remove(option), submit: () => this.#does.submit(), cancel: () => this.#does.cancel(), next: () => this.#step(option, 1), previous: () => this.#step(option, -1),
      complete: value => this.#complete(option, value),
    };
    this.#fields.set(option.name, option.type === optionTypes.attachment ? fileField(option, this.#store, neighbours) : textField(option, raw, this.#popup, this.#store, neighbours));
  }

  #remove(option) {
    if (option.required && this.#inOrder()[0]?.option === option) {
      this.#does.cancel();
      return;
    }
    this.#step(option, -1);
    if (option.required) return;
    this.#fields.delete(option.name);
    this.#does.changed();
  }

  #step(option, by) {
    const fields = this.#inOrder();
    const to = fields[fields.findIndex(field => field.option === option) + by];
    if (to) to.focus();
    else if (by > 0) this.#does.trailing().focus();
  }

  /** Autocomplete: everything filled in so far, with the one asked about marked. */
  #complete(option, value) {
    const options = this.#inOrder().filter(field => field.option === option || (!field.isEmpty() && field.option.type !== optionTypes.attachment))
      .map(field => (field.option === option ? { name: option.name, type: option.type, value, focused: true } : { name: field.option.name, type: field.option.type, value: field.read([]).value ?? field.text() }));
    return this.#does.complete(interactionData(this.entry, options));
  }

  #offer(option) {
    if (!this.#offers.has(option.name)) this.#offers.set(option.name, this.#makeOffer(option));
    return this.#offers.get(option.name);
  }

  #makeOffer(option) {
    if (option.type !== optionTypes.attachment) {
      return h('button', { type: 'button', class: 'offer', title: option.description, 'data-testid': `add-option-${option.name}`, onmousedown: event => event.preventDefault(), onclick: () => this.open(option) }, `+ ${option.name}`);
    }
    const input = fileInput(option, file => {
      this.#add(option);
      this.#fields.get(option.name).setFile(file);
      this.#offers.delete(option.name);
      this.#does.changed();
      this.#does.trailing().focus();
    });
    return h('label', { class: 'offer', title: option.description, 'data-testid': `add-option-${option.name}` }, `+ ${option.name}`, input);
  }
}
