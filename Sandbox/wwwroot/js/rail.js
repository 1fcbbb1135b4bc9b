// The guilds, one under the other, as Discord has them: only where there is more than one, so that one guild needs no choice.
import { byId, h } from './dom.js';

export function drawRail(store, goTo) {
  const rail = byId('rail');
  const several = store.guilds.length > 1;
  rail.hidden = !several;
  byId('app').classList.toggle('has-rail', several);
  const focused = document.activeElement?.dataset?.guild;
  rail.replaceChildren(...(several ? store.guilds.map(guild => {
    const open = guild === store.guild;
    const news = open ? 0 : guild.channels.reduce((sum, channel) => sum + (store.unread.get(channel.id) ?? 0), 0);
    return h('button', {
      type: 'button', class: news ? 'rail-guild is-unread' : 'rail-guild', 'data-testid': `guild-${guild.id}`, 'data-guild': guild.id, title: guild.name,
      'aria-label': `${guild.name}${news ? `, ${news} new` : ''}`, 'aria-current': open ? 'true' : null, onclick: () => store.lastChannelOf(guild) && goTo(store.lastChannelOf(guild).id),
    }, h('span', { 'aria-hidden': 'true' }, initials(guild.name)), news > 0 && h('span', { class: 'count', 'aria-hidden': 'true' }, String(Math.min(news, 99))));
  }) : []));
  if (focused) rail.querySelector(`[data-guild="${CSS.escape(focused)}"]`)?.focus();
}

/** "Sandbox 2" is S2. */
const initials = name => (name ?? '?').split(/\s+/).filter(Boolean).map(word => [...word][0]).slice(0, 3).join('').toUpperCase();
