// Modals: forms that the bot opens. Answered with an interaction of type 5.
import { types } from './components.js';
import { openDialog } from './dialog.js';
import { fileUpload } from './file-field.js';
import { h, slug } from './dom.js';
import { icon } from './icons.js';
import { markdown } from './markdown.js';
import { withPeople } from './presses.js';
import { showSelect } from './select.js';

/** @param {(data: object, files: File[]) => Promise<{ok: boolean, reason?: string}>} submit */
export function showModal(modal, store, context, submit) {
  const fields = [];
  const parts = (modal.components ?? []).map(one => part(one, fields, store, context));
  const problem = h('div', { class: 'modal-problem', role: 'alert' });
  const send = h('button', { type: 'submit', class: 'button button-primary', 'data-testid': 'modal-submit' }, h('span', { class: 'button-words' }, 'Submit'));
  const form = h('form', { novalidate: true }, h('div', { class: 'dialog-body' }, parts, problem),
    h('div', { class: 'dialog-foot' }, h('button', { type: 'button', class: 'button button-plain', 'data-testid': 'modal-cancel', onclick: () => dialog.close() }, 'Cancel'), send));
  const dialog = openDialog('dialog modal', modal.title ?? 'Form',
    h('div', { class: 'modal-head' }, h('h2', {}, modal.title), h('button', { type: 'button', class: 'tool', 'aria-label': 'Close', onclick: () => dialog.close() }, icon('close'))),
    h('p', { class: 'modal-note' }, `This form goes to ${store.application?.name ?? 'the bot'}. Don't share passwords or other secrets.`), form);
  dialog.setAttribute('data-testid', 'modal');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const wrong = fields.filter(field => !field.check());
    if (wrong.length) {
      wrong[0].focus();
      return;
    }
    problem.textContent = '';
    send.disabled = true;
    const files = [];
    const components = fields.map(field => field.answer(files));
    const outcome = await submit({ id: modal.id, custom_id: modal.custom_id, components }, files).catch(error => ({ ok: false, reason: error.message }));
    send.disabled = false;
    if (outcome.ok) dialog.close();
    else problem.textContent = outcome.reason && outcome.reason !== 'The application did not respond' ? outcome.reason : 'Something went wrong. Try again.';
  });
  const begin = () => (dialog.dataset.begun = '');
  form.addEventListener('input', begin);
  form.addEventListener('change', begin);
  form.addEventListener('paste', event => {
    const files = [...(event.clipboardData?.files ?? [])];
    const taker = fields.find(field => field.paste);
    if (!files.length || !taker) return;
    event.preventDefault();
    taker.paste(files);
  });
  form.addEventListener('dragover', event => event.preventDefault());
  form.addEventListener('drop', event => event.preventDefault()); // beside the field: the browser must not leave the page for the file
  (fields[0] ?? { focus: () => send.focus() }).focus();
}

function part(one, fields, store, context) {
  if (one.type === types.text) return h('div', { class: 'modal-text' }, markdown(one.content, context));
  const inner = one.type === types.label ? one.component : one.components?.[0];
  if (!inner) return null;
  const label = one.type === types.label ? one : { label: inner.label };
  const made = control(inner, store);
  if (!made) return null;
  const error = h('div', { class: 'field-error', role: 'alert' });
  const named = made.labelled ?? made.element;
  const checkbox = inner.type === types.check;
  const required = inner.required !== false;
  fields.push({
    focus: () => (made.focus ? made.focus() : made.element.focus()),
    paste: made.paste,
    answer: files => {
      const value = { type: inner.type, ...(inner.id ? { id: inner.id } : {}), custom_id: inner.custom_id, ...made.value(files) };
      return one.type === types.label ? { type: types.label, ...(one.id ? { id: one.id } : {}), component: value } : { type: types.row, components: [value] };
    },
    check: () => {
      error.textContent = made.problem(required) ?? '';
      named.setAttribute('aria-invalid', String(error.textContent !== ''));
      return error.textContent === '';
    },
  });
  made.element.addEventListener('input', () => {
    error.textContent = '';
    named.removeAttribute('aria-invalid');
  });
  const id = `modal-${slug(inner.custom_id ?? '')}`;
  named.id ||= id;
  error.id = `${id}-error`;
  named.setAttribute('aria-labelledby', named.nodeName === 'BUTTON' ? `${id}-label ${id}` : `${id}-label`);
  named.setAttribute('aria-describedby', [label.description && `${id}-note`, error.id].filter(Boolean).join(' '));
  if (required && !checkbox) named.setAttribute('aria-required', 'true');
  const title = h('label', { for: id, id: `${id}-label` }, label.label, required && !checkbox && h('span', { class: 'required', 'aria-hidden': 'true' }, ' *'));
  const note = label.description && h('div', { class: 'modal-description', id: `${id}-note` }, label.description);
  return checkbox ? h('div', { class: 'modal-field modal-check' }, made.element, h('div', {}, title, note), error) : h('div', { class: 'modal-field' }, title, note, made.element, error);
}

/** One input of the form: its element, its `value()` as Discord wants it, and its `problem()` in words or null. */
function control(one, store) {
  const testid = `modal-${slug(one.custom_id ?? '')}`;
  switch (one.type) {
    case types.input: return textInput(one, testid);
    case types.select: case types.userSelect: case types.roleSelect: case types.mentionableSelect: case types.channelSelect: return selectInput(withPeople(one, store), testid);
    case types.radios: case types.checks: return boxes(one, testid);
    case types.check: {
      const element = h('input', { type: 'checkbox', class: 'checkbox', checked: one.default === true, 'data-testid': testid });
      return { element, value: () => ({ value: element.checked }), problem: () => null };
    }
    case types.upload: return fileUpload(one, store, testid);
    default: return null;
  }
}

function textInput(one, testid) {
  const element = h(one.style === 2 ? 'textarea' : 'input', {
    class: 'text-input', placeholder: one.placeholder, maxlength: one.max_length ?? 4000, rows: one.style === 2 ? 4 : null, autocomplete: 'off', dir: 'auto', 'data-testid': testid,
  });
  element.value = one.value ?? '';
  return {
    element,
    value: () => ({ value: element.value }),
    problem: required => {
      if (required && !element.value.trim()) return 'This field is required';
      return element.value && one.min_length && [...element.value].length < one.min_length ? `Must be at least ${one.min_length} characters` : null;
    },
  };
}

function selectInput(one, testid) {
  let chosen = (one.options ?? []).filter(option => option.default).map(option => option.value);
  const words = h('span', { class: 'select-words' });
  const element = h('button', { type: 'button', class: 'select', 'aria-haspopup': 'listbox', 'data-testid': testid, onclick: () => showSelect(element, one, take, chosen) }, words, icon('chevron', 18));
  const take = values => {
    chosen = values;
    const labels = (one.options ?? []).filter(option => chosen.includes(option.value)).map(option => option.label);
    words.textContent = labels.join(', ') || one.placeholder || 'Make a selection';
    words.classList.toggle('is-placeholder', !labels.length);
    element.dispatchEvent(new Event('input', { bubbles: true }));
  };
  take(chosen);
  return { element, value: () => ({ values: chosen }), problem: required => (required && (one.min_values ?? 1) > chosen.length ? ((one.min_values ?? 1) > 1 ? `Choose at least ${one.min_values}` : 'Make a selection') : null) };
}

function boxes(one, testid) {
  const radio = one.type === types.radios;
  const inputs = (one.options ?? []).map(option => h('input', { type: radio ? 'radio' : 'checkbox', name: testid, value: option.value, checked: option.default === true, 'data-testid': `${testid}-${slug(option.value)}` }));
  const element = h('div', { class: 'boxes', role: radio ? 'radiogroup' : 'group', tabindex: -1 },
    (one.options ?? []).map((option, at) => h('label', { class: 'box' }, inputs[at], h('span', { class: 'menu-label' }, option.label, option.description && h('span', { class: 'menu-note' }, option.description)))));
  const chosen = () => inputs.filter(input => input.checked).map(input => input.value);
  return {
    element,
    value: () => (radio ? { value: chosen()[0] ?? null } : { values: chosen() }),
    problem: required => {
      if (required && !chosen().length && (radio || (one.min_values ?? 1) > 0)) return 'Make a selection';
      if (radio || !chosen().length) return null;
      if (chosen().length < (one.min_values ?? 1)) return `Choose at least ${one.min_values}`;
      return chosen().length > (one.max_values ?? inputs.length) ? `Choose at most ${one.max_values}` : null;
    },
    focus: () => (inputs.find(input => input.checked) ?? inputs[0])?.focus(),
  };
}
