// discord.js against the sandbox. `node judge.js SCENARIO` with SANDBOX = {api, token, page, application, guild, channel, user} as JSON.
// Ends with 0 when the scenario went as it does on Discord; else says what did not, and ends with 1.
import assert from 'node:assert/strict';
import { on, once } from 'node:events';
import {
  ActionRowBuilder, AttachmentBuilder, ButtonBuilder, ButtonStyle, Client, ComponentType, ContainerBuilder, EmbedBuilder, Events, GatewayIntentBits,
  MediaGalleryBuilder, MessageFlags, ModalBuilder, REST, SlashCommandBuilder, Status, TextDisplayBuilder, TextInputBuilder, TextInputStyle,
  ContextMenuCommandBuilder, ApplicationCommandType, LabelBuilder, StringSelectMenuBuilder, WebSocketShardEvents,
} from 'discord.js';
import { box, faults, interact, page, press, run, use } from './bench.js';

const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent, GatewayIntentBits.DirectMessages,
  GatewayIntentBits.GuildMessageReactions];
const client = new Client({ intents, rest: { api: box.api, version: '10' } });
const problems = [];
client.on(Events.Error, error => problems.push(error));
client.on(Events.Warn, text => problems.push(new Error(text)));
client.rest.on('rateLimited', data => process.env.VERBOSE && console.error('rate limited', data));
if (process.env.VERBOSE) client.on(Events.Debug, text => console.error(text));
const next = async event => (await once(client, event, { signal: AbortSignal.timeout(20_000) }))[0];

// The message with these words: an answer of REST may overtake the event of what it sent.
async function nextMessage(content) {
  for await (const [message] of on(client, Events.MessageCreate, { signal: AbortSignal.timeout(20_000) }))
    if (message.content === content) return message;
}

async function login() {
  const ready = next(Events.ClientReady);
  await client.login(box.token);
  await ready;
}

// A form needs no answer from us when it is submitted with what the page sends.
const scenarios = {
  async commands() {
    await login();
    assert.equal(client.user.id, box.application);
    const guild = client.guilds.cache.get(box.guild);
    assert.equal(guild.channels.cache.filter(channel => channel.isTextBased()).size, 3);
    const made = await guild.commands.set([
      new SlashCommandBuilder().setName('imagine').setDescription('d').addStringOption(o => o.setName('prompt').setDescription('d').setRequired(true))
        .addIntegerOption(o => o.setName('seconds').setDescription('d').setMinValue(1).setMaxValue(8))
        .addAttachmentOption(o => o.setName('picture').setDescription('d')),
      new ContextMenuCommandBuilder().setName('Animate this').setType(ApplicationCommandType.Message),
    ]);
    assert.equal(made.size, 2);
    const global = await client.application.commands.create({ name: 'ping', description: 'd' });
    await global.edit({ description: 'new' });
    assert.equal((await client.application.commands.fetch()).first().description, 'new');
    await global.delete();
    await assert.rejects(client.application.commands.create({ name: 'No Good', description: 'd' }), { code: 50035 });
    await client.application.fetch();
    assert.equal(client.application.owner.username, 'owner');
    const me = await guild.members.fetchMe();
    assert.ok(me.permissionsIn(box.channel).has('SendMessages'));
    assert.equal((await guild.roles.fetch()).size, 3);
    assert.equal((await guild.channels.fetch()).size, 4);
  },

  async conversation() {
    await login();
    const guild = client.guilds.cache.get(box.guild);
    const [command] = (await guild.commands.set([{
      name: 'imagine', description: 'd',
      options: [{ type: 3, name: 'prompt', description: 'd', required: true }, { type: 11, name: 'picture', description: 'd' }],
    }])).values();

    // A slash command: defer, edit with a file and buttons, follow up.
    let coming = next(Events.InteractionCreate);
    await use(command, [{ name: 'prompt', type: 3, value: 'a red balloon' }, { name: 'picture', type: 11, value: 0 }],
      [{ name: 'p.png', bytes: Buffer.from('89504e470d0a1a0a0000000d494844520000000800000004', 'hex') }]);
    const slash = await coming;
    assert.equal(slash.options.getString('prompt'), 'a red balloon');
    const picture = slash.options.getAttachment('picture');
    assert.equal(picture.width, 8);
    assert.equal((await (await fetch(picture.url)).arrayBuffer()).byteLength, 24);
    assert.ok(slash.member.permissions.has('SendMessages'));
    assert.equal(slash.attachmentSizeLimit, 10 << 20);
    await slash.deferReply();
    const row = new ActionRowBuilder().addComponents(
      new ButtonBuilder().setCustomId('remix').setLabel('Remix').setStyle(ButtonStyle.Primary),
      new ButtonBuilder().setCustomId('done').setLabel('Done').setStyle(ButtonStyle.Secondary));
    const edited = await slash.editReply({ content: 'here', files: [new AttachmentBuilder(Buffer.from('abc'), { name: 'a.txt', description: 'words' })], components: [row] });
    assert.equal(edited.attachments.first().description, 'words');
    const further = await slash.followUp({ content: 'only you', flags: MessageFlags.Ephemeral });
    assert.ok(further.flags.has(MessageFlags.Ephemeral));
    assert.equal((await slash.fetchReply()).content, 'here');
    await assert.rejects(slash.deferReply(), /already been sent|replied/);

    // A button opens a form; what is sent updates the message.
    coming = next(Events.InteractionCreate);
    await press(edited, 'remix');
    const button = await coming;
    assert.equal(button.message.id, edited.id);
    await button.showModal(new ModalBuilder().setCustomId('remix-form').setTitle('Remix').addLabelComponents(
      new LabelBuilder().setLabel('Prompt').setTextInputComponent(new TextInputBuilder().setCustomId('prompt').setStyle(TextInputStyle.Paragraph)),
      new LabelBuilder().setLabel('Model').setStringSelectMenuComponent(
        new StringSelectMenuBuilder().setCustomId('model').addOptions({ label: 'Pocket', value: 'pocket' }, { label: 'Other', value: 'other' }))));
    coming = next(Events.InteractionCreate);
    await interact({
      type: 5,
      data: {
        custom_id: 'remix-form',
        components: [{ type: 18, component: { type: 4, custom_id: 'prompt', value: 'at night' } }, { type: 18, component: { type: 3, custom_id: 'model', values: ['pocket'] } }],
      },
    });
    const form = await coming;
    assert.equal(form.fields.getTextInputValue('prompt'), 'at night');
    assert.deepEqual([...form.fields.getStringSelectValues('model')], ['pocket']);
    assert.ok(form.isFromMessage());
    await form.update({ content: 'remixed', components: [row] });

    coming = next(Events.InteractionCreate);
    await press(edited, 'done');
    const done = await coming;
    const answer = await done.deferUpdate({ withResponse: true });
    assert.equal(answer.interaction.type, 3);
    await done.editReply({ content: 'finished', components: [], attachments: [] });
    const shown = (await page('GET', `sandbox/channels/${box.channel}/messages`)).find(message => message.id === edited.id);
    assert.equal(shown.content, 'finished');
    assert.equal(shown.attachments.length, 0);

    await slash.deleteReply();
    await assert.rejects(slash.fetchReply(), { code: 10008 });
  },

  async messages() {
    await login();
    const channel = await client.channels.fetch(box.channel);
    const seen = nextMessage('hello bot');
    await page('POST', `sandbox/channels/${box.channel}/messages`, { content: 'hello bot' });
    const hello = await seen;
    assert.equal(hello.content, 'hello bot');
    assert.equal(hello.member.displayName, 'Mia');
    await hello.react('👍');
    const reply = await hello.reply({ content: 'hi', nonce: 'n1', enforceNonce: true, allowedMentions: { parse: [], repliedUser: false } });
    assert.equal(reply.reference.messageId, hello.id);
    assert.equal((await reply.fetchReference()).content, 'hello bot');
    assert.equal(reply.mentions.users.size, 0);

    const sent = await channel.send({ embeds: [new EmbedBuilder().setTitle('t').setImage('attachment://a.png')], files: [new AttachmentBuilder(Buffer.from('x'), { name: 'a.png' })] });
    assert.match(sent.embeds[0].image.url, /^http:\/\/127\.0\.0\.1/);
    const edit = await sent.edit({ content: 'edited' });
    assert.equal(edit.content, 'edited');
    assert.ok(edit.editedTimestamp);
    await channel.sendTyping();
    assert.deepEqual([...(await channel.messages.fetch({ limit: 2 })).values()].map(message => message.id), [sent.id, reply.id]);
    assert.equal((await channel.messages.fetch({ message: hello.id, force: true })).reactions.cache.first().count, 1);
    const gone = next(Events.MessageDelete);
    await sent.delete();
    assert.equal((await gone).id, sent.id);

    const v2 = await channel.send({
      flags: MessageFlags.IsComponentsV2,
      components: [new ContainerBuilder().addTextDisplayComponents(new TextDisplayBuilder().setContent('a clip'))
        .addMediaGalleryComponents(new MediaGalleryBuilder().addItems(item => item.setURL('attachment://b.png')))],
      files: [new AttachmentBuilder(Buffer.from('x'), { name: 'b.png' })],
    });
    const gallery = v2.components[0].components[1];
    assert.equal(gallery.type, ComponentType.MediaGallery);
    assert.match(gallery.items[0].media.url, /^http:\/\/127\.0\.0\.1/);
    assert.equal(v2.components[0].id, 1);

    const dm = await (await client.users.fetch(box.user)).createDM();
    const whispered = nextMessage('psst');
    await page('POST', `sandbox/channels/${dm.id}/messages`, { content: 'psst' });
    assert.equal((await whispered).guild, null);
    await dm.send('yes?');
  },

  async resume() {
    await login();
    const shard = client.ws.shards.first();
    const before = shard.sessionInfo?.sessionId;
    let resumed = next(Events.ShardResume);
    await faults({ drop: true });
    await page('POST', `sandbox/channels/${box.channel}/messages`, { content: 'while you were away' });
    const missed = nextMessage('while you were away');
    await resumed;
    assert.equal((await missed).content, 'while you were away');

    resumed = next(Events.ShardResume);
    await faults({ reconnect: true });
    await resumed;

    resumed = next(Events.ShardResume);
    await faults({ close: 4000 });
    await resumed;
    assert.equal(shard.sessionInfo?.sessionId, before);

    const ready = next(Events.ShardReady);
    await faults({ invalid_session: false });
    await ready;
    const seen = nextMessage('still there?');
    await page('POST', `sandbox/channels/${box.channel}/messages`, { content: 'still there?' });
    assert.equal((await seen).content, 'still there?');
  },

  async limits() {
    await login();
    const channel = await client.channels.fetch(box.channel);
    let limited = 0;
    client.rest.on('rateLimited', () => limited++);
    await Promise.all(Array.from({ length: 7 }, (_, i) => channel.send(`${i}`)));
    assert.ok(limited > 0);
    await faults({ rest: { status: 429, scope: 'global', retry_after: 0.2, route: '/typing' } });
    await channel.sendTyping();
    await faults({ rest: { status: 503, times: 2, route: '/typing' } });
    await channel.sendTyping();
    assert.equal((await channel.messages.fetch()).size, 7);
  },

  async refusals() {
    await assert.rejects(new REST({ api: box.api, version: '10' }).setToken('wrong').get('/users/@me'), { status: 401 });
    await assert.rejects(new Client({ intents, rest: { api: box.api, version: '10' } }).login('wrong'), /token/i);
    await login();
    const channel = await client.channels.fetch(box.channel);
    await assert.rejects(channel.send(''), { code: 50006 });
    await assert.rejects(channel.send('x'.repeat(2001)), error => error.code === 50035 && error.rawError.errors.content._errors[0].code === 'BASE_TYPE_MAX_LENGTH');
    await assert.rejects(channel.messages.fetch('5'), { code: 10008 });
    await assert.rejects(client.channels.fetch('5'), { code: 10003 });

    const [command] = (await client.guilds.cache.get(box.guild).commands.set([{ name: 'ping', description: 'd' }])).values();
    let coming = next(Events.InteractionCreate);
    await use(command);
    const late = await coming;
    await faults({ skip_seconds: 4 });
    await assert.rejects(late.reply('late'), { code: 10062 });

    coming = next(Events.InteractionCreate);
    await use(command);
    const old = await coming;
    await old.deferReply();
    await faults({ skip_seconds: 901 });
    await assert.rejects(old.editReply('too late'), { code: 50027, status: 401 });
  },
};

run(scenarios, async () => {
  assert.deepEqual(problems, []);
  await client.destroy();
});
