import {html, nothing} from '../lib/lit-html.js';
import {repeat} from '../lib/directives/repeat.js';
import {path} from '../api.js';
import {assess} from '../causes.js';
import {age, count, counted, rate, safe} from '../format.js';
import {entryItem} from '../entry.js';
import {filterForm} from '../filter.js';
import {heading} from '../heading.js';
import {Pages} from '../loaded.js';
import {mark} from '../marks.js';
import {Operation} from '../operation.js';
import {pauseButton} from '../pauses.js';
import {chart} from '../spark.js';
import {toLetters, toStage} from '../address.js';

const FILTER = [
  {name: 'where', label: 'Payload', placeholder: 'customer.country=SE total!=0', many: true, wide: true},
];
const ORDER = {name: 'order', label: 'Order', options: [['', 'oldest first'], ['newest', 'newest first']]};

/** One stage: how it fares, what is in it by state, and what may be done about it. */
export class StageScreen {
  #page;
  #pipeline;
  #stage;
  #state;
  #query;
  #operation;

  constructor(page, pipeline, stage, state, query) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.#stage = stage;
    this.#state = state;
    this.#query = query;
    this.title = `${stage} · ${pipeline}`;
    this.pages = new Pages(page.changed, (after) => this.#ask(after));
    this.#operation = new Operation(page, () => this.pages.restart());
  }

  open() {
    this.pages.restart();
  }

  close() {
    this.#operation.close();
  }

  async #ask(after) {
    const page = await this.#page.api.get(path('pipelines', this.#pipeline, 'stages', this.#stage, this.#state), {
      after,
      limit: 50,
      where: this.#query.getAll('where'),
      order: this.#query.get('order'),
    });
    return {items: page.entries, next: page.next, looked: page.looked};
  }

  view() {
    const status = this.#page.live.pipelines.get(this.#pipeline);
    const stage = status?.stages.find((one) => one.stage === this.#stage);
    const definition = this.#page.definition(this.#pipeline);
    return html`${heading(safe(this.#stage), stage ? this.#actions(status) : nothing)}
      ${stage ? this.#health(status, stage, definition) : nothing}
      ${this.#tabs(stage, definition)}
      ${filterForm(this.#fields(), (query) => this.#page.open(toStage(this.#pipeline, this.#stage, this.#state, query)), this.#query)}
      ${this.#operation.view()} ${this.#bulk()}
      <ul class="entries">
        ${repeat(this.pages.items, (entry) => entry.cursor ?? `${entry.partition}:${entry.id}:${entry.job}`, (entry) => entryItem(this.#pipeline, entry))}
      </ul>
      ${this.pages.view(`Nothing is ${this.#state} here${this.#query.size > 0 ? ' that matches' : ''}.`)}`;
  }

  #fields() {
    return ['waiting', 'pending'].includes(this.#state) ? [...FILTER, ORDER] : FILTER;
  }

  #actions(status) {
    return html`<div class="buttons">${pauseButton(this.#page, status, this.#stage)}</div>`;
  }

  #health(status, stage, definition) {
    const found = assess(status, stage, definition);
    const kept = this.#page.live.history(this.#pipeline).get(this.#stage);
    return html`<section class="health" aria-label="How it fares">
      <p class="verdict ${found.level}">${mark(found.level, found.word)} <span>${found.reasons.join(' ')}</span></p>
      <dl class="figures">
        ${figure('Waiting', count(stage.lag), stage.lag > 0 ? `oldest ${age(stage.oldestWaitingSeconds)}` : '')}
        ${figure('Pending', count(stage.pending), stage.pending > 0 ? `held for up to ${age(stage.oldestDeliveredSeconds)}` : '')}
        ${figure('Out', `${rate(stage.outPerSecond)}/s`, `in ${rate(stage.inPerSecond)}/s`)}
        ${figure('Failed attempts', count(stage.lastMinute.failed), `of ${count(stage.lastMinute.ended)} in a minute`)}
        ${stage.lastMinute.ranThrough > 0
          ? figure('Ran through', count(stage.lastMinute.ranThrough), `of ${count(stage.lastMinute.ended)} in a minute`)
          : nothing}
        ${figure('Workers', count(stage.consumers), stage.drainSeconds > 0 ? `empty in ${age(stage.drainSeconds)}` : '')}
      </dl>
      ${kept
        ? html`<div class="charts">
            ${chart('Entries per second', [
              {name: 'in', label: 'in', values: kept.in},
              {name: 'out', label: 'out', values: kept.out, filled: true},
              {name: 'failed', label: 'failed', values: kept.failed},
            ], (value) => `${rate(value)}/s`)}
            ${chart('Waiting', [{name: 'waiting', label: 'waiting', values: kept.waiting, filled: true}], count)}
          </div>`
        : nothing}
    </section>`;
  }

  #tabs(stage, definition) {
    const keyed = definition?.stages.find((one) => one.stage === this.#stage)?.keyed;
    const states = keyed ? ['waiting', 'pending', 'delayed', 'parked'] : ['waiting', 'pending', 'delayed'];
    const numbers = {waiting: stage?.lag, pending: stage?.pending, delayed: stage?.delayed};
    return html`<nav class="tabs" aria-label="States">
      ${states.map((state) => html`<a href=${toStage(this.#pipeline, this.#stage, state)} aria-current=${state === this.#state ? 'page' : nothing}>
        ${state} ${numbers[state] === undefined ? nothing : html`<b>${count(numbers[state])}</b>`}
      </a>`)}
      <a href=${toLetters(this.#pipeline, this.#stage)}>dead letters ${stage ? html`<b>${count(stage.dead)}</b>` : nothing}</a>
    </nav>`;
  }

  /** What may be done about all that match. */
  #bulk() {
    if (!this.#page.operates || !['waiting', 'delayed', 'parked'].includes(this.#state)) {
      return nothing;
    }
    const which = this.#query.getAll('where').length > 0 ? 'that match' : `that are ${this.#state}`;
    return html`<div class="buttons bulk">
      ${this.#state === 'waiting'
        ? nothing
        : html`<button type="button" @click=${() => this.#runNow(which)}>Run all now ${which}</button>`}
      <button type="button" class="danger" @click=${() => this.#purge(which)}>Cancel all ${which}</button>
    </div>`;
  }

  #runNow(which) {
    return this.#operation.countAndRun(
      path('pipelines', this.#pipeline, 'stages', this.#stage, 'run-now'),
      {where: this.#query.getAll('where')},
      (found) => ({
        title: `Run ${counted(found.changed, 'entry', 'entries')} now?`,
        action: `Run ${count(found.changed)} now`,
        body: html`<p>All ${which} at ${this.#stage} become due at once, whatever they wait for.</p>`,
      }));
  }

  #purge(which) {
    return this.#operation.countAndRun(
      path('pipelines', this.#pipeline, 'stages', this.#stage, 'purge'),
      {state: this.#state, where: this.#query.getAll('where')},
      (found) => ({
        title: `Cancel ${counted(found.changed, 'job', 'jobs')}?`,
        action: `Cancel ${counted(found.changed, 'job', 'jobs')}`,
        danger: true,
        body: html`<p>All ${which} at ${this.#stage} end as cancelled. This cannot be undone.</p>`,
      }));
  }
}

function figure(name, value, beside) {
  return html`<div><dt>${name}</dt><dd><b>${value}</b> <small>${beside}</small></dd></div>`;
}
