import {html, nothing} from '../lib/lit-html.js';
import {repeat} from '../lib/directives/repeat.js';
import {path} from '../api.js';
import {counted, cut, moment, safe} from '../format.js';
import {asQuery, DEAD_FIELDS, reasonText} from '../dead-filter.js';
import {filterForm} from '../filter.js';
import {heading} from '../heading.js';
import {LetterActions} from '../letter-actions.js';
import {Pages} from '../loaded.js';
import {Operation} from '../operation.js';
import {toDead, toLetter, toLetters} from '../address.js';

/** The dead letters of one stage that match, letter by letter. */
export class LettersScreen {
  #page;
  #pipeline;
  #stage;
  #query;
  #chosen = new Set();

  constructor(page, pipeline, stage, query) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.#stage = stage;
    this.#query = query;
    this.title = `Dead letters of ${stage} · ${pipeline}`;
    this.pages = new Pages(page.changed, (after) => this.#ask(after));
    this.operation = new Operation(page, () => this.open());
    this.actions = new LetterActions(page, pipeline, this.operation);
  }

  open() {
    this.#chosen.clear();
    this.pages.restart();
  }

  close() {
    this.operation.close();
  }

  async #ask(after) {
    const page = await this.#page.api.get(
      path('pipelines', this.#pipeline, 'stages', this.#stage, 'dead', 'letters'),
      {...asQuery(this.#query), after, limit: 50});
    return {items: page.letters, next: page.next, looked: page.looked};
  }

  view() {
    return html`${heading(html`Dead letters of ${safe(this.#stage)}`, html`<a href=${toDead(this.#pipeline)}>All causes</a>`)}
      ${filterForm(DEAD_FIELDS, (query) => this.#page.open(toLetters(this.#pipeline, this.#stage, query)), this.#query)}
      ${this.operation.view()} ${this.#page.operates ? this.#buttons() : nothing}
      <ul class="entries letters">
        ${repeat(this.pages.items, (letter) => letter.id, (letter) => this.#letter(letter))}
      </ul>
      ${this.pages.view(`There are no dead letters${this.#query.size > 0 ? ' that match' : ''}.`, 'letters')}`;
  }

  #buttons() {
    const some = this.#chosen.size > 0;
    const which = some ? `${counted(this.#chosen.size, 'chosen letter', 'chosen letters')}` : 'all that match';
    const request = some ? {ids: [...this.#chosen]} : {filter: asQuery(this.#query)};
    return html`<div class="buttons bulk">
      <button type="button" @click=${() => this.actions.replay(this.#stage, request)}>Replay ${which}</button>
      <button type="button" class="danger" @click=${() => this.actions.drop(this.#stage, request)}>Drop ${which}</button>
    </div>`;
  }

  #letter(letter) {
    return html`<li class="entry letter">
      ${this.#page.operates
        ? html`<input
            type="checkbox"
            aria-label="Choose the letter of job ${letter.job}"
            .checked=${this.#chosen.has(letter.id)}
            @change=${(event) => this.#choose(letter.id, event.target.checked)} />`
        : nothing}
      <a href=${toLetter(this.#pipeline, this.#stage, letter.id)}>
        <span class="job">${safe(letter.job)}</span>
        <span class="facts">${reasonText(letter.reason)} ${moment(letter.diedAt)}, ${counted(letter.attempts, 'attempt', 'attempts')}</span>
        <span class="error">${safe(cut(letter.error.split('\n', 1)[0], 200))}</span>
      </a>
    </li>`;
  }

  #choose(id, chosen) {
    if (chosen) {
      this.#chosen.add(id);
    } else {
      this.#chosen.delete(id);
    }
    this.#page.changed();
  }
}
