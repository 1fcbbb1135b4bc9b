// Mentions, as people type them and as Discord wants them.

/** "@owner" and "#general" as `<@id>` and `<#id>`; words that name nobody stay as they are. */
export function withMentions(text, store) {
  const known = [
    ...store.members.map(({ user }) => [`@${user.username}`, `<@${user.id}>`]),
    ...store.nearChannels.filter(channel => channel.guild_id).map(channel => [`#${channel.name}`, `<#${channel.id}>`]),
  ];
  const meant = word => known.find(([name]) => name.toLowerCase() === word.toLowerCase())?.[1] ?? word;
  return text.replace(/(^|\s)([@#][^\s@#]+?)(?=$|\s|[.,!?:;])/g, (all, space, word) => space + meant(word));
}
