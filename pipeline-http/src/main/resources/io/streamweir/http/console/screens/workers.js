import {html, nothing} from '../lib/lit-html.js';
import {path} from '../api.js';
import {ageLevel} from '../causes.js';
import {age, count, counted, safe} from '../format.js';
import {heading} from '../heading.js';
import {Loaded} from '../loaded.js';
import {mark} from '../marks.js';
import {table} from '../table.js';
import {toStage} from '../address.js';

const EVERY_MILLIS = 3_000;
const MOST_LANES = 50;

/** The workers of a pipeline: who lives, what each has in hand, and for how long. */
export class WorkersScreen {
  #page;
  #pipeline;
  #unfollow = () => {};

  constructor(page, pipeline) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.title = `Workers · ${pipeline}`;
    this.workers = new Loaded(page.changed, () => page.api.get(path('pipelines', pipeline, 'workers')));
  }

  open() {
    this.#unfollow = this.workers.follow(EVERY_MILLIS, this.#page.live);
  }

  close() {
    this.#unfollow();
  }

  view() {
    return html`${heading('Workers')}
      ${this.workers.view(({workers, keyed}) => html`
        ${workers.length === 0 ? html`<p class="empty">No worker has worked on this pipeline lately.</p>` : nothing}
        <ul class="entries">${workers.map((one) => this.#worker(one))}</ul>
        ${keyed.length > 0 ? this.#keyed(keyed) : nothing}`)}`;
  }

  #worker(one) {
    const held = Math.max(0, ...one.lanes.map((lane) => lane.oldestDeliveredSeconds));
    const stages = [...new Set(one.lanes.map((lane) => lane.stage))];
    return html`<li class="entry">
      <details ?open=${held >= 60}>
        <summary>
          <span class="job">${safe(one.worker)}</span>
          ${one.alive ? mark('good', 'alive') : mark('bad', `silent for ${age(one.idleSeconds)}`)}
          <span class="facts">
            ${counted(one.pending, 'entry', 'entries')} in hand${held > 0 ? html`, the oldest for <b class=${ageLevel(held)}>${age(held)}</b>` : nothing};
            at ${stages.join(', ')}
          </span>
        </summary>
        ${table('Lanes', busiest(one.lanes), 'It has nothing in hand.', [
          {name: 'Stage', of: (lane) => html`<a href=${toStage(this.#pipeline, lane.stage, 'pending')}>${lane.stage}</a>`},
          {name: 'Partition', number: true, of: (lane) => lane.partition},
          {name: 'Priority', of: (lane) => lane.priority},
          {name: 'In hand', number: true, of: (lane) => count(lane.pending)},
          {name: 'Held for', number: true, of: (lane) => age(lane.oldestDeliveredSeconds)},
          {name: 'Asked for work', number: true, of: (lane) => `${age(lane.idleSeconds)} ago`},
        ])}
        ${(one.laneCount ?? one.lanes.length) > MOST_LANES
          ? html`<p class="hint">The ${MOST_LANES} lanes that have held an entry for longest, of ${count(one.laneCount ?? one.lanes.length)}.</p>`
          : nothing}
      </details>
    </li>`;
  }

  #keyed(keyed) {
    return html`<h2>Partitions of keyed stages</h2>
      ${table('Partitions of keyed stages', keyed.slice(0, 200), '', [
        {name: 'Stage', of: (one) => one.stage},
        {name: 'Partition', number: true, of: (one) => one.partition},
        {name: 'Worked on by', of: (one) => (one.owner ? safe(one.owner) : mark('warn', 'nobody'))},
        {name: 'Blocked keys', number: true, of: (one) => count(one.blockedKeys)},
        {name: 'Parked', number: true, of: (one) => count(one.parked)},
      ])}
      ${keyed.length > 200 ? html`<p class="hint">The first 200 of ${count(keyed.length)}.</p>` : nothing}`;
  }
}

/** The lanes that have held an entry for longest. */
function busiest(lanes) {
  return [...lanes].sort((a, b) => b.oldestDeliveredSeconds - a.oldestDeliveredSeconds || b.pending - a.pending).slice(0, MOST_LANES);
}
