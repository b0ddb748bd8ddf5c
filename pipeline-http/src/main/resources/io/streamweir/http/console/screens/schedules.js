import {html, nothing} from '../lib/lit-html.js';
import {path} from '../api.js';
import {ask} from '../dialog.js';
import {age, distance, moment, safe} from '../format.js';
import {heading} from '../heading.js';
import {Loaded} from '../loaded.js';
import {mark} from '../marks.js';
import {table} from '../table.js';
import {to, toJob, toPipeline} from '../address.js';

const STATES = {active: 'good', late: 'bad', paused: 'paused', retired: 'idle', unreadable: 'bad'};
const EVERY_MILLIS = 5_000;

/** The schedules of a pipeline: when each fires next, and what may be done about it. */
export class SchedulesScreen {
  #page;
  #pipeline;
  #unfollow = () => {};

  constructor(page, pipeline) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.title = `Schedules · ${pipeline}`;
    this.schedules = new Loaded(page.changed, () => page.api.get(path('pipelines', pipeline, 'schedules')));
  }

  open() {
    this.#unfollow = this.schedules.follow(EVERY_MILLIS, this.#page.live);
  }

  close() {
    this.#unfollow();
  }

  view() {
    const add = this.#page.operates ? html`<a class="button" href=${toPipeline(this.#pipeline, 'new-schedule')}>Add a schedule</a>` : nothing;
    return html`${heading('Schedules', add)}
      ${this.schedules.view(({schedules}) =>
        table('Schedules', schedules, 'There are no schedules.', [
          {name: 'Name', of: (one) => this.#name(one)},
          {name: 'When', of: (one) => when(one)},
          {name: 'Next', of: (one) => (one.due ? html`${moment(one.due)} <small>${distance(one.due)}</small>` : '–')},
          {name: 'State', of: (one) => mark(STATES[one.state], one.state === 'late' ? `late by ${age(one.lateSeconds)}` : one.state)},
          {name: 'From', of: (one) => one.from ?? ''},
          ...(this.#page.operates ? [{name: 'Actions', hidden: true, look: 'actions', of: (one) => this.#actions(one)}] : []),
        ]))}`;
  }

  #name(one) {
    return html`<a href=${to(['pipelines', this.#pipeline, 'schedules', one.name])}>${safe(one.name)}</a>`;
  }

  #actions(one) {
    return html`
      <button type="button" aria-label="Run ${one.name} now" @click=${() => this.#run(one)}>Run now</button>
      ${one.state === 'paused'
        ? html`<button type="button" aria-label="Resume ${one.name}" @click=${() => this.#change(one, 'resume', 'Resumed')}>Resume</button>`
        : html`<button type="button" aria-label="Pause ${one.name}" @click=${() => this.#change(one, 'pause', 'Paused')}>Pause</button>`}
      ${one.from === 'client'
        ? html`<button type="button" class="danger" aria-label="Remove ${one.name}" @click=${() => this.#remove(one)}>Remove</button>`
        : nothing}`;
  }

  #path(one, ...more) {
    return path('pipelines', this.#pipeline, 'schedules', one.name, ...more);
  }

  async #run(one) {
    const job = await this.#page.notices.tell(
      () => this.#page.api.post(this.#path(one, 'run-now')),
      (answer) => `Submitted job ${answer.job}.`);
    if (job) {
      this.#page.open(toJob(this.#pipeline, job.job));
    }
  }

  async #change(one, action, done) {
    await this.#page.notices.tell(() => this.#page.api.post(this.#path(one, action)), `${done} ${safe(one.name)}.`);
    this.schedules.load();
  }

  async #remove(one) {
    const sure = await ask({
      title: `Remove the schedule ${safe(one.name)}?`,
      action: 'Remove',
      danger: true,
      body: html`<p>It fires no more. Jobs that it has submitted go on.</p>`,
    });
    if (sure) {
      await this.#page.notices.tell(() => this.#page.api.delete(this.#path(one)), `Removed ${safe(one.name)}.`);
      this.schedules.load();
    }
  }
}

/** When a schedule fires, in the words of its definition. */
export function when(one) {
  if (one.cron) {
    return html`<code>${one.cron}</code> <small>${one.zone}</small>`;
  }
  return one.everySeconds ? `every ${age(one.everySeconds)}` : safe(one.defect ?? '–');
}
