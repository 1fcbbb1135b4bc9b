// Discord's markdown as elements: the blocks. What stands inside a line is `inline.js`.
import { h } from './dom.js';
import { inline } from './inline.js';

const deepest = 8; // quotes and lists inside each other

/**
 * @param {string} text what a person or the bot wrote
 * @param {object} context `user(id)`, `role(id)`, `channel(id)` and `command(name)` give what mentions show; `me` is this person's id
 * @returns {Node[]}
 */
export function markdown(text, context) {
  return blocks(String(text ?? '').replace(/\r\n?/g, '\n'), context, 0);
}

function blocks(text, context, depth) {
  const out = [];
  for (const [at, part] of splitCode(text).entries()) {
    if (part.code !== undefined) out.push(codeBlock(part));
    else out.push(...lines(part.text, context, depth, at > 0));
  }
  return out;
}

/** Cuts the text at ``` fences; everything in them is left as it is. */
function splitCode(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/```(?:([\w+#.-]{1,24})\n)?\n?([\s\S]*?)\n?```/g)) {
    if (!match[2].trim() && !match[1]) continue;
    parts.push({ text: text.slice(from, match.index).replace(/\n$/, '') });
    parts.push(match[2] ? { code: match[2], language: match[1] } : { code: match[1] });
    from = match.index + match[0].length;
    if (text[from] === '\n') from++;
  }
  parts.push({ text: text.slice(from) });
  return parts.filter(part => part.code !== undefined || part.text);
}

const codeBlock = ({ code, language }) => h('pre', { class: 'code-block', tabindex: 0, 'data-language': language }, h('code', {}, code));

const heading = /^(#{1,3}) +(?=\S)(.+)$/;
const subtext = /^-# +(?=\S)(.+)$/;
const item = /^( *)([-*]|\d{1,9}\.) +(?=\S)(.*)$/;
const quote = /^> ?(?=.|$)/;

function lines(text, context, depth) {
  const out = [];
  const all = text.split('\n');
  let plain = [];
  const flush = () => {
    if (plain.length) out.push(h('div', { class: 'text', dir: 'auto' }, inline(plain.join('\n'), context)));
    plain = [];
  };
  for (let i = 0; i < all.length; i++) {
    const line = all[i];
    let match;
    if (depth < deepest && line.startsWith('>>> ')) {
      flush();
      out.push(h('blockquote', {}, blocks([line.slice(4), ...all.slice(i + 1)].join('\n'), context, depth + 1)));
      break;
    }
    if (depth < deepest && /^> /.test(line)) {
      flush();
      const quoted = [];
      while (i < all.length && /^> |^>$/.test(all[i])) quoted.push(all[i++].replace(quote, ''));
      i--;
      out.push(h('blockquote', {}, blocks(quoted.join('\n'), context, depth + 1)));
    } else if ((match = heading.exec(line))) {
      flush();
      out.push(h(`h${match[1].length + 2}`, { class: `heading heading-${match[1].length}`, dir: 'auto' }, inline(match[2], context)));
    } else if ((match = subtext.exec(line))) {
      flush();
      out.push(h('div', { class: 'subtext', dir: 'auto' }, inline(match[1], context)));
    } else if (item.test(line)) {
      flush();
      const items = [];
      while (i < all.length && item.test(all[i])) items.push(item.exec(all[i++]));
      i--;
      while (items.length) out.push(list(items, context));
    } else {
      plain.push(line);
    }
  }
  flush();
  return out;
}

/** Takes one list from the front of the items: deeper ones become lists inside it, another kind of mark begins another list. `outer` is the indent around it. */
function list(items, context, outer = -1) {
  const [, indent, mark] = items[0];
  const ordered = /\d/.test(mark);
  const element = h(ordered ? 'ol' : 'ul', { class: 'list', start: ordered ? Number.parseInt(mark, 10) : null });
  while (items.length && items[0][1].length <= indent.length && items[0][1].length > outer && /\d/.test(items[0][2]) === ordered) {
    const entry = h('li', { dir: 'auto' }, inline(items.shift()[3], context));
    while (items.length && items[0][1].length > indent.length) entry.append(list(items, context, indent.length));
    element.append(entry);
  }
  return element;
}
