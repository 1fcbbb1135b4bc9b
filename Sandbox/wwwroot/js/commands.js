// Application commands as a person meets them: found by name, typed as one line, checked before they are sent.

export const optionTypes = { subcommand: 1, group: 2, string: 3, integer: 4, boolean: 5, user: 6, channel: 7, role: 8, mentionable: 9, number: 10, attachment: 11 };
const { subcommand, group, string, integer, boolean, user, channel, role, mentionable, number, attachment } = optionTypes;

/** Every slash command that can be run: subcommands stand for themselves, with the words that lead to them in `path`. */
export function runnable(commands) {
  const out = [];
  const walk = (command, path, { description, options = [] }) => {
    const inner = options.filter(option => option.type === subcommand || option.type === group);
    if (inner.length) inner.forEach(option => walk(command, [...path, { name: option.name, type: option.type }], option));
    else out.push({ id: command.id, application_id: command.application_id, root: command.name, path, name: [command.name, ...path.map(step => step.name)].join(' '), description, options });
  };
  commands.filter(command => (command.type ?? 1) === 1).forEach(command => walk(command, [], command));
  return out.sort((a, b) => a.name.localeCompare(b.name));
}

/** The commands for what stands after the slash: names that begin with it first, then those that hold it, then descriptions. */
export function search(entries, query) {
  const words = query.trim().toLowerCase();
  const rank = entry => {
    const name = entry.name.toLowerCase();
    if (name.startsWith(words)) return 0;
    if (name.includes(words)) return 1;
    return entry.description?.toLowerCase().includes(words) && words.length > 2 ? 2 : 3;
  };
  return entries.map(entry => [rank(entry), entry]).filter(([value]) => value < 3).sort((a, b) => a[0] - b[0]).map(([, entry]) => entry);
}

/** The option that plain words after the command's name fill: the first required free string, else the first free string. */
export function textOption(entry) {
  const free = entry.options.filter(option => option.type === string && !option.choices?.length);
  return free.find(option => option.required) ?? free[0] ?? null;
}

/**
 * Reads a typed line such as `/imagine a red ball seconds:4 aspect:16:9`. Null when it names no command.
 * @returns {{entry: object, raws: Map<string, string>, rest: string} | null} `rest` are words that no option takes
 */
export function readTyped(line, entries) {
  if (!line.startsWith('/')) return null;
  const body = line.slice(1);
  const entry = entries.filter(one => body.toLowerCase().startsWith(one.name.toLowerCase()) && /^(\s|$)/.test(body.slice(one.name.length)))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!entry) return null;
  const text = textOption(entry);
  const raws = new Map();
  const words = [];
  const add = part => part.trim() && words.push(part.trim());
  const input = body.slice(entry.name.length);
  const named = entry.options.filter(option => option.type !== attachment);
  const pairs = named.length
    ? [...input.matchAll(new RegExp(`(?<=^|\\s)(${named.map(option => escape(option.name)).sort((a, b) => b.length - a.length).join('|')}):`, 'gi'))] : [];
  let from = 0;
  pairs.forEach((pair, at) => {
    add(input.slice(from, pair.index));
    const start = pair.index + pair[0].length;
    from = pairs[at + 1]?.index ?? input.length;
    const option = named.find(one => one.name.toLowerCase() === pair[1].toLowerCase());
    const taken = takeValue(option, input.slice(start, from), option === text || words.length > 0);
    if (!taken) {
      add(input.slice(pair.index, from)); // "a street sign, aspect: grim" is only words
      return;
    }
    if (option === text) add(taken.value);
    else raws.set(option.name, taken.value);
    add(taken.rest);
  });
  add(input.slice(from));
  const rest = words.join(' ');
  if (text && rest) raws.set(text.name, rest);
  return { entry, raws, rest: text ? '' : rest };
}

/** What belongs to `name:` at the start of `region`: quoted words, a choice, one word, or all of it for a free string. */
function takeValue(option, region, wholeRegion) {
  const quoted = /^["“]([^"”]*)["”]/.exec(region);
  if (quoted) return { value: quoted[1], rest: region.slice(quoted[0].length) };
  const spaces = /^\s*/.exec(region)[0].length;
  const trimmed = region.slice(spaces);
  const choice = (option.choices ?? []).flatMap(one => [String(one.name), String(one.value)]).sort((a, b) => b.length - a.length)
    .find(one => trimmed.toLowerCase().startsWith(one.toLowerCase()) && /^(\s|$)/.test(trimmed.slice(one.length)));
  if (choice) return { value: choice, rest: trimmed.slice(choice.length) };
  const free = option.type === string && !option.choices?.length;
  if (free && (wholeRegion || spaces)) return spaces && !wholeRegion ? null : { value: trimmed.trim(), rest: '' };
  const word = /^\S*/.exec(trimmed)[0];
  if (spaces && (free || option.choices?.length || !/^[-+\d<@#]/.test(word))) return null;
  return { value: word, rest: trimmed.slice(word.length) };
}

const escape = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Checks what stands in an option against what the command asks for.
 * @returns {{value: unknown} | {error: string} | {empty: true}}
 */
export function check(option, raw, store) {
  const text = String(raw ?? '').trim();
  if (!text) return option.required ? { error: 'This option is required. Specify a value.' } : { empty: true };
  if (option.choices?.length) {
    const choice = option.choices.find(one => [one.name, String(one.value)].some(known => known.toLowerCase() === text.toLowerCase()));
    return choice ? { value: choice.value } : { error: `Choose one of: ${option.choices.slice(0, 6).map(one => one.name).join(', ')}${option.choices.length > 6 ? ', …' : ''}.` };
  }
  switch (option.type) {
    case string: return checkLength(option, text);
    case integer: return /^[+-]?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? checkRange(option, Number(text)) : { error: 'Specify a whole number.' };
    case number: {
      const value = Number(text.replace(',', '.'));
      return Number.isFinite(value) ? checkRange(option, value) : { error: 'Specify a number.' };
    }
    case boolean: {
      if (/^(true|yes|on|1)$/i.test(text)) return { value: true };
      return /^(false|no|off|0)$/i.test(text) ? { value: false } : { error: 'Specify True or False.' };
    }
    case user: case channel: case role: case mentionable: {
      const found = mentioned(option, text, store);
      return found ? { value: found } : { error: `There is no such ${option.type === channel ? 'channel' : option.type === role ? 'role' : 'member'} here.` };
    }
    default: return { value: text };
  }
}

function checkLength(option, text) {
  const length = [...text].length;
  if (option.min_length && length < option.min_length) return { error: `At least ${option.min_length} characters; this has ${length}.` };
  const most = option.max_length ?? 6000;
  return length > most ? { error: `At most ${most} characters; this has ${length}.` } : { value: text };
}

function checkRange(option, value) {
  if (option.min_value !== undefined && value < option.min_value) return { error: `At least ${option.min_value}.` };
  return option.max_value !== undefined && value > option.max_value ? { error: `At most ${option.max_value}.` } : { value };
}

function mentioned(option, text, store) {
  return people(option, store).find(one => [one.value, `<@${one.value}>`, `<#${one.value}>`, `<@&${one.value}>`, one.name, one.username && `@${one.username}`, one.username]
    .some(known => known?.toLowerCase() === text.toLowerCase()))?.value ?? null;
}

/** What a user, channel or role option can mean here: {name, value, username?}. */
export function people(option, store) {
  const users = store.members.map(member => ({ name: `@${store.nameOf(member.user)}`, value: member.user.id, username: member.user.username }));
  const roles = [...new Map(store.members.flatMap(member => member.roles ?? []).map(one => [one.id, { name: `@${one.name}`, value: one.id }])).values()];
  switch (option.type) {
    case user: return users;
    case role: return roles;
    case mentionable: return [...users, ...roles];
    case channel: return store.nearChannels.filter(one => one.guild_id && (!option.channel_types?.length || option.channel_types.includes(one.type))).map(one => ({ name: `#${one.name}`, value: one.id }));
    default: return [];
  }
}

/** The `data` of the interaction: options go inside the innermost subcommand. */
export function interactionData(entry, options) {
  const nested = entry.path.reduceRight((inner, step) => [{ name: step.name, type: step.type, options: inner }], options);
  return { id: entry.id, name: entry.root, type: 1, options: nested };
}
