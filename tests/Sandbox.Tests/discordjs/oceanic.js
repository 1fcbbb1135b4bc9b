// oceanic.js against the sandbox: another client, with other habits.
import { on, once } from 'node:events';
import assert from 'node:assert/strict';
import { Client, ComponentTypes, ButtonStyles, InteractionTypes } from 'oceanic.js';
import { box, faults, interact, page, press, run, say, use } from './bench.js';

const problems = [];
const clients = [];
async function login(gateway = {}) {
  const client = new Client({
    auth: `Bot ${box.token}`,
    rest: { baseURL: `${box.api}/v10` },
    gateway: { concurrency: 'auto', intents: ['GUILDS', 'GUILD_MESSAGES', 'MESSAGE_CONTENT', 'DIRECT_MESSAGES', 'GUILD_MESSAGE_REACTIONS'], ...gateway },
  });
  client.on('error', error => problems.push(error));
  clients.push(client);
  const ready = next(client, 'ready');
  await client.connect();
  await ready;
  return client;
}
const next = async (client, event) => (await once(client, event, { signal: AbortSignal.timeout(20_000) }))[0];
async function packet(client, type) {
  for await (const [one] of on(client, 'packet', { signal: AbortSignal.timeout(20_000) }))
    if (one.t === type) return one;
}

const scenarios = {
  async conversation() {
    const client = await login();
    const [command] = await client.application.bulkEditGuildCommands(box.guild, [{
      type: 1, name: 'imagine', description: 'd',
      options: [{ type: 3, name: 'prompt', description: 'd', required: true }, { type: 11, name: 'picture', description: 'd' }],
    }]);
    let coming = next(client, 'interactionCreate');
    await use(command, [{ name: 'prompt', type: 3, value: 'a red balloon' }, { name: 'picture', type: 11, value: 0 }],
      [{ name: 'p.png', bytes: Buffer.from('89504e470d0a1a0a0000000d494844520000000800000004', 'hex') }]);
    const slash = await coming;
    assert.equal(slash.data.options.getString('prompt'), 'a red balloon');
    assert.equal(slash.data.options.getAttachment('picture').width, 8);
    await slash.defer();
    const edited = await slash.editOriginal({
      content: 'here', files: [{ name: 'a.txt', contents: Buffer.from('abc') }],
      components: [{ type: ComponentTypes.ACTION_ROW, components: [{ type: ComponentTypes.BUTTON, style: ButtonStyles.PRIMARY, customID: 'again', label: 'Again' }] }],
    });
    assert.equal(edited.attachments.size, 1);
    await slash.createFollowup({ content: 'only you', flags: 64 });
    coming = next(client, 'interactionCreate');
    await press(edited, 'again');
    const button = await coming;
    assert.equal(button.type, InteractionTypes.MESSAGE_COMPONENT);
    await button.createModal({ customID: 'form', title: 'Form', components: [{ type: ComponentTypes.ACTION_ROW, components: [
      { type: ComponentTypes.TEXT_INPUT, customID: 'words', label: 'Words', style: 1 }] }] });
    coming = next(client, 'interactionCreate');
    await interact({ type: 5, data: { custom_id: 'form', components: [{ type: 1, components: [{ type: 4, custom_id: 'words', value: 'at night' }] }] } });
    const form = await coming;
    assert.equal(form.data.components.getTextInput('words'), 'at night');
    await form.deferUpdate();
    await form.editOriginal({ content: 'changed', components: [], attachments: [] });
    await slash.deleteOriginal();
  },

  async messages() {
    const client = await login();
    const heard = next(client, 'messageCreate');
    await say('hello bot');
    const hello = await heard;
    assert.equal(hello.content, 'hello bot');
    await hello.createReaction('👍');
    const sent = await client.rest.channels.createMessage(box.channel, {
      content: 'hi', embeds: [{ title: 't', image: { url: 'attachment://a.png' } }], files: [{ name: 'a.png', contents: Buffer.from('x') }],
      messageReference: { messageID: hello.id },
    });
    assert.match(sent.embeds[0].image.url, /^http:\/\/127\.0\.0\.1/);
    await sent.edit({ content: 'edited' });
    assert.equal((await client.rest.channels.getMessages(box.channel, { limit: 5 })).length, 2);
    await sent.delete();
    await assert.rejects(client.rest.channels.getMessage(box.channel, sent.id), error => error.code === 10008);
    await assert.rejects(client.rest.channels.createMessage(box.channel, { content: 'x'.repeat(2001) }), error => error.code === 50035);
    const dm = await client.rest.users.createDM(box.user);
    await dm.createMessage({ content: 'psst' });
    await client.editStatus('idle', [{ name: 'films', type: 0 }]);
    const members = await client.guilds.get(box.guild).fetchMembers({ query: 'mem', limit: 5 });
    assert.equal(members.length, 1);
  },

  async life() {
    const client = await login({ compress: false, maxShards: 'auto' });
    assert.equal(client.shards.size, 2);
    assert.equal(client.guilds.size, 3);
    let resumed = next(client, 'shardResume');
    await faults({ drop: true, shard: 1 });
    assert.equal(await resumed, 1);
    resumed = next(client, 'shardResume');
    await faults({ reconnect: true, shard: 0 });
    assert.equal(await resumed, 0);
    const identified = packet(client, 'READY'); // on the same socket, of which it tells nobody
    await faults({ invalid_session: false, shard: 0 });
    await identified;
    const heard = next(client, 'messageCreate');
    await say('still there?');
    assert.equal((await heard).content, 'still there?');
    for (const scope of ['user', 'shared', 'global']) {
      await faults({ rest: { status: 429, scope, retry_after: 0.1, route: '/typing' } });
      await client.rest.channels.sendTyping(box.channel);
    }
  },
};

run(scenarios, () => {
  assert.deepEqual(problems, []);
  for (const client of clients) client.disconnect(false);
});
