// discord.js as a bot that answers each command with a word. `node answers.mjs API SHARDS [TOKEN]`; answers each line with one of what it has used.
import { createInterface } from 'node:readline';
import { Client, Events, GatewayIntentBits } from 'discord.js';

const [api, shards, token = 'bench.bench.bench'] = process.argv.slice(2);
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
  rest: { api, version: '10' },
  shardCount: Number(shards),
  shards: Array.from({ length: Number(shards) }, (_, shard) => shard),
});
let answered = 0;
client.on(Events.InteractionCreate, async interaction => {
  await interaction.reply({ content: 'pong' });
  answered++;
});
client.on(Events.Error, error => console.error(error.message));
const ready = new Promise(resolve => client.once(Events.ClientReady, resolve));
await client.login(token);
await ready;
console.log(JSON.stringify({ ready: true }));
for await (const _ of createInterface({ input: process.stdin })) {
  if (globalThis.gc) globalThis.gc();
  const used = process.cpuUsage();
  console.log(JSON.stringify({
    answered,
    rss_mib: process.memoryUsage.rss() / 1048576,
    processor_s: (used.user + used.system) / 1e6,
    allocated_mib: 0,
  }));
}
await client.destroy();
process.exit(0);
