import {html, nothing} from '../lib/lit-html.js';
import {repeat} from '../lib/directives/repeat.js';
import {path} from '../api.js';
import {count, moment, safe} from '../format.js';
import {heading} from '../heading.js';
import {Loaded, Pages} from '../loaded.js';
import {operationView, works} from '../operation.js';
import {table} from '../table.js';

const EVERY_MILLIS = 2_000;

/** What operators do: operations under way, and every change that was made. */
export class ActivityScreen {
  title = 'Activity';
  #page;
  #timer = 0;

  constructor(page) {
    this.#page = page;
    this.operations = new Loaded(page.changed, () => page.api.get('operations'));
    this.audit = new Pages(page.changed, async (after) => {
      const got = await page.api.get('audit', {after, limit: 50});
      return {items: got.entries, next: got.next};
    });
  }

  open() {
    this.operations.load();
    this.audit.restart();
    this.#timer = setInterval(() => {
      if (this.operations.value?.operations.some(works)) {
        this.operations.load();
      }
    }, EVERY_MILLIS);
  }

  close() {
    clearInterval(this.#timer);
  }

  view() {
    return html`${heading('Activity', html`<button type="button" @click=${() => this.open()}>Look again</button>`)}
      <h2>Operations</h2>
      ${this.operations.view(({operations}) =>
        operations.length === 0
          ? html`<p class="empty">No operation has run lately.</p>`
          : html`<ul class="plain-list">
              ${repeat(operations, (one) => one.operation, (one) => html`<li>
                <b>${one.kind}</b> at ${safe(one.stage)} of ${safe(one.pipeline)}, by ${safe(one.by)}, ${moment(one.began)}
                ${operationView(one, this.#page.operates ? () => this.#stop(one) : null)}
              </li>`)}
            </ul>`)}
      <h2>Changes</h2>
      ${this.audit.items.length > 0
        ? table('Changes', this.audit.items, '', [
            {name: 'When', of: (one) => moment(one.at)},
            {name: 'Who', of: (one) => safe(one.by)},
            {name: 'What', of: (one) => safe(one.action)},
            {name: 'Where', of: (one) => safe([one.pipeline, one.stage, one.target].filter(Boolean).join(' › '))},
            {name: 'How many', number: true, of: (one) => (one.count === null || one.count === undefined ? '' : count(one.count))},
            {name: 'More', of: (one) => safe(one.detail ?? '')},
          ])
        : nothing}
      ${this.audit.view('No change was made yet.', 'changes')}`;
  }

  async #stop(operation) {
    await this.#page.notices.tell(
      () => this.#page.api.post(path('operations', operation.operation, 'stop')),
      'It stops behind the step that is under way.');
    this.operations.load();
  }
}
