import {html, nothing} from '../lib/lit-html.js';
import {repeat} from '../lib/directives/repeat.js';
import {path} from '../api.js';
import {count, counted, cut, moment, safe} from '../format.js';
import {asQuery, DEAD_FIELDS, reasonText} from '../dead-filter.js';
import {filterForm} from '../filter.js';
import {heading} from '../heading.js';
import {LetterActions} from '../letter-actions.js';
import {Operation} from '../operation.js';
import {problemBox} from '../problem.js';
import {toDead, toLetters} from '../address.js';

/** Dead letters by cause. They are counted in steps, so that a million of them stops nobody. */
export class DeadScreen {
  #page;
  #pipeline;
  #query;
  #turn = 0;
  #groups = new Map();
  #others = 0;
  #looked = 0;
  #there = null;
  #next = null;
  #counting = false;
  #problem = null;

  constructor(page, pipeline, query) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.#query = query;
    this.title = `Dead letters · ${pipeline}`;
    this.operation = new Operation(page, () => this.open());
    this.actions = new LetterActions(page, pipeline, this.operation);
  }

  open() {
    this.#turn++;
    this.#groups.clear();
    this.#others = this.#looked = 0;
    this.#there = this.#next = null;
    this.#count();
  }

  close() {
    this.#turn++;
    this.operation.close();
  }

  /** Counts step by step to the end, or until it is stopped. */
  async #count() {
    const turn = this.#turn;
    this.#counting = true;
    this.#problem = null;
    this.#page.changed();
    try {
      do {
        const step = await this.#page.api.get(path('pipelines', this.#pipeline, 'dead', 'groups'), {
          ...asQuery(this.#query),
          stage: this.#query.get('stage'),
          after: this.#next,
        });
        if (turn !== this.#turn) {
          return;
        }
        this.#add(step);
      } while (this.#next !== null && this.#counting);
    } catch (problem) {
      this.#problem = problem;
    }
    this.#counting = false;
    this.#page.changed();
  }

  #add(step) {
    for (const group of step.groups) {
      const cause = JSON.stringify([group.stage, group.reason, group.exception]);
      this.#groups.set(cause, together(this.#groups.get(cause), group));
    }
    this.#others += step.others ?? 0;
    this.#looked += step.looked;
    this.#there = step.there ?? this.#there;
    this.#next = step.next ?? null;
    this.#page.changed();
  }

  view() {
    const groups = [...this.#groups.entries()].sort(([, a], [, b]) => b.count - a.count);
    const fields = [this.#stageField(), ...DEAD_FIELDS];
    return html`${heading('Dead letters')}
      ${filterForm(fields, (query) => this.#page.open(toDead(this.#pipeline, query)), this.#query)}
      ${this.operation.view()} ${this.#progress()}
      ${groups.length === 0 ? this.#none() : this.#list(groups)}
      ${this.#others > 0 ? html`<p>And ${counted(this.#others, 'letter', 'letters')} of further causes.</p>` : nothing}`;
  }

  #stageField() {
    const stages = this.#page.definition(this.#pipeline)?.stages ?? [];
    return {name: 'stage', label: 'Stage', options: [['', 'all'], ...stages.map((one) => [one.stage, one.stage])]};
  }

  #progress() {
    if (this.#problem) {
      return problemBox(this.#problem, () => this.#count());
    }
    const of = this.#there === null ? '' : ` of ${count(this.#there)}`;
    return html`<div class="more">
      <span role="status">Looked at ${count(this.#looked)}${of}.</span>
      ${this.#counting
        ? html`<button type="button" @click=${() => (this.#counting = false)}>Stop counting</button>`
        : this.#next === null
          ? html`<button type="button" @click=${() => this.open()}>Count again</button>`
          : html`<button type="button" @click=${() => this.#count()}>Go on counting</button>`}
    </div>`;
  }

  #none() {
    return this.#counting || this.#problem
      ? nothing
      : html`<p class="empty">There are no dead letters${this.#query.size > 0 ? ' that match' : ''}.</p>`;
  }

  #list(groups) {
    return html`<ul class="groups" aria-label="Dead letters by cause">
      ${repeat(groups, ([cause]) => cause, ([, group]) => this.#group(group))}
    </ul>`;
  }

  #group(group) {
    const query = {...asQuery(this.#query), reason: group.reason, exception: group.exception};
    const name = group.exception ? safe(shortName(group.exception)) : reasonText(group.reason);
    return html`<li>
      <b class="number">${count(group.count)}</b>
      <div class="cause">
        <a href=${toLetters(this.#pipeline, group.stage, query)}>${name}</a>
        <span class="where">${group.exception ? reasonText(group.reason) : nothing} at ${group.stage}</span>
        <span class="error" title=${safe(group.exampleError)}>${safe(cut(group.exampleError, 200))}</span>
      </div>
      <p class="died">
        <span>${group.count > 1 ? 'last ' : ''}${moment(group.last)}</span>
        ${group.count > 1 ? html`<span>first ${moment(group.first)}</span>` : nothing}
      </p>
      ${this.#page.operates
        ? html`<div class="buttons">
            <button type="button" aria-label="Replay all of ${name}" @click=${() => this.actions.replay(group.stage, {filter: query})}>Replay</button>
            <button type="button" class="danger" aria-label="Drop all of ${name}" @click=${() => this.actions.drop(group.stage, {filter: query})}>Drop</button>
          </div>`
        : nothing}
    </li>`;
  }
}

function together(known, group) {
  if (!known) {
    return group;
  }
  const newer = known.last > group.last ? known : group;
  return {
    ...newer,
    count: known.count + group.count,
    first: known.first < group.first ? known.first : group.first,
  };
}

function shortName(exception) {
  return exception.split(/[.$]/).at(-1);
}
