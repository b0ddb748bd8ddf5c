import {html} from '../lib/lit-html.js';
import {age, count} from '../format.js';
import {heading} from '../heading.js';
import {table} from '../table.js';

/** The windows of a pipeline, live. */
export class WindowsScreen {
  #page;
  #pipeline;

  constructor(page, pipeline) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.title = `Windows · ${pipeline}`;
  }

  view() {
    const status = this.#page.live.pipelines.get(this.#pipeline);
    return html`${heading('Windows')}
      <p class="hint">A window closes a span once its watermark has passed the span's end. Late additions came after that.</p>
      ${status
        ? table('Windows', status.windows, 'The pipeline has no windows.', [
            {name: 'Window', of: (one) => one.window},
            {name: 'Open spans', number: true, of: (one) => count(one.open)},
            {name: 'Closed', number: true, of: (one) => count(one.closed)},
            {name: 'Late', number: true, of: (one) => count(one.late)},
            {name: 'Too early', number: true, of: (one) => count(one.early)},
            {name: 'Watermark behind', number: true, of: (one) => age(one.watermarkLagSeconds)},
          ])
        : html`<p class="loading" role="status">Loading…</p>`}`;
  }
}
