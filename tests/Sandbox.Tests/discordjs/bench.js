// What every judge needs: the sandbox it was told of, the person at the page, faults, and an end.
import assert from 'node:assert/strict';

export const box = JSON.parse(process.env.SANDBOX);
setTimeout(() => { console.error('The scenario took over 40 seconds.'); process.exit(1); }, 40_000).unref();
process.on('unhandledRejection', error => { console.error(error); process.exit(1); });

// The person at the page.
export async function page(method, path, payload, files = []) {
  const form = payload && new FormData();
  if (payload) form.append('payload_json', JSON.stringify(payload));
  files.forEach((file, n) => form.append(`files[${n}]`, new Blob([file.bytes]), file.name));
  const answer = await fetch(new URL(`${path}${path.includes('?') ? '&' : '?'}user=${box.user}`, box.page), { method, body: form });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}
export const interact = (payload, files) => page('POST', 'sandbox/interactions', { channel_id: box.channel, ...payload }, files);
export const use = (command, options = [], files = [], more = {}) =>
  interact({ type: 2, ...more, data: { id: command.id, name: command.name, type: command.type ?? 1, options, ...more.data } }, files);
export const press = (message, customId) => interact({ type: 3, message_id: message.id, data: { component_type: 2, custom_id: customId } });
export const choose = (message, customId, type, values) =>
  interact({ type: 3, message_id: message.id, data: { component_type: type, custom_id: customId, values } });
export const say = (content, channel = box.channel) => page('POST', `sandbox/channels/${channel}/messages`, { content });
export const faults = body => fetch(new URL('sandbox/faults', box.page), { method: 'POST', body: JSON.stringify(body) })
  .then(async answer => assert.equal(answer.status, 204, await answer.text()));
// Anything else the sandbox offers beside Discord's API.
export const sandbox = (method, path, body) =>
  fetch(new URL(`sandbox/${path}`, box.page), { method, body: body && JSON.stringify(body) }).then(answer => answer.json());

export async function run(scenarios, end = () => {}) {
  try {
    await scenarios[process.argv[2]]();
    await end();
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
