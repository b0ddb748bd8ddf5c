import {html} from './lib/lit-html.js';
import {problemBox} from './problem.js';

const FEW = 20;
const LONGEST_MILLIS = 5_000;

/** One thing that is asked of the server, and how that went. */
export class Loaded {
  #ask;
  #changed;
  #turn = 0;

  value = null;
  problem = null;
  loading = false;

  /** @param ask brings the value */
  constructor(changed, ask) {
    this.#changed = changed;
    this.#ask = ask;
  }

  /** Asks, also again. What was there before stays until the new answer; an older answer is dropped. */
  async load() {
    const turn = ++this.#turn;
    this.loading = true;
    this.#changed();
    try {
      const value = await this.#ask();
      if (turn === this.#turn) {
        this.value = value;
        this.problem = null;
      }
    } catch (problem) {
      if (turn === this.#turn) {
        this.problem = problem;
      }
    }
    if (turn === this.#turn) {
      this.loading = false;
      this.#changed();
    }
    return this;
  }

  /** Asks now and then, while somebody looks and updates are not paused; answers with what ends it. */
  follow(everyMillis, live) {
    this.load();
    const timer = setInterval(() => !document.hidden && !live.paused && this.load(), everyMillis);
    return () => clearInterval(timer);
  }

  /** What is there, as it is shown; else that it comes, or why not. */
  view(show) {
    if (this.problem) {
      return problemBox(this.problem, () => this.load());
    }
    return this.value === null ? html`<p class="loading" role="status">Loading…</p>` : show(this.value);
  }
}

/** A list that comes page by page. */
export class Pages {
  #ask;
  #changed;
  #turn = 0;
  #cursor = null;

  items = [];
  looked = 0;
  problem = null;
  loading = false;
  begun = false;

  /**
   * @param ask brings the page behind a cursor: `{items, next, looked}`
   */
  constructor(changed, ask) {
    this.#changed = changed;
    this.#ask = ask;
  }

  /** Begins anew. */
  restart() {
    this.#turn++;
    this.items = [];
    this.looked = 0;
    this.begun = false;
    this.loading = false;
    return this.more();
  }

  /** The next page; where the server finds few among many partitions or letters, it is asked on for a while. */
  async more() {
    const turn = this.#turn;
    const wanted = this.items.length + FEW;
    const until = Date.now() + LONGEST_MILLIS;
    this.loading = true;
    this.problem = null;
    this.#changed();
    try {
      do {
        const page = await this.#ask(this.begun ? this.#cursor : null);
        if (turn !== this.#turn) {
          return;
        }
        this.#add(page);
      } while (this.open && this.items.length < wanted && Date.now() < until);
    } catch (problem) {
      if (turn !== this.#turn) {
        return;
      }
      this.problem = problem;
    }
    this.loading = false;
    this.#changed();
  }

  #add(page) {
    this.items = [...this.items, ...page.items];
    this.#cursor = page.next ?? null;
    this.looked += page.looked ?? page.items.length;
    this.begun = true;
    this.#changed();
  }

  /** Whether there may be more. */
  get open() {
    return this.begun && this.#cursor !== null;
  }

  /** What stands below the list. */
  view(none, looked = 'entries') {
    if (this.problem) {
      return problemBox(this.problem, () => this.more());
    }
    if (this.loading && !this.begun) {
      return html`<p class="loading" role="status">Loading…</p>`;
    }
    return html`<div class="more">
      <span role="status">
        ${this.items.length === 0 && !this.open ? none : null}
        ${this.open ? `${this.items.length} shown; looked at ${this.looked} ${looked}, there may be more.` : null}
      </span>
      ${this.open
        ? html`<button type="button" ?disabled=${this.loading} @click=${() => this.more()}>
            ${this.loading ? 'Looking…' : 'Go on'}
          </button>`
        : null}
    </div>`;
  }
}
