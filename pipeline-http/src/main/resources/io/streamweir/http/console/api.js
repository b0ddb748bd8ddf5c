import {readJson} from './json.js';

const SILENCE_MILLIS = 40_000;
const TOKEN = 'streamweir.token';

/** What the server answers in place of what was asked, as RFC 9457 has it. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The server answered ${status}`);
    this.status = status;
    this.type = (body.type ?? '').replace('urn:streamweir:problem:', '');
    this.title = body.title ?? '';
    this.errors = body.errors ?? [];
  }
}

/** The calls of the server. All addresses are relative to the console's own. */
export class Api {
  #onUnauthorized;

  constructor(onUnauthorized) {
    this.#onUnauthorized = onUnauthorized;
  }

  /** The token is kept as long as the tab is open. */
  get token() {
    return sessionStorage.getItem(TOKEN) ?? '';
  }

  set token(value) {
    if (value) {
      sessionStorage.setItem(TOKEN, value);
    } else {
      sessionStorage.removeItem(TOKEN);
    }
  }

  get(path, query = {}) {
    return this.#call('GET', path, {query});
  }

  post(path, body, headers = {}) {
    return this.#call('POST', path, {body, headers});
  }

  put(path, body, headers = {}) {
    return this.#call('PUT', path, {body, headers});
  }

  delete(path, headers = {}) {
    return this.#call('DELETE', path, {headers});
  }

  /**
   * Follows a stream of events until the signal ends it. Rejects where the stream ends or says
   * nothing for long.
   */
  async follow(path, query, signal, onEvent) {
    const silence = new AbortController();
    let timer = 0;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
    };
    heard();
    try {
      const answer = await this.#fetch('GET', path, {
        query,
        headers: {Accept: 'text/event-stream'},
        signal: AbortSignal.any([signal, silence.signal]),
      });
      await readEvents(answer.body, heard, onEvent);
    } finally {
      clearTimeout(timer);
    }
  }

  async #call(method, path, options) {
    const answer = await this.#fetch(method, path, options);
    const text = await answer.text();
    return text === '' ? null : withEntityTag(readJson(text), answer.headers.get('ETag'));
  }

  async #fetch(method, path, {query = {}, body, headers = {}, signal}) {
    const all = {Accept: 'application/json', ...headers};
    if (this.token) {
      all.Authorization = `Bearer ${this.token}`;
    }
    if (body !== undefined) {
      all['Content-Type'] = 'application/json';
    }
    const answer = await fetch(address(path, query), {
      method,
      headers: all,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      signal,
    });
    if (!answer.ok) {
      throw await this.#problem(answer);
    }
    return answer;
  }

  async #problem(answer) {
    if (answer.status === 401) {
      this.#onUnauthorized();
    }
    let body = {};
    try {
      body = JSON.parse(await answer.text());
    } catch {
      // A proxy's answer: its status says enough.
    }
    return new Problem(answer.status, body);
  }
}

/** A path below /v1, each of whose parts is encoded. */
export function path(...parts) {
  return parts.map(encodeURIComponent).join('/');
}

function address(path, query) {
  const url = new URL(`../v1/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null && one !== '') {
        url.searchParams.append(name, one);
      }
    }
  }
  return url;
}

function withEntityTag(value, tag) {
  if (tag !== null && typeof value === 'object' && value !== null) {
    Object.defineProperty(value, 'entityTag', {value: tag});
  }
  return value;
}

/** Reads a stream of events as the HTML standard writes it. */
async function readEvents(body, heard, onEvent) {
  const lines = new LineSplitter();
  let event = {name: 'message', data: []};
  for await (const chunk of chunks(body.pipeThrough(new TextDecoderStream()))) {
    heard();
    for (const line of lines.add(chunk)) {
      if (line === '') {
        if (event.data.length > 0) {
          onEvent(event.name, readJson(event.data.join('\n')));
        }
        event = {name: 'message', data: []};
      } else if (line.startsWith('data:')) {
        event.data.push(line.slice(5).trimStart());
      } else if (line.startsWith('event:')) {
        event.name = line.slice(6).trim();
      }
    }
  }
}

async function* chunks(stream) {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      yield read.value;
    }
  } finally {
    reader.releaseLock();
  }
}

class LineSplitter {
  #rest = '';

  add(text) {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop();
    return lines;
  }
}
