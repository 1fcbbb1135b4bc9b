// Everything around the conversation: channels, who one is, members, the header, the theme.
import { channelSign, channelTitle, isDirect } from './channels.js';
import { byId, h, slug } from './dom.js';
import { drawer } from './drawers.js';
import { icon } from './icons.js';
import { appBadge, avatar, nameElement } from './people.js';
import { drawRail } from './rail.js';

export function setUpSides(store, goTo) {
  byId('open-side').append(icon('menu'));
  byId('close-side').append(icon('close'));
  byId('toggle-members').append(icon('members'));
  byId('theme-toggle').addEventListener('click', toggleTheme);
  drawTheme();
  new MutationObserver(drawTheme).observe(document.documentElement, { attributeFilter: ['data-theme'] });

  const channels = drawer({ panel: byId('side'), opener: byId('open-side'), shows: 'shows-side', below: 760 });
  drawer({ panel: byId('members'), opener: byId('toggle-members'), shows: 'shows-members', hides: 'hides-members', below: 1000 });
  const close = () => channels.floats() && channels.isOpen() && channels.set(false);
  byId('close-side').addEventListener('click', close);

  const drawSide = () => {
    byId('guild-name').textContent = store.guild?.name ?? 'Server';
    drawRail(store, goTo);
    drawChannels(store, goTo, close);
  };
  store.on('state', () => {
    drawYou(store);
    drawMembers(store);
    drawSide();
  });
  store.on('channel', () => {
    drawHead(store);
    drawYou(store);
    drawMembers(store);
    drawSide();
  });
  store.on('unread', drawSide);
  store.on('bot', () => drawMembers(store));
}

function drawChannels(store, goTo, close) {
  const focused = document.activeElement?.dataset?.testid;
  const section = (title, channels) => channels.length ? h('section', {}, h('h2', { class: 'side-title' }, title), h('ul', {}, channels.map(link))) : null;
  const link = channel => {
    const unread = store.unread.get(channel.id) ?? 0;
    return h('li', {}, h('a', {
      href: addressOf(store, channel), class: ['channel', unread && 'is-unread'].filter(Boolean).join(' '), 'data-testid': `channel-${channel.name}`, 'aria-current': channel.id === store.channelId ? 'page' : null,
      onclick: event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab or window of its own
        event.preventDefault();
        goTo(channel.id);
        close();
      },
    }, channelSign(channel, 20), h('span', { class: 'channel-name' }, channel.name), channel.nsfw && h('span', { class: 'adult', title: 'Age-restricted' }, '18+'), unread > 0 && h('span', { class: 'count', 'aria-label': `${unread} new` }, String(Math.min(unread, 99)))));
  };
  byId('channels').replaceChildren(...[section('Text channels', store.nearChannels.filter(channel => !isDirect(channel))), section('Direct messages', store.nearChannels.filter(isDirect))].filter(Boolean));
  if (focused?.startsWith('channel-')) document.querySelector(`[data-testid="${focused}"]`)?.focus();
  const total = [...store.unread.values()].reduce((sum, n) => sum + n, 0);
  document.title = `${total ? `(${total}) ` : ''}${channelTitle(store.channel) || '…'} · ChatVideoBot sandbox`;
}

/** The page's address at a channel, and for another person: a link that can be opened in another tab. */
export function addressOf(store, channel, user) {
  const url = new URL(location.href);
  url.hash = '';
  if (user) url.searchParams.set('user', user.id);
  if (channel) url.searchParams.set('channel', channel.name);
  if (store.guilds.length > 1 && channel?.guild_id) url.searchParams.set('guild', channel.guild_id);
  else url.searchParams.delete('guild');
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
      href: addressOf(store, isDirect(store.channel) ? null : store.channel, user), class: 'switch-user', 'data-testid': `user-${slug(user.username)}`, 'data-user': user.id, 'aria-current': user.id === me.id ? 'true' : null,
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
    const title = bot ? (store.isOnline(user) ? 'Apps' : 'Offline') : roles?.[0]?.name ?? 'Online';
    groups.set(title, [...(groups.get(title) ?? []), user]);
  }
  const last = ['Online', 'Apps', 'Offline'];
  const sorted = [...groups].sort(([a], [b]) => last.indexOf(a) - last.indexOf(b));
  byId('members').replaceChildren(...sorted.map(([title, users]) => h('section', {}, h('h2', { class: 'side-title' }, `${title} — ${users.length}`), h('ul', {}, users.map(user => {
    const bot = store.isBot(user);
    const online = store.isOnline(user);
    return h('li', { class: online ? 'member' : 'member is-offline', 'data-testid': bot ? 'bot-status' : null, 'data-online': bot ? String(online) : null },
      h('span', { class: online ? 'presence is-online' : 'presence' }, avatar(store, user, 32)),
      h('span', { class: 'member-words' }, h('span', { class: 'member-name' }, nameElement(store, user), bot && appBadge()), bot && h('span', { class: 'member-note' }, online ? 'Type / to see its commands' : 'Start it with ./run')));
  })))));
}

/** The other theme; the choice is forgotten where it is the system's own, so that the page follows the system again. */
function toggleTheme() {
  const theme = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
  try {
    if (theme === (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark')) localStorage.removeItem('theme');
    else localStorage.setItem('theme', theme);
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
  document.querySelector('meta[name="theme-color"]').content = light ? '#ffffff' : '#1d1c26';
}
