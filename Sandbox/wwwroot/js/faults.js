// The panel that makes Discord misbehave. What it offers is `fault-list.js`; it only draws, asks and tells what was done.
import { byId, h } from './dom.js';
import { drawer } from './drawers.js';
import { offered } from './fault-list.js';
import { icon } from './icons.js';
import { timeText } from './time.js';

const mostDone = 30; // lines

export function setUpFaults(api) {
  const panel = byId('faults');
  const opener = byId('toggle-faults');
  const groups = h('div', { class: 'fault-groups' });
  const done = h('ol', { class: 'faults-done', role: 'log', 'aria-label': 'What was done', tabindex: 0, 'data-testid': 'faults-done', hidden: true });
  const tell = (text, wrong) => {
    done.hidden = false;
    done.prepend(h('li', { class: wrong ? 'is-wrong' : null }, h('time', {}, timeText(new Date())), h('span', {}, text)));
    while (done.children.length > mostDone) done.lastChild.remove();
  };
  const send = async (body, words) => {
    try {
      await api.fault(body);
      tell(words);
      return true;
    } catch (error) {
      tell(error.message, true);
      return false;
    }
  };
  const draw = described => groups.replaceChildren(...offered(described).map((group, at) => h('details', { class: 'fault-group', open: at === 0 },
    h('summary', {}, group.title, h('span', { class: 'fault-count', 'aria-hidden': 'true' }, String(group.faults.length)), icon('chevron', 16)), h('ul', {}, group.faults.map(fault => card(fault, send))))));

  opener.append(icon('bolt'));
  const { set } = drawer({ panel, opener, shows: 'shows-faults', below: 1000, opened: () => api.faults().then(draw, () => draw(null)) });
  panel.append(
    h('header', { class: 'faults-head' }, h('h2', { id: 'faults-title', tabindex: -1, 'data-first': true }, 'Faults'),
      h('button', { type: 'button', class: 'tool', 'aria-label': 'Close the faults', 'data-testid': 'faults-close', onclick: () => set(false) }, icon('close'))),
    h('div', { class: 'fault-scroller' }, h('p', { class: 'faults-lead' }, 'Make this Discord misbehave and watch what the bot does about it.'), groups), done,
    h('footer', { class: 'faults-foot' }, h('button', { type: 'button', class: 'button button-secondary', 'data-testid': 'fault-clear', onclick: async () => {
      if (!(await send({ clear: true }, 'All faults ended.'))) return;
      panel.querySelectorAll('[aria-pressed="true"]').forEach(button => show(button, false));
    } }, h('span', { class: 'button-words' }, 'End all faults'))));
}

function show(button, on) {
  button.setAttribute('aria-pressed', String(on));
  button.textContent = on ? 'On' : 'Off';
}

function card(fault, send) {
  const inputs = (fault.fields ?? []).map(field => [field, input(fault, field)]);
  const press = async event => {
    const button = event.currentTarget;
    const on = fault.lasting ? button.getAttribute('aria-pressed') !== 'true' : undefined;
    const wrong = inputs.find(([, element]) => !element.checkValidity());
    if (wrong) {
      wrong[1].reportValidity();
      return;
    }
    const values = Object.fromEntries(inputs.map(([field, element]) => [field.name, read(field, element)]));
    const told = inputs.filter(([, element]) => element.value !== '').map(([field, element]) => `${field.label.toLowerCase()} ${element.selectedOptions?.[0]?.text ?? element.value}`).join(', ');
    if (await send(fault.body({ ...values, on }), `${fault.title}${fault.lasting ? (on ? ': on' : ': off') : told ? ` (${told})` : ''}`) && fault.lasting) show(button, on);
  };
  const button = h('button', {
    type: 'button', class: 'button button-secondary fault-do', 'data-testid': `fault-do-${fault.id}`, 'aria-pressed': fault.lasting ? 'false' : null, onclick: press,
    'aria-label': fault.lasting ? fault.title : `Do it: ${fault.title}`,
  }, fault.lasting ? 'Off' : 'Do it');
  return h('li', { class: 'fault', 'data-testid': `fault-${fault.id}` },
    h('div', { class: 'fault-words' }, h('h3', {}, fault.title), h('p', {}, fault.sentence)),
    h('div', { class: 'fault-fields' }, inputs.map(([field, element]) => h('label', {}, h('span', {}, field.label), element)), button));
}

function input(fault, field) {
  const testid = `fault-${fault.id}-${field.name}`;
  const choices = field.choices ?? (field.type === 'boolean' ? ['true', 'false'] : null);
  if (!choices) {
    const numeric = field.type === 'integer' || field.type === 'number';
    return h('input', {
      class: 'text-input', type: numeric ? 'number' : 'text', min: field.min, max: field.max, step: field.type === 'number' ? 'any' : null, value: field.value ?? null,
      required: !field.optional, autocomplete: 'off', 'data-testid': testid, title: field.sentence,
    });
  }
  const options = choices.map(one => (Array.isArray(one) ? one : [one, one]));
  return h('select', { class: 'text-input', 'data-testid': testid, title: field.sentence }, field.optional && h('option', { value: '' }, '—'),
    options.map(([value, words]) => h('option', { value, selected: String(value) === String(field.value) }, words)));
}

function read(field, { value }) {
  if (value === '') return undefined;
  if (field.type === 'integer' || field.type === 'number') return Number(value);
  if (field.type === 'boolean') return value === 'true';
  return field.type === 'object' || field.type === 'list' ? parsed(value) : value;
}

/** JSON where it is JSON; else the words, and the server says what is wrong. */
function parsed(value) {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
