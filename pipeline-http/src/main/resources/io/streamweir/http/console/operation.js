import {html, nothing} from './lib/lit-html.js';
import {path} from './api.js';
import {ask} from './dialog.js';
import {count, counted, safe} from './format.js';
import {mark} from './marks.js';

const DONE = {
  'dead-replay': 'replayed',
  'dead-drop': 'dropped',
  purge: 'cancelled',
  'run-now': 'made due',
};
const WORDS = {
  running: ['good', 'running'],
  'waiting-for-room': ['warn', 'waits for room'],
  done: ['good', 'done'],
  stopped: ['paused', 'stopped'],
  failed: ['bad', 'failed'],
};

/** Whether an operation still works. */
export function works(operation) {
  return operation.state === 'running' || operation.state === 'waiting-for-room';
}

/** One operation on many entries that the server runs in steps, as the console follows it. */
export class Operation {
  #page;
  #ended;
  #following = new AbortController();

  value = null;

  /** @param ended is called once it has ended */
  constructor(page, ended = () => {}) {
    this.#page = page;
    this.#ended = ended;
  }

  /** Goes on following nothing; the operation itself goes on. */
  close() {
    this.#following.abort();
  }

  /**
   * Counts first what matches, then asks, then does it.
   *
   * @param address where it is begun
   * @param request which entries, and what about them
   * @param words of the question: `(count) => ({title, action, body, danger})`
   */
  async countAndRun(address, request, words) {
    const counted = await this.run(address, {...request, dryRun: true});
    if (!counted || counted.state === 'failed') {
      return;
    }
    const answer = await ask(words(counted));
    this.value = null;
    this.#page.changed();
    if (answer) {
      await this.run(address, {...request, ...fields(answer)});
    }
  }

  /** Begins it and follows it to its end; null where the server refuses it. */
  async run(address, request) {
    try {
      this.value = await this.#page.api.post(address, request);
      this.#page.changed();
      await this.#follow();
    } catch (problem) {
      this.value = null;
      this.#page.notices.complain(problem);
      this.#page.changed();
      return null;
    }
    if (!this.value.dryRun) {
      this.#ended();
    }
    return this.value;
  }

  async #follow() {
    const {signal} = this.#following;
    while (works(this.value) && !signal.aborted) {
      try {
        await this.#page.api.follow(path('operations', this.value.operation, 'events'), {}, signal, (event, data) => {
          this.value = data;
          this.#page.changed();
        });
      } catch (problem) {
        if (problem.status === 404) {
          throw problem; // the server has started anew and knows nothing of it
        }
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      if (!signal.aborted && works(this.value)) {
        this.value = await this.#page.api.get(path('operations', this.value.operation));
      }
    }
    this.#page.changed();
  }

  async stop() {
    try {
      const stopping = await this.#page.api.post(path('operations', this.value.operation, 'stop'));
      if (works(this.value)) {
        this.value = stopping; // its end may have been told meanwhile
      }
      this.#page.changed();
    } catch (problem) {
      this.#page.notices.complain(problem);
    }
  }

  view() {
    return this.value ? operationView(this.value, () => this.stop()) : nothing;
  }
}

function fields(answer) {
  const found = {};
  if (answer.get('to')) {
    found.to = answer.get('to');
  }
  if (answer.get('perSecond')) {
    found.perSecond = Number(answer.get('perSecond'));
  }
  return found;
}

/** How far an operation has come. */
export function operationView(operation, stop) {
  const [level, word] = WORDS[operation.state];
  const verb = operation.dryRun ? 'match' : DONE[operation.kind];
  const extra = [
    operation.unfit ? `${counted(operation.unfit, 'does not fit', 'do not fit')}` : '',
    operation.endedBefore ? `${counted(operation.endedBefore, 'had ended', 'had ended')}` : '',
  ].filter(Boolean);
  return html`<div class="operation" role="status">
    ${mark(level, operation.dryRun && works(operation) ? 'counting' : word)}
    <span>${count(operation.changed)} ${verb}${extra.length > 0 ? `, ${extra.join(', ')}` : ''}; looked at ${count(operation.looked)}${operation.there ? ` of ${count(operation.there)}` : ''}.</span>
    ${operation.error ? html`<span class="error">${safe(operation.error)}</span>` : nothing}
    ${works(operation) && operation.there
      ? html`<progress max=${operation.there} value=${operation.looked} aria-label="How far it has come"></progress>`
      : nothing}
    ${works(operation) && stop ? html`<button type="button" @click=${stop}>Stop</button>` : nothing}
  </div>`;
}
