// Everything around the conversation: channels, who one is, members, the header, the theme.
import { channelSign, channelTitle, isDirect } from './channels.js';
import { byId, h, slug } from './dom.js';
import { icon } from './icons.js';
import { appBadge, avatar, nameElement } from './people.js';

export function setUpSides(store, goTo) {
  byId('open-side').append(icon('menu'));
  byId('toggle-members').append(icon('members'));
  byId('theme-toggle').addEventListener('click', toggleTheme);
  drawTheme();
  new MutationObserver(drawTheme).observe(document.documentElement, { attributeFilter: ['data-theme'] });

  const app = byId('app');
  const close = () => {
    app.classList.remove('shows-side', 'shows-members');
    byId('open-side').setAttribute('aria-expanded', 'false');
  };
  byId('open-side').addEventListener('click', () => {
    app.classList.toggle('shows-side');
    byId('open-side').setAttribute('aria-expanded', String(app.classList.contains('shows-side')));
  });
  byId('toggle-members').addEventListener('click', () => app.classList.toggle(innerWidth <= 1000 ? 'shows-members' : 'hides-members'));
  byId('shade').addEventListener('click', close);
  addEventListener('keydown', event => event.key === 'Escape' && close());

  store.on('state', () => {
    byId('guild-name').textContent = store.guild?.name ?? 'Server';
    drawYou(store);
    drawMembers(store);
    drawChannels(store, goTo, close);
  });
  store.on('channel', () => {
    drawHead(store);
    drawYou(store);
    drawChannels(store, goTo, close);
  });
  store.on('unread', () => drawChannels(store, goTo, close));
  store.on('bot', () => drawMembers(store));
}

function drawChannels(store, goTo, close) {
  const focused = document.activeElement?.dataset?.testid;
  const section = (title, channels) => channels.length ? h('section', {}, h('h2', { class: 'side-title' }, title), h('ul', {}, channels.map(link))) : null;
  const link = channel => {
    const unread = store.unread.get(channel.id) ?? 0;
    return h('li', {}, h('a', {
      href: addressOf({ channel: channel.name }), class: ['channel', unread && 'is-unread'].filter(Boolean).join(' '), 'data-testid': `channel-${channel.name}`, 'aria-current': channel.id === store.channelId ? 'page' : null,
      onclick: event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab or window of its own
        event.preventDefault();
        goTo(channel.id);
        close();
      },
    }, channelSign(channel, 20), h('span', { class: 'channel-name' }, channel.name), channel.nsfw && h('span', { class: 'adult', title: 'Age-restricted' }, '18+'), unread > 0 && h('span', { class: 'count', 'aria-label': `${unread} new` }, String(Math.min(unread, 99)))));
  };
  byId('channels').replaceChildren(...[section('Text channels', store.channels.filter(channel => !isDirect(channel))), section('Direct messages', store.channels.filter(isDirect))].filter(Boolean));
  if (focused?.startsWith('channel-')) document.querySelector(`[data-testid="${focused}"]`)?.focus();
  const total = [...store.unread.values()].reduce((sum, n) => sum + n, 0);
  document.title = `${total ? `(${total}) ` : ''}${channelTitle(store.channel) || '…'} · ChatVideoBot sandbox`;
}

/** The page's address with other parameters: links that can be opened in another tab. */
export function addressOf(parameters) {
  const url = new URL(location.href);
  url.hash = '';
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.pathname + url.search;
}

/** Who one is, and links to be somebody else: in another tab too. */
function drawYou(store) {
  const { me } = store;
  if (!me) return;
  byId('you').replaceChildren(
    h('div', { class: 'you-now' }, h('span', { class: 'presence is-online' }, avatar(store, me, 36)),
      h('div', { class: 'you-words' }, nameElement(store, me, 'strong'), h('span', { class: 'you-role' }, `@${me.username}`))),
    h('div', { class: 'switch', role: 'group', 'aria-label': 'Be somebody else' }, store.users.map(user => h('a', {
      href: addressOf({ user: user.id, ...(store.channel ? { channel: store.channel.name } : {}) }), class: 'switch-user', 'data-testid': `user-${slug(user.username)}`, 'data-user': user.id, 'aria-current': user.id === me.id ? 'true' : null,
      title: user.id === me.id ? 'This is you' : `Be ${store.nameOf(user)} (Ctrl + click: in another tab)`,
    }, avatar(store, user, 20), h('span', {}, shortName(store.nameOf(user)))))));
}

/** "Olivia (owner)" is who she is here: her role where there is one, for the room is small. */
function shortName(name) {
  const role = /\((.+)\)\s*$/.exec(name)?.[1] ?? name;
  return role[0].toUpperCase() + role.slice(1);
}

function drawHead(store) {
  const { channel } = store;
  byId('channel-name').textContent = channel?.name ?? '';
  byId('channel-sign').replaceChildren(channelSign(channel, 22));
  byId('topic').textContent = channel?.topic ?? '';
  byId('topic').title = channel?.topic ?? '';
}

function drawMembers(store) {
  const groups = new Map();
  for (const { user, roles } of store.members) {
    const bot = store.isBot(user);
    const title = bot ? (store.botOnline ? 'Apps' : 'Offline') : roles?.[0]?.name ?? 'Online';
    groups.set(title, [...(groups.get(title) ?? []), user]);
  }
  const last = ['Online', 'Apps', 'Offline'];
  const sorted = [...groups].sort(([a], [b]) => last.indexOf(a) - last.indexOf(b));
  byId('members').replaceChildren(...sorted.map(([title, users]) => h('section', {}, h('h2', { class: 'side-title' }, `${title} — ${users.length}`), h('ul', {}, users.map(user => {
    const bot = store.isBot(user);
    const online = !bot || store.botOnline;
    return h('li', { class: online ? 'member' : 'member is-offline', 'data-testid': bot ? 'bot-status' : null, 'data-online': bot ? String(online) : null },
      h('span', { class: online ? 'presence is-online' : 'presence' }, avatar(store, user, 32)),
      h('span', { class: 'member-words' }, h('span', { class: 'member-name' }, nameElement(store, user), bot && appBadge()), bot && h('span', { class: 'member-note' }, online ? 'Type / to see its commands' : 'Start it with ./run')));
  })))));
}

function toggleTheme() {
  const theme = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

function drawTheme() {
  const light = document.documentElement.dataset.theme === 'light';
  const button = byId('theme-toggle');
  button.replaceChildren(icon(light ? 'moon' : 'sun'));
  button.title = light ? 'Dark theme' : 'Light theme';
  button.setAttribute('aria-label', button.title);
}
