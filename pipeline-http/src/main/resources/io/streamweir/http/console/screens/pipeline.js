import {html, nothing} from '../lib/lit-html.js';
import {attention} from '../causes.js';
import {count, counted, moment, safe} from '../format.js';
import {findings} from '../findings.js';
import {graph} from '../graph.js';
import {heading} from '../heading.js';
import {contentWidth} from '../layout.js';
import {mark} from '../marks.js';
import {toStage} from '../address.js';
import {pauseButton} from '../pauses.js';
import {table} from '../table.js';

/** One pipeline: what needs attention, its graph, and the same in figures. */
export class PipelineScreen {
  #page;
  #pipeline;

  constructor(page, pipeline) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.title = pipeline;
  }

  view() {
    const {live} = this.#page;
    const status = live.pipelines.get(this.#pipeline);
    if (!status) {
      return html`${heading(safe(this.#pipeline))}
        ${live.time === null
          ? html`<p class="loading" role="status">Loading…</p>`
          : html`<p class="empty">There is no pipeline of this name.</p>`}`;
    }
    const definition = this.#page.definition(this.#pipeline);
    return html`${heading('Stages', pauseButton(this.#page, status, null))}
      ${findings(attention(status, definition), false)}
      ${graph(status, definition, live.history(this.#pipeline), contentWidth())}
      ${this.#pauses(status)} ${this.#priorities(status)} ${this.#facts(definition)}`;
  }

  #pauses(status) {
    return status.pauses.length === 0
      ? nothing
      : html`<h2>Pauses</h2>
          <ul class="plain-list">
            ${status.pauses.map((pause) => html`<li>
              ${mark('paused', pause.stage ? safe(pause.stage) : 'the whole pipeline')} since ${moment(pause.since)}
              ${pause.by ? safe(`by ${pause.by}, `) : nothing}
              ${pause.until ? html`until ${moment(pause.until)}.` : 'until it is resumed.'}
              ${pause.reason ? safe(`Reason: ${pause.reason}. `) : nothing}
              ${pause.refusesSubmits ? html`<b>New jobs are refused.</b>` : nothing}
            </li>`)}
          </ul>`;
  }

  /** What the boxes leave out. */
  #priorities(status) {
    const rows = status.stages.flatMap((stage) =>
      Object.entries(stage.priorities ?? {}).map(([priority, level]) => ({stage: stage.stage, priority, level})));
    return rows.length === 0
      ? nothing
      : html`<h2>Priorities</h2>
          ${table('Priorities', rows, '', [
            {name: 'Stage', of: (row) => html`<a href=${toStage(status.pipeline, row.stage)}>${row.stage}</a>`},
            {name: 'Priority', of: (row) => row.priority},
            {name: 'Waiting', number: true, of: (row) => count(row.level.lag)},
            {name: 'Pending', number: true, of: (row) => count(row.level.pending)},
            {name: 'Delayed', number: true, of: (row) => count(row.level.delayed)},
            {name: 'Dead', number: true, of: (row) => count(row.level.dead)},
          ])}`;
  }

  #facts(definition) {
    return definition
      ? html`<p class="facts">
          ${counted(definition.partitions, 'partition', 'partitions')}.
          ${definition.input ? html`Takes <code>${definition.input}</code>.` : nothing}
          ${definition.defined ? nothing : 'This server does not know its code: it shows what is in Redis.'}
        </p>`
      : nothing;
  }
}
