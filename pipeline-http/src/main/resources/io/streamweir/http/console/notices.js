import {html} from './lib/lit-html.js';
import {repeat} from './lib/directives/repeat.js';
import {problemText} from './problem.js';

const LASTS_MILLIS = 8_000;

/** Short messages about what was done, told to screen readers too. */
export class Notices {
  #changed;
  #all = [];
  #next = 0;

  constructor(changed) {
    this.#changed = changed;
  }

  /** That something was done. */
  say(text) {
    this.#add('good', text);
  }

  /** That something was not done; it stays until it is closed. */
  complain(problem) {
    this.#add('bad', problemText(problem));
  }

  /** Runs an action and says how it went. */
  async tell(action, done) {
    try {
      const value = await action();
      this.say(typeof done === 'function' ? done(value) : done);
      return value;
    } catch (problem) {
      this.complain(problem);
      return undefined;
    }
  }

  #add(level, text) {
    const notice = {id: this.#next++, level, text};
    this.#all = [...this.#all, notice];
    if (level === 'good') {
      setTimeout(() => this.#drop(notice), LASTS_MILLIS);
    }
    this.#changed();
  }

  #drop(notice) {
    this.#all = this.#all.filter((one) => one !== notice);
    this.#changed();
  }

  view() {
    return html`<div class="notices" role="status" aria-live="polite">
      ${repeat(this.#all, (notice) => notice.id, (notice) => html`<div class="notice ${notice.level}">
        <span>${notice.text}</span>
        <button type="button" class="plain" aria-label="Close the message" @click=${() => this.#drop(notice)}>×</button>
      </div>`)}
    </div>`;
  }
}
