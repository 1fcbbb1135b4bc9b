// Times as Discord writes them, and relative ones that stay true while one looks at them.
import { h } from './dom.js';

const language = /^en/i.test(navigator.language) ? navigator.language : 'en-GB'; // the page's words are English
const format = options => new Intl.DateTimeFormat(language, options);
const time = format({ hour: '2-digit', minute: '2-digit' });
const exact = format({ dateStyle: 'full', timeStyle: 'short' });
const day = format({ day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = format({ day: '2-digit', month: '2-digit', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** The letters of `<t:unix:letter>`. */
const styles = {
  t: format({ hour: '2-digit', minute: '2-digit' }), T: format({ timeStyle: 'medium' }),
  d: shortDay, D: day,
  f: format({ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }), F: exact,
  s: format({ dateStyle: 'short', timeStyle: 'short' }), S: format({ dateStyle: 'short', timeStyle: 'medium' }),
};

const units = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];

/** "in 5 minutes", "2 hours ago". */
export function relativeText(milliseconds, now = Date.now()) {
  const seconds = Math.round((milliseconds - now) / 1000);
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return relative.format(Math.trunc(seconds / size), unit);
}

export const dayText = date => day.format(date);
export const timeText = date => time.format(date);
export const isSameDay = (a, b) => a.toDateString() === b.toDateString();

/** "Today at 10:54", "Yesterday at 18:01", "03/11/2026, 09:00". */
export function messageTime(date, now = new Date()) {
  if (isSameDay(date, now)) return `Today at ${time.format(date)}`;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return isSameDay(date, yesterday) ? `Yesterday at ${time.format(date)}` : `${shortDay.format(date)}, ${time.format(date)}`;
}

export function timeElement(date, text, className) {
  return h('time', { class: className, datetime: date.toISOString(), title: exact.format(date) }, text);
}

/** What `<t:unix:style>` shows; null when it is no time. */
export function timestamp(unix, style) {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const element = timeElement(date, style === 'R' ? relativeText(date.getTime()) : (styles[style] ?? styles.f).format(date), 'timestamp');
  if (style === 'R') element.dataset.relative = date.getTime();
  return element;
}

/** Keeps every relative time on the page true, for as long as the page lives. */
export function keepTimesTrue() {
  setInterval(() => {
    if (document.hidden) return;
    for (const element of document.querySelectorAll('time[data-relative]')) {
      const text = relativeText(Number(element.dataset.relative));
      if (element.textContent !== text) element.textContent = text;
    }
  }, 1000);
}
