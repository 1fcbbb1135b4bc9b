// The faults that the panel offers: each builds a body for POST /sandbox/faults.

const times = { name: 'times', label: 'Times', type: 'integer', min: 1, max: 1000, value: 1 };
const retryAfter = { name: 'retry_after', label: 'Retry after, s', type: 'number', min: 0, max: 3600, value: 2 };
const count = { name: 'count', label: 'How many', type: 'integer', min: 1, max: 1000, value: 3 };

const answer = rest => ({ times: n, retry_after: wait }) => ({ rest: { ...rest, times: n, ...(wait === undefined ? {} : { retry_after: wait }) } });
const limited = scope => answer({ status: 429, scope });
const lasting = name => ({ on }) => ({ [name]: on });

/** Close codes of the gateway, with what a client makes of them. */
const closeCodes = [
  [4000, 'unknown error'], [4001, 'unknown opcode'], [4002, 'decode error'], [4003, 'not authenticated'], [4004, 'authentication failed: final'], [4005, 'already authenticated'],
  [4007, 'invalid sequence: identify anew'], [4008, 'rate limited'], [4009, 'session timed out: identify anew'], [4010, 'invalid shard: final'], [4011, 'sharding required: final'],
  [4012, 'invalid API version: final'], [4013, 'invalid intents: final'], [4014, 'disallowed intents: final'],
];

/**
 * `needs`: the names that the server must know, `rest.x` for a field of `rest`; a fault whose needs it does not know is not offered.
 * `lasting`: it is switched on and off.
 */
export const faultGroups = [
  { title: 'Answers of REST', faults: [
    { id: '429-user', title: '429, this route', sentence: 'The bot was too fast on one route.', fields: [times, retryAfter], body: limited('user') },
    { id: '429-shared', title: '429, shared', sentence: 'Others used up the channel’s limit; it is nobody’s fault.', fields: [times, retryAfter], body: limited('shared') },
    { id: '429-global', title: '429, global', sentence: 'Every route has to wait.', fields: [times, retryAfter], body: limited('global') },
    { id: '429-html', title: '429 from the proxy', sentence: 'A page of HTML without limits’ headers, as before a ban.', fields: [times, retryAfter], body: answer({ status: 429, html: true }) },
    { id: '500', title: '500', sentence: 'Discord fails, and nothing was done.', fields: [times], body: answer({ status: 500 }) },
    { id: '502-html', title: '502 in HTML', sentence: 'The proxy reaches no server.', fields: [times], body: answer({ status: 502, html: true }) },
    { id: '503', title: '503', sentence: 'Too much load.', fields: [times], body: answer({ status: 503 }) },
    { id: 'lost', title: 'Answer lost', sentence: 'It was done, but the answer is a 500.', fields: [times], body: answer({ status: 500, after_handling: true }) },
    { id: '413', title: '413', sentence: 'The files are too large.', fields: [times], body: answer({ status: 413 }) },
    { id: 'slow', title: 'Slow answer', sentence: 'The right answer, late.', needs: ['rest.delay'], fields: [{ name: 'delay', label: 'Seconds', type: 'number', min: 0.1, max: 120, value: 4 }, times], body: ({ delay, times: n }) => ({ rest: { delay, times: n } }) },
    { id: 'cut', title: 'Connection cut', sentence: 'It breaks before the request, the answer, or within the answer.', needs: ['rest.cut'], fields: [{ name: 'cut', label: 'Where', choices: ['request', 'answer', 'body'] }, times], body: ({ cut, times: n }) => ({ rest: { cut, times: n } }) },
  ].map(fault => ({ needs: ['rest'], ...fault })) },
  { title: 'The gateway', faults: [
    { id: 'drop', title: 'Cut the sockets', sentence: 'Without a word, as a network failure does.', body: () => ({ drop: true }) },
    { id: 'reconnect', title: 'Op 7', sentence: 'Asks the bot to reconnect and resume.', body: () => ({ reconnect: true }) },
    { id: 'invalid_session-true', title: 'Op 9, true', sentence: 'The session is invalid, but may be resumed.', needs: ['invalid_session'], body: () => ({ invalid_session: true }) },
    { id: 'invalid_session-false', title: 'Op 9, false', sentence: 'The session is gone: identify anew.', needs: ['invalid_session'], body: () => ({ invalid_session: false }) },
    { id: 'stop_acks', title: 'No ACKs', sentence: 'Heartbeats stay unanswered.', lasting: true, body: lasting('stop_acks') },
    { id: 'ask_heartbeat', title: 'Op 1', sentence: 'Wants a heartbeat at once.', body: () => ({ ask_heartbeat: true }) },
    { id: 'close', title: 'Close', sentence: 'With a code of Discord’s.', fields: [{ name: 'code', label: 'Code', choices: closeCodes.map(([code, words]) => [code, `${code} ${words}`]) }], body: ({ code }) => ({ close: Number(code) }) },
    { id: 'refuse_connections', title: 'Refuse connections', sentence: 'The next ones break before they are open.', fields: [count], body: ({ count: n }) => ({ refuse_connections: n }) },
    { id: 'hang_hello', title: 'No Hello', sentence: 'The next connections open and stay silent.', fields: [count], body: ({ count: n }) => ({ hang_hello: n }) },
  ] },
  { title: 'Events', faults: [
    { id: 'duplicate_events', title: 'Twice', sentence: 'The next events come twice.', fields: [count], body: ({ count: n }) => ({ duplicate_events: n }) },
    { id: 'reorder_events', title: 'Out of order', sentence: 'The next events are overtaken by those after them.', fields: [count], body: ({ count: n }) => ({ reorder_events: n }) },
    { id: 'unknown_fields', title: 'Unknown fields', sentence: 'Every event has a field of tomorrow.', lasting: true, body: lasting('unknown_fields') },
    { id: 'unknown_events', title: 'Unknown events', sentence: 'An event of tomorrow before each event.', lasting: true, body: lasting('unknown_events') },
    { id: 'unknown_values', title: 'Unknown values', sentence: 'Types and flags of tomorrow.', lasting: true, body: lasting('unknown_values') },
    { id: 'unknown_components', title: 'Unknown components', sentence: 'Messages end with a component of tomorrow.', lasting: true, body: lasting('unknown_components') },
    { id: 'dispatch', title: 'One unknown event', sentence: 'Sends EVENT_OF_TOMORROW once.', body: () => ({ dispatch: { t: 'EVENT_OF_TOMORROW', d: { news: true } } }) },
  ] },
  { title: 'Time', faults: [
    { id: 'skip_seconds', title: 'Move the clock on', sentence: 'Interactions, limits and file addresses grow old; sockets do not notice.', fields: [{ name: 'seconds', label: 'By', choices: [[3, '3 seconds'], [60, '1 minute'], [900, '15 minutes'], [3600, '1 hour'], [86400, '1 day'], [604800, '7 days']], value: 900 }], body: ({ seconds }) => ({ skip_seconds: Number(seconds) }) },
  ] },
];

/** What a server knows that does not describe its faults (GET /sandbox/faults). */
const known = ['drop', 'close', 'reconnect', 'invalid_session', 'ask_heartbeat', 'stop_acks', 'unknown_fields', 'duplicate_events', 'dispatch', 'rest', 'overwrite', 'skip_seconds', 'clear'];

/**
 * The groups that this server can do, and one more of what it describes and we do not know.
 * @param {{name: string, type: string, sentence: string, min?: number, max?: number, choices?: string[], fields?: object[]}[] | null} described
 * the server's own list; null when it gives none
 */
export function offered(described) {
  const names = new Set(described ? described.flatMap(fault => [fault.name, ...(fault.fields ?? []).map(field => `${fault.name}.${field.name}`)]) : known);
  const groups = faultGroups.map(group => ({ ...group, faults: group.faults.filter(fault => (fault.needs ?? [fault.id]).every(name => names.has(name))) }));
  const ours = new Set(['clear', ...faultGroups.flatMap(group => group.faults.flatMap(fault => fault.needs ?? [fault.id])).map(name => name.split('.')[0])]);
  const more = (described ?? []).filter(fault => !ours.has(fault.name)).map(fromServer);
  return [...groups, { title: 'More', faults: more }].filter(group => group.faults.length);
}

/** A fault as the server describes it. */
function fromServer(fault) {
  const title = (fault.title ?? fault.name).replaceAll('_', ' ');
  const shown = { id: fault.name, title: title[0].toUpperCase() + title.slice(1), sentence: fault.sentence ?? '' };
  if (fault.type === 'boolean') return { ...shown, lasting: true, body: ({ on }) => ({ [fault.name]: on }) };
  if (fault.type !== 'object') return { ...shown, fields: [{ ...fault, label: 'Value' }], body: values => ({ [fault.name]: values[fault.name] }) };
  const fields = (fault.fields ?? []).map(field => ({ ...field, label: field.name.replaceAll('_', ' '), optional: !field.required }));
  return { ...shown, fields, body: values => ({ [fault.name]: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) }) };
}
