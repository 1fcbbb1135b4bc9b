// What stands inside a line of Discord's markdown: emphasis, code, spoilers, links, mentions, times.
import { h, safeAddress } from './dom.js';
import { timestamp } from './time.js';

const deepest = 12; // marks inside each other; deeper ones stay as they were typed

/** Marks that enclose, longest first. `tags` wrap from the outside in. */
const marks = [
  { mark: '***', tags: ['strong', 'em'] },
  { mark: '___', tags: ['u', 'em'] },
  { mark: '**', tags: ['strong'] },
  { mark: '__', tags: ['u'] },
  { mark: '~~', tags: ['s'] },
  { mark: '||', tags: ['spoiler'] },
  { mark: '*', tags: ['em'] },
  { mark: '_', tags: ['em'] },
];

const special = /[\\`*_~|[<@h\n]/g;
const bareAddress = /^https?:\/\/[^\s<>"']+/;
const maskedLink = /^\[((?:[^[\]\\\n]|\\.){1,400})\]\(<?(https?:\/\/[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"[^"\n]*")?\)/;

export function inline(text, context, depth = 0) {
  const out = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain) out.push(plain);
    plain = '';
  };
  while (at < text.length) {
    special.lastIndex = at;
    const next = special.exec(text);
    if (!next) {
      plain += text.slice(at);
      break;
    }
    plain += text.slice(at, next.index);
    at = next.index;
    const found = element(text, at, context, depth);
    if (!found) {
      plain += text[at++];
    } else if (typeof found.node === 'string') {
      plain += found.node;
      at = found.end;
    } else {
      flush();
      out.push(found.node);
      at = found.end;
    }
  }
  flush();
  return out;
}

/** What begins at this place: {node, end}, or null when the character is only itself. */
function element(text, at, context, depth) {
  switch (text[at]) {
    case '\n': return { node: h('br'), end: at + 1 };
    case '\\': return /[\\`*_~|[\]<>@#:()-]/.test(text[at + 1] ?? '') ? { node: text[at + 1], end: at + 2 } : null;
    case '`': return code(text, at);
    case '<': return angle(text, at, context);
    case '@': return everyone(text, at);
    case 'h': return address(text, at);
    case '[': return masked(text, at, context, depth);
    default: return emphasis(text, at, context, depth);
  }
}

function code(text, at) {
  const ticks = /^`+/.exec(text.slice(at, at + 3))[0];
  const end = text.indexOf(ticks, at + ticks.length);
  if (end <= at + ticks.length) return null;
  return { node: h('code', { class: 'code' }, text.slice(at + ticks.length, end).replace(/^ (?=`)|(?<=`) $/g, '')), end: end + ticks.length };
}

function emphasis(text, at, context, depth) {
  if (depth >= deepest) return null;
  for (const { mark, tags } of marks) {
    if (!text.startsWith(mark, at)) continue;
    const end = closing(text, at + mark.length, mark);
    if (end < 0) continue;
    const inner = inline(text.slice(at + mark.length, end), context, depth + 1);
    const wrap = (tag, children) => (tag === 'spoiler' ? spoiler(children) : h(tag, {}, children));
    return { node: tags.reduceRight((children, tag) => [wrap(tag, children)], inner)[0], end: end + mark.length };
  }
  return null;
}

/** Where the mark that began ends; −1 when it does not. */
function closing(text, from, mark) {
  const letter = mark[0];
  const single = mark.length === 1;
  if (single && /\s/.test(text[from] ?? ' ')) return -1;
  if (mark === '_' && /[\p{L}\p{N}]/u.test(text[from - 2] ?? '')) return -1; // snake_case
  for (let at = from; (at = text.indexOf(mark, at)) >= 0; at++) {
    if (at === from || escaped(text, at)) continue;
    if (single) {
      if (text[at + 1] === letter) { // a double mark inside: not ours
        at++;
        continue;
      }
      if (/\s/.test(text[at - 1]) || (letter === '_' && /[\p{L}\p{N}]/u.test(text[at + 1] ?? ''))) continue;
    } else {
      while (text[at + mark.length] === letter) at++; // "***a** b*": the outermost marks close last
    }
    return at;
  }
  return -1;
}

function escaped(text, at) {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

function spoiler(children) {
  return h('span', { class: 'spoiler', role: 'button', tabindex: 0, 'aria-label': 'Spoiler', 'data-action': 'reveal' }, h('span', { class: 'spoiler-text' }, children));
}

function address(text, at) {
  if (/\w/.test(text[at - 1] ?? '')) return null;
  const match = bareAddress.exec(text.slice(at, at + 2048));
  if (!match) return null;
  let found = match[0].replace(/[.,:;!?*_~|]+$/, '');
  while (found.endsWith(')') && found.split('(').length < found.split(')').length) found = found.slice(0, -1);
  return link(found, [found], at + found.length);
}

function masked(text, at, context, depth) {
  const match = depth < deepest && maskedLink.exec(text.slice(at, at + 2600));
  if (!match || /https?:\/\//.test(match[1])) return null; // a text that looks like another address would deceive
  return link(match[2], inline(match[1], context, depth + 1), at + match[0].length);
}

function link(to, children, end) {
  const safe = safeAddress(to);
  return safe && /^https?:/.test(safe) ? { node: h('a', { class: 'link', href: safe, target: '_blank', rel: 'noopener noreferrer nofollow', title: safe }, children), end } : null;
}

const angled = /^<(?:@!?(?<user>\d{1,20})|@&(?<role>\d{1,20})|#(?<channel>\d{1,20})|t:(?<time>-?\d{1,13})(?::(?<style>[tTdDfFRsS]))?|\/(?<command>[^:>\n]{1,100}):\d{1,20}|a?:(?<emoji>\w{2,32}):\d{1,20}|(?<link>https?:\/\/[^\s<>]+))>/;

function angle(text, at, context) {
  const match = angled.exec(text.slice(at, at + 2100));
  if (!match) return null;
  const { user, role, channel, time, style, command, emoji, link: to } = match.groups;
  const end = at + match[0].length;
  if (to) return link(to, [to], end);
  if (emoji) return { node: `:${emoji}:`, end };
  if (time) {
    const node = timestamp(Number(time), style);
    return node && { node, end };
  }
  if (command) return { node: h('button', { type: 'button', class: 'mention mention-command', 'data-action': 'use-command', 'data-command': command }, `/${command}`), end };
  if (channel) {
    const name = context.channel(channel);
    return { node: name ? h('button', { type: 'button', class: 'mention', 'data-action': 'go-to-channel', 'data-channel': channel }, `#${name}`) : h('span', { class: 'mention' }, '#unknown'), end };
  }
  if (role) return { node: h('span', { class: 'mention' }, `@${context.role(role) ?? 'unknown role'}`), end };
  return { node: h('span', { class: user === context.me ? 'mention mention-me' : 'mention', dir: 'auto' }, `@${context.user(user) ?? 'unknown user'}`), end };
}

function everyone(text, at) {
  const match = /^@(everyone|here)\b/.exec(text.slice(at, at + 10));
  return match && { node: h('span', { class: 'mention mention-me' }, match[0]), end: at + match[0].length };
}
