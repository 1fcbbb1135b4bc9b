// The sandbox's web API. Every call is made as one person: the `user` of the page's address.

/** What the server refused, in its own words, or that it is not there at all (`status` 0). */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export class Api {
  constructor(user) {
    this.user = user;
  }

  state() {
    return this.#send('GET', '/sandbox/state');
  }

  /** The newest `limit` messages, oldest first. */
  messages(channel, limit) {
    return this.#send('GET', `/sandbox/channels/${channel}/messages`, { limit });
  }

  post(channel, message, files) {
    return this.#send('POST', `/sandbox/channels/${channel}/messages`, {}, form(message, files));
  }

  remove(channel, message) {
    return this.#send('DELETE', `/sandbox/messages/${channel}/${message}`);
  }

  react(channel, message, emoji, add) {
    return this.#send(add ? 'PUT' : 'DELETE', `/sandbox/messages/${channel}/${message}/reactions/${encodeURIComponent(emoji)}`);
  }

  /** "Somebody is typing", for the others. */
  typing(channel) {
    return this.#send('POST', `/sandbox/channels/${channel}/typing`);
  }

  /** Files are numbered from 0: an attachment option's value is the number of its file. */
  interact(interaction, files = []) {
    return this.#send('POST', '/sandbox/interactions', {}, form(interaction, files));
  }

  /** The faults that the server describes; null when it describes none. */
  async faults() {
    const answer = await this.#send('GET', '/sandbox/faults');
    const list = Array.isArray(answer) ? answer : answer?.faults;
    return Array.isArray(list) ? list.filter(fault => typeof fault?.name === 'string') : null;
  }

  /** Makes Discord misbehave: each field of the body is a fault. */
  fault(body) {
    return this.#send('POST', '/sandbox/faults', {}, new Blob([JSON.stringify(body)], { type: 'application/json' }));
  }

  eventsAddress() {
    return this.#address('/sandbox/events').href.replace(/^http/, 'ws');
  }

  #address(path, query = {}) {
    const url = new URL(path, location.origin);
    if (this.user) url.searchParams.set('user', this.user);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async #send(method, path, query, body) {
    let response;
    try {
      response = await fetch(this.#address(path, query), { method, body, cache: 'no-store' });
    } catch {
      throw new ApiError('The sandbox cannot be reached. Is ./run still running?', 0);
    }
    const text = await response.text();
    let answer = null;
    try {
      answer = text ? JSON.parse(text) : null;
    } catch {
      // Not JSON: an error page of something in between. The status says enough.
    }
    if (!response.ok) throw new ApiError(firstError(answer?.errors) ?? (answer?.message || `The sandbox answered with ${response.status}.`), response.status);
    return answer;
  }
}

/** The first sentence of Discord's tree of errors, with the field that it is about; null when there is no tree. */
function firstError(tree, path = []) {
  if (!tree || typeof tree !== 'object') return null;
  if (Array.isArray(tree._errors) && tree._errors[0]) return [path.join('.'), tree._errors[0].message].filter(Boolean).join(': ');
  for (const [name, inner] of Object.entries(tree)) {
    const found = firstError(inner, [...path, name]);
    if (found) return found;
  }
  return null;
}

function form(payload, files) {
  const body = new FormData();
  body.append('payload_json', JSON.stringify(payload));
  files.forEach((file, n) => body.append(`files[${n}]`, file, file.name || `image-${n}.png`));
  return body;
}
