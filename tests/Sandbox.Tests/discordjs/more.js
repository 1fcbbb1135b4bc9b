// discord.js against the sandbox, the rest: each kind of component and command, collectors, shards, several bots, what is not known yet.
import { once } from 'node:events';
import assert from 'node:assert/strict';
import {
  ActionRowBuilder, ApplicationCommandType, AttachmentBuilder, ButtonBuilder, ButtonStyle, ChannelSelectMenuBuilder, ChannelType, Client, ComponentType,
  ContainerBuilder, ContextMenuCommandBuilder, Events, FileBuilder, FileUploadBuilder, GatewayIntentBits, LabelBuilder, MediaGalleryBuilder, MentionableSelectMenuBuilder,
  MessageFlags, ModalBuilder, Partials, RoleSelectMenuBuilder, SectionBuilder, SeparatorBuilder, SlashCommandBuilder, StringSelectMenuBuilder,
  TextDisplayBuilder, TextInputBuilder, TextInputStyle, ThumbnailBuilder, UserSelectMenuBuilder,
} from 'discord.js';
import * as library from 'discord.js';
import { box, choose, faults, interact, page, press, run, sandbox, say, use } from './bench.js';

const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent, GatewayIntentBits.DirectMessages,
  GatewayIntentBits.GuildMessageReactions, GatewayIntentBits.GuildMembers];
const problems = [];
const clients = [];
function make(options = {}) {
  const client = new Client({ intents, partials: [Partials.Channel, Partials.Message, Partials.Reaction], rest: { api: box.api, version: '10' }, ...options });
  client.on(Events.Error, error => problems.push(error));
  client.on(Events.Warn, text => problems.push(new Error(text)));
  clients.push(client);
  return client;
}
const next = async (client, event) => (await once(client, event, { signal: AbortSignal.timeout(20_000) }))[0];
async function login(client = make(), token = box.token) {
  const ready = next(client, Events.ClientReady);
  await client.login(token);
  await ready;
  return client;
}
const png = Buffer.from('89504e470d0a1a0a0000000d494844520000000800000004', 'hex');
async function register(client, ...commands) {
  return [...(await client.guilds.cache.get(box.guild).commands.set(commands)).values()];
}
async function used(client, act) {
  const coming = next(client, Events.InteractionCreate);
  await act();
  return coming;
}

const scenarios = {
  async autocomplete() {
    const client = await login();
    const [command] = await register(client, new SlashCommandBuilder().setName('make').setDescription('d')
      .addSubcommand(sub => sub.setName('clip').setDescription('d').addStringOption(o => o.setName('model').setDescription('d').setAutocomplete(true).setRequired(true))
        .addUserOption(o => o.setName('who').setDescription('d')).addNumberOption(o => o.setName('strength').setDescription('d').setMaxValue(1))));
    client.once(Events.InteractionCreate, asked => asked.respond([{ name: `Of ${asked.options.getFocused()}`, value: 'pocket' }]));
    const { choices } = await interact({
      type: 4, data: { id: command.id, name: 'make', type: 1, options: [{ type: 1, name: 'clip', options: [{ type: 3, name: 'model', value: 'po', focused: true }] }] },
    });
    assert.deepEqual(choices, [{ name: 'Of po', value: 'pocket', name_localizations: undefined }].map(({ name, value }) => ({ name, value })));
    const slash = await used(client, () => use(command, [{ type: 1, name: 'clip', options: [
      { type: 3, name: 'model', value: 'pocket' }, { type: 6, name: 'who', value: box.user }, { type: 10, name: 'strength', value: 0.5 }] }]));
    assert.equal(slash.options.getSubcommand(), 'clip');
    assert.equal(slash.options.getUser('who').username, 'member');
    assert.equal(slash.options.getNumber('strength'), 0.5);
    const { resource } = await slash.reply({ content: 'made', withResponse: true });
    assert.equal(resource.message.interactionMetadata.user.id, box.user);
  },

  async contextMenus() {
    const client = await login();
    const [onMessage, onUser] = await register(client, new ContextMenuCommandBuilder().setName('Animate this').setType(ApplicationCommandType.Message),
      new ContextMenuCommandBuilder().setName('Who is it').setType(ApplicationCommandType.User));
    const said = await say('look at this');
    const aboutMessage = await used(client, () => use(onMessage, [], [], { data: { target_id: said.id, type: 3 } }));
    assert.equal(aboutMessage.targetMessage.content, 'look at this');
    await aboutMessage.deferReply({ flags: MessageFlags.Ephemeral });
    const edited = await aboutMessage.editReply('only you see it');
    assert.ok(edited.flags.has(MessageFlags.Ephemeral));
    const aboutUser = await used(client, () => use(onUser, [], [], { data: { target_id: box.owner, type: 2 } }));
    assert.equal(aboutUser.targetUser.id, box.owner);
    assert.equal(aboutUser.targetMember.displayName, 'Olivia');
    await aboutUser.reply('Olivia');
    assert.equal((await aboutUser.fetchReply()).interactionMetadata.targetUser?.id ?? box.owner, box.owner);
  },

  async selects() {
    const client = await login();
    const channel = await client.channels.fetch(box.channel);
    const rows = [
      new StringSelectMenuBuilder().setCustomId('string').setMaxValues(2).addOptions({ label: 'a', value: 'a', emoji: '🎈' }, { label: 'b', value: 'b', default: true }),
      new UserSelectMenuBuilder().setCustomId('user'), new RoleSelectMenuBuilder().setCustomId('role'),
      new MentionableSelectMenuBuilder().setCustomId('mentionable'), new ChannelSelectMenuBuilder().setCustomId('channel').setChannelTypes(ChannelType.GuildText),
    ].map(menu => new ActionRowBuilder().addComponents(menu));
    const message = await channel.send({ content: 'choose', components: rows });
    const [{ id: role }] = [...message.guild.roles.cache.values()].filter(r => r.name === 'Moderator');
    const cases = [['string', 3, ['a', 'b'], i => i.values], ['user', 5, [box.owner], i => [...i.users.keys()]], ['role', 6, [role], i => [...i.roles.keys()]],
      ['mentionable', 7, [box.owner], i => [...i.users.keys()]], ['channel', 8, [box.channel], i => [...i.channels.keys()]]];
    for (const [customId, type, values, read] of cases) {
      const chosen = await used(client, () => choose(message, customId, type, values));
      assert.equal(chosen.componentType, type);
      assert.deepEqual(read(chosen), values);
      await chosen.update({ content: `chose ${customId}` });
    }
    assert.equal((await channel.messages.fetch({ message: message.id, force: true })).content, 'chose channel');
    assert.equal((await channel.messages.fetch({ message: message.id, force: true })).components[4].components[0].type, ComponentType.ChannelSelect);
  },

  async modals() {
    const client = await login();
    const [command] = await register(client, { name: 'ask', description: 'd' });
    const slash = await used(client, () => use(command));
    const modal = new ModalBuilder().setCustomId('form').setTitle('Form').addTextDisplayComponents(new TextDisplayBuilder().setContent('Read this.')).addLabelComponents(
      new LabelBuilder().setLabel('Words').setTextInputComponent(new TextInputBuilder().setCustomId('words').setStyle(TextInputStyle.Short)),
      new LabelBuilder().setLabel('Who').setUserSelectMenuComponent(new UserSelectMenuBuilder().setCustomId('who').setRequired(false)),
      new LabelBuilder().setLabel('File').setFileUploadComponent(new FileUploadBuilder().setCustomId('file')));
    const answers = [{ type: 10 }, { type: 18, component: { type: 4, custom_id: 'words', value: 'at night' } },
      { type: 18, component: { type: 5, custom_id: 'who', values: [box.owner] } }, { type: 18, component: { type: 19, custom_id: 'file', values: [0] } }];
    await slash.showModal(modal);
    const waiting = slash.awaitModalSubmit({ time: 20_000, filter: form => form.customId === 'form' });
    await interact({ type: 5, data: { custom_id: 'form', components: answers } }, [{ name: 'p.png', bytes: png }]);
    const form = await waiting;
    assert.equal(form.fields.getTextInputValue('words'), 'at night');
    assert.deepEqual([...form.fields.getSelectedUsers('who').keys()], [box.owner]);
    assert.equal(form.fields.getUploadedFiles('file').first().width, 8);
    await form.deferReply();
    await form.editReply({ content: 'thanks', files: [new AttachmentBuilder(png, { name: 'a.png' })] });

    // What only newer versions have.
    const { RadioGroupBuilder, CheckboxGroupBuilder, CheckboxBuilder } = library;
    if (!RadioGroupBuilder) return;
    const again = await used(client, () => use(command));
    await again.showModal(new ModalBuilder().setCustomId('more').setTitle('More').addLabelComponents(
      new LabelBuilder().setLabel('One').setRadioGroupComponent(new RadioGroupBuilder().setCustomId('one').addOptions({ label: 'a', value: 'a' }, { label: 'b', value: 'b' })),
      new LabelBuilder().setLabel('Some').setCheckboxGroupComponent(new CheckboxGroupBuilder().setCustomId('some').addOptions({ label: 'c', value: 'c' }, { label: 'd', value: 'd' })),
      new LabelBuilder().setLabel('Sure').setCheckboxComponent(new CheckboxBuilder().setCustomId('sure'))));
    const more = await used(client, () => interact({ type: 5, data: { custom_id: 'more', components: [
      { type: 18, component: { type: 21, custom_id: 'one', value: 'b' } }, { type: 18, component: { type: 22, custom_id: 'some', values: ['c'] } },
      { type: 18, component: { type: 23, custom_id: 'sure', value: true } }] } }));
    assert.equal(more.fields.getRadioGroup('one'), 'b');
    assert.deepEqual([...more.fields.getCheckboxGroup('some')], ['c']);
    assert.equal(more.fields.getCheckbox('sure'), true);
    await more.reply('ok');
  },

  async componentsV2() {
    const client = await login();
    const [command] = await register(client, { name: 'show', description: 'd' });
    const slash = await used(client, () => use(command));
    await slash.deferReply();
    const shown = await slash.editReply({
      flags: MessageFlags.IsComponentsV2,
      files: [new AttachmentBuilder(png, { name: 'a.png' }), new AttachmentBuilder(Buffer.from('words'), { name: 'b.txt' })],
      components: [new ContainerBuilder().setAccentColor(0x336699)
        .addSectionComponents(new SectionBuilder().addTextDisplayComponents(new TextDisplayBuilder().setContent('**a clip**'))
          .setThumbnailAccessory(new ThumbnailBuilder().setURL('attachment://a.png').setDescription('small')))
        .addSectionComponents(new SectionBuilder().addTextDisplayComponents(new TextDisplayBuilder().setContent('more'))
          .setButtonAccessory(new ButtonBuilder().setCustomId('inside').setLabel('Go').setStyle(ButtonStyle.Primary)))
        .addSeparatorComponents(new SeparatorBuilder())
        .addMediaGalleryComponents(new MediaGalleryBuilder().addItems(item => item.setURL('attachment://a.png').setSpoiler(true)))
        .addFileComponents(new FileBuilder().setURL('attachment://b.txt'))
        .addActionRowComponents(row => row.addComponents(new ButtonBuilder().setURL('https://example.com').setLabel('Site').setStyle(ButtonStyle.Link)))],
    });
    const container = shown.components[0];
    assert.deepEqual(container.components.map(c => c.type), [9, 9, 14, 12, 13, 1]);
    assert.equal(container.accentColor, 0x336699);
    assert.equal(container.components[0].accessory.media.data.width, 8);
    assert.match(container.components[4].file.url, /b\.txt/);
    const pressed = await used(client, () => press(shown, 'inside'));
    await pressed.update({ components: [new TextDisplayBuilder().setContent('gone')], attachments: [] });
    assert.equal((await slash.fetchReply()).components[0].content, 'gone');
    await assert.rejects(slash.editReply({ content: 'old ways' }), { code: 50035 });
  },

  async collectors() {
    const client = await login();
    const channel = await client.channels.fetch(box.channel);
    const message = await channel.send({ content: 'vote', components: [new ActionRowBuilder().addComponents(
      new ButtonBuilder().setCustomId('yes').setLabel('Yes').setStyle(ButtonStyle.Success))] });
    const pressing = message.awaitMessageComponent({ time: 20_000 });
    await press(message, 'yes');
    await (await pressing).deferUpdate();
    const reactions = message.awaitReactions({ max: 2, time: 20_000 }); // one alone may be joined by the other before the collector has ended
    await message.react('👍');
    await page('PUT', `sandbox/messages/${box.channel}/${message.id}/reactions/${encodeURIComponent('🎈')}`);
    const gathered = await reactions;
    assert.deepEqual(gathered.map(one => one.emoji.name).sort(), ['👍', '🎈'].sort());
    const messages = channel.awaitMessages({ max: 2, time: 20_000, filter: m => !m.author.bot });
    await say('one');
    await say('two');
    assert.deepEqual((await messages).map(m => m.content), ['one', 'two']);
    for (let i = 0; i < 3; i++) await say(`old ${i}`);
    const first = await channel.messages.fetch({ limit: 2 });
    const before = await channel.messages.fetch({ limit: 2, before: first.last().id });
    assert.deepEqual([...first.values(), ...before.values()].map(m => m.content), ['old 2', 'old 1', 'old 0', 'two']);
    assert.equal((await message.fetch(true)).reactions.cache.get('👍').me, true);
    await assert.rejects(message.reactions.removeAll(), { code: 50013 });
  },

  async lookups() {
    const client = await login();
    const guild = client.guilds.cache.get(box.guild);
    assert.equal((await guild.members.fetch()).size, 4);
    assert.equal((await guild.members.search({ query: 'mem' })).size, 1);
    assert.equal((await guild.members.list({ limit: 2 })).size, 2);
    assert.equal((await client.users.fetch(box.owner)).globalName, 'Olivia');
    assert.equal((await guild.fetchPreview()).name, 'Sandbox');
    assert.equal((await client.guilds.fetch()).size, 1);
    assert.equal((await client.application.emojis.fetch()).size, 0);
    assert.equal((await guild.emojis.fetch()).size, 0);
    assert.equal((await guild.stickers.fetch()).size, 0);
    assert.equal((await client.fetchStickerPacks()).size, 0);
    assert.equal((await guild.channels.fetchActiveThreads()).threads.size, 0);
    assert.equal((await client.application.commands.fetch()).size, 0);
    await assert.rejects(client.fetchInvite('nothing'), { code: 10006 });
    await assert.rejects(client.users.fetch('5'), { code: 10013 });
    await assert.rejects(guild.members.fetch('5'), { code: 10007 });
    await assert.rejects(guild.bans.fetch(), { code: 50013 });
    await assert.rejects(guild.fetchWebhooks(), { code: 50013 });
    await assert.rejects(guild.fetchAuditLogs(), { code: 50013 });
    await assert.rejects(guild.invites.fetch(), { code: 50013 });
    await assert.rejects(client.fetchWebhook('5'), { code: 10015 });
    client.user.setPresence({ activities: [{ name: 'films' }], status: 'idle' });
    await (await guild.members.fetchMe()).setNickname('Filmer');
    assert.equal((await guild.members.fetchMe({ force: true })).nickname, 'Filmer');
    await client.user.setUsername('Renamed');
    assert.equal((await client.user.fetch()).username, 'Renamed');
  },

  async threads() {
    const client = await login();
    const channel = await client.channels.fetch(box.channel);
    const made = next(client, Events.ThreadCreate);
    const thread = await channel.threads.create({ name: 'clips', autoArchiveDuration: 60 });
    assert.equal((await made).id, thread.id);
    await thread.send('inside');
    const heard = next(client, Events.MessageCreate);
    await say('me too', thread.id);
    assert.equal((await heard).channel.isThread(), true);
    const [command] = await register(client, { name: 'ping', description: 'd' });
    const slash = await used(client, () => use(command, [], [], { channel_id: thread.id }));
    assert.ok(slash.appPermissions.has('SendMessagesInThreads'));
    await slash.reply('in the thread');
    const from = await (await channel.send('start')).startThread({ name: 'from a message' });
    assert.equal(from.parentId, channel.id);
    await from.setArchived(true);
    assert.equal((await channel.threads.fetchActive()).threads.size, 1);
    assert.equal((await channel.threads.fetchArchived()).threads.size, 1);
  },

  async channels() {
    const client = await login();
    const channel = await client.channels.fetch(box.channel);
    const changed = () => next(client, Events.ChannelUpdate);
    await client.users.fetch(box.user); // overwrites are made of what is known
    const heard = changed();
    await channel.edit({ topic: 'new', rateLimitPerUser: 30, defaultAutoArchiveDuration: 60 });
    assert.equal((await heard).id, channel.id);
    assert.deepEqual([channel.topic, channel.rateLimitPerUser, channel.defaultAutoArchiveDuration], ['new', 30, 60]);
    await channel.permissionOverwrites.edit(box.user, { SendMessages: false, AddReactions: true });
    const overwrite = (await client.channels.fetch(box.channel, { force: true })).permissionOverwrites.cache.get(box.user);
    assert.ok(overwrite.deny.has('SendMessages') && overwrite.allow.has('AddReactions'));
    await channel.permissionOverwrites.set([]);
    await channel.permissionOverwrites.create(box.user, { SendMessages: false });
    await channel.permissionOverwrites.delete(box.user);
    assert.equal((await client.channels.fetch(box.channel, { force: true })).permissionOverwrites.cache.size, 0);
    await channel.setPosition(2);
    assert.equal((await client.channels.fetch(box.channel, { force: true })).rawPosition, 2);
    await channel.setParent(null);
    assert.equal((await client.channels.fetch(box.channel, { force: true })).parentId, null);
    await assert.rejects(channel.setParent(box.channel), { code: 50035 });
    await assert.rejects(channel.setRateLimitPerUser(30_000), { code: 50035 });

    const thread = await channel.threads.create({ name: 'clips', autoArchiveDuration: 1440, rateLimitPerUser: 5 });
    assert.deepEqual([thread.autoArchiveDuration, thread.rateLimitPerUser], [1440, 5]);
    const joined = next(client, Events.ThreadMembersUpdate);
    await thread.members.add(box.user);
    assert.equal((await joined).size, 1);
    assert.equal((await thread.members.fetch({ member: box.user, force: true, withMember: true })).id, box.user);
    assert.equal((await thread.members.fetch({ withMember: true })).size, 2);
    await assert.rejects(thread.members.fetch({ member: box.owner, force: true }), { code: 10007 });
    await thread.members.remove(box.user);
    assert.equal((await thread.members.fetch({ cache: false })).size, 1);
    const renamed = next(client, Events.ThreadUpdate);
    await thread.edit({ name: 'renamed', autoArchiveDuration: 60, rateLimitPerUser: 10 });
    await renamed;
    assert.deepEqual([thread.name, thread.autoArchiveDuration, thread.rateLimitPerUser], ['renamed', 60, 10]);
    await thread.setArchived(true);
    await assert.rejects(thread.setName('too late'), { code: 50083 });
    await thread.setArchived(false);
    await thread.leave();
    await assert.rejects(channel.guild.autoModerationRules.fetch('5'), { status: 404 });
    assert.equal((await client.guilds.fetchSoundboardSounds?.({ guildIds: [box.guild] }))?.size ?? 1, 1);
  },

  async scopes() {
    const client = await login();
    const channel = await client.channels.fetch(box.channel);
    for (const scope of ['user', 'shared', 'global']) {
      await faults({ rest: { status: 429, scope, retry_after: 0.1, route: '/messages', method: 'POST' } });
      assert.equal((await channel.send(scope)).content, scope);
    }
    await faults({ rest: { status: 502, html: true, times: 2, route: '/messages', method: 'POST' } });
    await channel.send('after a proxy');
    await faults({ rest: { delay: 0.2, route: '/messages', method: 'POST' } });
    await channel.send('slow');
    await faults({ rest: { status: 413, route: '/messages', method: 'POST' } });
    await assert.rejects(channel.send('large'), { status: 413 });
    await faults({ rest: { cut: 'answer', route: '/messages', method: 'POST' } });
    await channel.send({ content: 'lost', nonce: '7', enforceNonce: true }); // sent again by itself
    assert.equal((await channel.messages.fetch({ limit: 10 })).filter(m => m.content === 'lost').size, 1);
  },

  async tomorrow() {
    const client = await login();
    await faults({ unknown_fields: true, unknown_events: true, unknown_values: true, unknown_components: true, duplicate_events: 1, reorder_events: 1 });
    const channel = await client.channels.fetch(box.channel);
    const heard = next(client, Events.MessageCreate);
    await say('hello');
    assert.equal((await heard).content, 'hello');
    const [command] = await register(client, { name: 'ping', description: 'd' });
    const slash = await used(client, () => use(command));
    await slash.reply('pong');
    await faults({ clear: true, dispatch: { t: 'SOMETHING_NEW', d: { id: '1' } } });
    await channel.send('still here');
  },

  async shards() {
    const client = make({ shards: 'auto' });
    const seen = new Set();
    client.on(Events.ShardReady, id => seen.add(id));
    await login(client);
    assert.equal(client.ws.shards.size, 4);
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3]);
    assert.equal(client.guilds.cache.size, 10);
    for (const guild of client.guilds.cache.values())
      assert.equal(guild.shardId, Number((BigInt(guild.id) >> 22n) % 4n));
    const other = (await sandbox('GET', 'guilds'))[5];
    const heard = next(client, Events.MessageCreate);
    await say('over there', other.channels.general);
    assert.equal((await heard).guildId, other.id);
    const resumed = next(client, Events.ShardResume);
    await faults({ drop: true, shard: 2 });
    assert.equal(await resumed, 2);
  },

  async bots() {
    const first = await login();
    const second = await login(make(), box.bots[1].token);
    assert.notEqual(first.user.id, second.user.id);
    const [ping] = await register(first, { name: 'ping', description: 'of the first' });
    const [pong] = await register(second, { name: 'ping', description: 'of the second' });
    let wrong = 0;
    first.on(Events.InteractionCreate, i => i.applicationId !== first.user.id && wrong++);
    const mine = await used(second, () => use(pong));
    await mine.reply('from the second');
    const other = await used(first, () => use(ping));
    await other.reply({ content: 'from the first', components: [new ActionRowBuilder().addComponents(
      new ButtonBuilder().setCustomId('b').setLabel('b').setStyle(ButtonStyle.Primary))] });
    const pressed = await used(first, async () => press(await other.fetchReply(), 'b'));
    await pressed.update('pressed');
    const heard = next(first, Events.MessageCreate);
    await (await second.channels.fetch(box.channel)).send('hello, first');
    assert.equal((await heard).author.id, second.user.id);
    await assert.rejects((await (await first.channels.fetch(box.channel)).messages.fetch({ limit: 1 })).first().edit('mine now'), { code: 50005 });
    assert.equal(wrong, 0);

    const gone = next(second, Events.GuildDelete);
    await sandbox('DELETE', `guilds/${box.guild}/bots/${second.user.id}`);
    assert.equal((await gone).id, box.guild);
    await assert.rejects(second.channels.fetch(box.channel, { force: true }), { code: 50001 });
    const back = next(second, Events.GuildCreate);
    await sandbox('PUT', `guilds/${box.guild}/bots/${second.user.id}`);
    assert.equal((await back).id, box.guild);
    const outage = next(first, Events.GuildUnavailable);
    await faults({ outage: {} });
    await outage;
    const available = next(first, Events.GuildAvailable);
    await faults({ outage: { unavailable: false } });
    await available;
  },
};

run(scenarios, async () => {
  assert.deepEqual(problems, []);
  await Promise.all(clients.map(client => client.destroy()));
});
