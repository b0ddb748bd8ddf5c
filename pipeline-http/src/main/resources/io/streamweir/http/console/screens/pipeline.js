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
      ${this.#pauses(status)} ${this.#table(status)} ${this.#facts(definition)}`;
  }

  #pauses(status) {
    return status.pauses.length === 0
      ? nothing
      : html`<h2>Pauses</h2>
          <ul class="plain-list">
            ${status.pauses.map((pause) => html`<li>
              ${mark('paused', pause.stage ? safe(pause.stage) : 'the whole pipeline')} since ${moment(pause.since)}
              ${pause.until ? html`until ${moment(pause.until)}` : 'until it is resumed'}
              ${safe([pause.by ? `by ${pause.by}` : '', pause.reason].filter(Boolean).join(': '))}
              ${pause.refusesSubmits ? html`<b>New jobs are refused.</b>` : nothing}
            </li>`)}
          </ul>`;
  }

  /** What the boxes leave out: priorities. */
  #table(status) {
    const rows = status.stages.flatMap((stage) =>
      Object.entries(stage.priorities ?? {}).map(([priority, level]) => ({stage: stage.stage, priority, level})));
    return rows.length === 0
      ? nothing
      : html`<h2>Priorities</h2>
          <div class="scroll" tabindex="0" role="group" aria-label="Priorities">
            <table>
              <thead>
                <tr><th scope="col">Stage</th><th scope="col">Priority</th><th scope="col" class="number">Waiting</th><th scope="col" class="number">Pending</th><th scope="col" class="number">Delayed</th><th scope="col" class="number">Dead</th></tr>
              </thead>
              <tbody>
                ${rows.map((row) => html`<tr>
                  <td><a href=${toStage(status.pipeline, row.stage)}>${row.stage}</a></td>
                  <td>${row.priority}</td>
                  <td class="number">${count(row.level.lag)}</td>
                  <td class="number">${count(row.level.pending)}</td>
                  <td class="number">${count(row.level.delayed)}</td>
                  <td class="number">${count(row.level.dead)}</td>
                </tr>`)}
              </tbody>
            </table>
          </div>`;
  }

  #facts(definition) {
    return definition
      ? html`<p class="facts">
          ${counted(definition.partitions, 'partition', 'partitions')}.
          ${definition.input ? html`Takes <code>${definition.input.type}</code>.` : nothing}
          ${definition.defined ? nothing : 'This server does not know its code: it shows what is in Redis.'}
        </p>`
      : nothing;
  }
}
