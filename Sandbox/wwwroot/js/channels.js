// What a channel looks like in a word or a sign.
import { icon } from './icons.js';

const directMessage = 1; // Discord's channel type

export const isDirect = channel => channel?.type === directMessage;

/** "#general", or the name alone of a conversation between two. */
export const channelTitle = channel => (channel ? `${isDirect(channel) ? '@' : '#'}${channel.name}` : '');

export const channelSign = (channel, size) => icon(isDirect(channel) ? 'at' : channel?.name === 'mods' ? 'lock' : 'hash', size);
