import {html, nothing} from './lib/lit-html.js';
import {path} from './api.js';
import {count, counted} from './format.js';

/** What may be done about dead letters: replay and drop, of some or of all that match. */
export class LetterActions {
  #page;
  #pipeline;
  #operation;

  constructor(page, pipeline, operation) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.#operation = operation;
  }

  /** Replays all that match, after a count. */
  replay(stage, request) {
    return this.#operation.countAndRun(this.#address(stage, 'replay'), request, (found) => ({
      title: `Replay ${counted(found.changed, 'letter', 'letters')}?`,
      action: `Replay ${count(found.changed)}`,
      body: html`<p>Their entries go back into an inbox, with all attempts before them. If there is no room, the replay waits for it.</p>
        ${this.#stages(stage)}
        <label>At most so many per second (empty: as fast as there is room)<input name="perSecond" type="number" min="1" max="100000" /></label>`,
    }));
  }

  /** Drops all that match, after a count. */
  drop(stage, request) {
    return this.#operation.countAndRun(this.#address(stage, 'drop'), request, (found) => ({
      title: `Drop ${counted(found.changed, 'letter', 'letters')}?`,
      action: `Drop ${counted(found.changed, 'letter', 'letters')}`,
      danger: true,
      body: html`<p>Dropped letters are gone for good, with their payloads. This cannot be undone.</p>`,
    }));
  }

  #address(stage, action) {
    return path('pipelines', this.#pipeline, 'stages', stage, 'dead', action);
  }

  /** A letter may go to another stage that takes the same type. */
  #stages(stage) {
    const stages = this.#page.definition(this.#pipeline)?.stages ?? [];
    const type = stages.find((one) => one.stage === stage)?.input;
    const others = stages.filter((one) => one.stage !== stage && type && one.input === type);
    return others.length === 0
      ? nothing
      : html`<label>To stage
          <select name="to">
            <option value="">${stage}, where they died</option>
            ${others.map((one) => html`<option value=${one.stage}>${one.stage}</option>`)}
          </select>
        </label>`;
  }
}
