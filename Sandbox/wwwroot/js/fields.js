// The inputs of a command's options. Each has `element`, `focus()`, `isEmpty()`, `text()`, `read(files)` and `showError(text)`.
import { check, optionTypes, people } from './commands.js';
import { fileSize, h } from './dom.js';
import { icon } from './icons.js';
import { thumb, tooLarge } from './uploads.js';

export function fileInput(option, take) {
  const kinds = { image: 'image/*', video: 'video/*', audio: 'audio/*' };
  const accept = option.file_types?.map(one => kinds[one] ?? one).join(',') || (/image|picture|photo/i.test(option.name) ? 'image/*' : null);
  return h('input', { type: 'file', class: 'visually-hidden', accept, 'data-testid': `option-file-${option.name}`, 'aria-label': `${option.name}: ${option.description ?? 'a file'}`, onchange: event => event.target.files[0] && take(event.target.files[0]) });
}

function frame(option, inner, does) {
  const error = h('span', { class: 'chip-error', role: 'alert' });
  const element = h('span', { class: 'chip', 'data-option': option.name }, h('span', { class: 'chip-name', title: option.description }, option.name), inner,
    !option.required && h('button', { type: 'button', class: 'chip-close', 'aria-label': `Remove ${option.name}`, onclick: () => does.remove() }, icon('close', 14)), error);
  const showError = text => {
    error.textContent = text ?? '';
    element.classList.toggle('is-wrong', Boolean(text));
  };
  return { element, showError };
}

/** An option that takes a file: press, drop or paste. */
export function fileField(option, store, does) {
  let file = null;
  const face = h('span', { class: 'chip-file' });
  const input = fileInput(option, one => field.setFile(one));
  const { element, showError } = frame(option, h('label', { class: 'chip-value', 'data-testid': `option-${option.name}` }, face, input), does);
  const draw = () => face.replaceChildren(...(file ? [thumb(file, 'chip-thumb'), h('span', { class: 'chip-file-name' }, file.name || 'image.png'), h('span', { class: 'file-size' }, fileSize(file.size))] : [icon('attach', 16), 'Choose, drop or paste a file']));
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter' && file) {
      event.preventDefault();
      does.submit();
    } else if (event.key === 'Escape') {
      does.cancel();
    } else if (event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      does.next();
    } else if (event.key === 'Backspace') {
      event.preventDefault();
      if (file) field.setFile(null);
      else does.remove();
    }
  });
  const field = {
    option, element, showError,
    focus: () => input.focus(), isEmpty: () => !file, text: () => file?.name ?? '',
    setFile: one => {
      const problem = one && tooLarge(one, store);
      file = problem ? null : one;
      if (!file) input.value = '';
      draw();
      showError(problem);
    },
    read: files => (file ? { value: files.push(file) - 1 } : option.required ? { error: 'This option is required. Choose a file.' } : { empty: true }),
  };
  draw();
  return field;
}

/** Every other option: a line of text, with a list of what it can be where that is known. */
export function textField(option, raw, popup, store, does) {
  let chosen = null; // {name, value} picked from a list: shown by its name, sent by its value
  let asked = 0;
  let looking = null; // the bot is asked what fits what is typed
  const input = h('textarea', {
    rows: 1, class: 'chip-input', 'data-testid': `option-${option.name}`, 'aria-label': `${option.name}: ${option.description ?? ''}`, spellcheck: option.type === optionTypes.string ? 'true' : 'false', dir: 'auto',
    autocomplete: 'off', inputmode: { [optionTypes.integer]: 'numeric', [optionTypes.number]: 'decimal' }[option.type] ?? null, 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox',
  });
  const grow = h('span', { class: 'grow' }, input); // its ::after holds the same text and so gives the input its size
  const { element, showError } = frame(option, h('span', { class: 'chip-value' }, grow), does);
  const field = {
    option, element, showError,
    focus: suggestNothing => {
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
      if (suggestNothing) popup.hide();
    },
    isEmpty: () => !input.value.trim(),
    text: () => input.value.trim(),
    set: text => {
      chosen = null;
      input.value = text;
      grow.dataset.text = text;
    },
    read: () => (chosen && chosen.name === input.value ? check({ ...option, choices: [chosen] }, chosen.name, store) : check(option, input.value, store)),
  };
  const pick = one => {
    field.set(String(one.name));
    chosen = one;
    showError(null);
    popup.hide();
    does.next();
  };
  const suggest = () => {
    const turn = ++asked;
    looking = list(turn).finally(() => turn === asked && (looking = null));
  };
  const list = async turn => {
    const lead = h('div', { class: 'popup-lead' }, h('strong', {}, option.name), ` ${option.description ?? ''}`, limits(option) && h('span', { class: 'popup-detail' }, ` ${limits(option)}`));
    const known = options(option, store);
    const found = known ? known.filter(one => chosen?.name === input.value || one.name.toLowerCase().includes(input.value.trim().toLowerCase()) || String(one.value).toLowerCase() === input.value.trim().toLowerCase())
      : option.autocomplete ? await does.complete(input.value).catch(() => []) : [];
    if (turn !== asked || document.activeElement !== input) return; // an older answer, or nobody looks any more
    popup.show(input, { lead, items: found.slice(0, 25).map(one => ({ key: String(one.value), title: String(one.name), testid: `suggestion-${one.value}`, pick: () => pick(one) })), mark: Boolean(known) || input.value !== '' });
  };
  input.addEventListener('input', () => {
    if (input.value.includes('\n')) input.value = input.value.replace(/\n+/g, ' ');
    grow.dataset.text = input.value;
    showError(null);
    suggest();
  });
  input.addEventListener('focus', suggest);
  input.addEventListener('blur', () => {
    asked++;
    looking = null;
    popup.hide();
    setTimeout(() => !field.isEmpty() && document.activeElement !== input && showError(field.read([]).error), 200); // what was pressed must not move away under the finger
  });
  const enter = () => {
    const exact = popup.marked && [popup.marked.title, popup.marked.key].some(known => known.toLowerCase() === input.value.trim().toLowerCase());
    if (popup.isOpen && popup.marked && !exact && chosen?.name !== input.value) popup.marked.pick(); // what is marked is taken: it is seen
    else does.submit();
  };
  let waiting = false;
  const enterAfter = async answer => {
    if (waiting) return;
    waiting = true;
    await answer;
    waiting = false;
    if (looking && looking !== answer) enterAfter(looking);
    else if (document.activeElement === input) enter();
  };
  input.addEventListener('keydown', event => {
    if (event.isComposing || popup.handleKey(event)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (!looking) enter();
      else if (!event.repeat) enterAfter(looking); // the list still shows what fitted before the last letter
    } else if (event.key === 'Escape') {
      does.cancel();
    } else if (event.key === 'Backspace' && !input.value) {
      event.preventDefault();
      does.remove();
    } else if (event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      does.next();
    } else if (event.key === 'ArrowRight' && input.selectionStart === input.value.length) {
      event.preventDefault();
      does.next();
    } else if (event.key === 'ArrowLeft' && input.selectionEnd === 0) {
      event.preventDefault();
      does.previous();
    }
  });
  if (raw !== undefined) field.set(raw);
  return field;
}

/** What an option can be, when that is a list; null when anything goes. */
function options(option, store) {
  if (option.choices?.length) return option.choices.map(one => ({ ...one, name: String(one.name) }));
  if (option.type === optionTypes.boolean) return [{ name: 'True', value: true }, { name: 'False', value: false }];
  const known = people(option, store);
  return known.length ? known : null;
}

function limits({ min_value: least, max_value: most, max_length: longest }) {
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (least !== undefined) return `at least ${least}`;
  if (most !== undefined) return `at most ${most}`;
  return longest ? `at most ${longest} characters` : '';
}
