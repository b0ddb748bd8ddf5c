import {html} from '../lib/lit-html.js';
import {path} from '../api.js';
import {ask} from '../dialog.js';
import {age, count, safe} from '../format.js';
import {heading} from '../heading.js';
import {Loaded} from '../loaded.js';
import {table} from '../table.js';
import {toStage} from '../address.js';

/** Who reads along: taps of stages, and readers of the log of results. */
export class ReadersScreen {
  #page;
  #pipeline;

  constructor(page, pipeline) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.title = `Taps and readers · ${pipeline}`;
    this.taps = new Loaded(page.changed, () => page.api.get(path('pipelines', pipeline, 'taps')));
    this.readers = new Loaded(page.changed, () => page.api.get(path('pipelines', pipeline, 'readers')));
  }

  open() {
    this.taps.load();
    this.readers.load();
  }

  view() {
    return html`${heading('Taps and readers', html`<button type="button" @click=${() => this.open()}>Look again</button>`)}
      <h2>Taps</h2>
      <p class="hint">A tap reads what comes into a stage, beside the workers. What it has not seen is kept for it.</p>
      ${this.taps.view(({taps}) =>
        table('Taps', taps, 'There are no taps.', [
          {name: 'Tap', of: (one) => safe(one.tap)},
          {name: 'Stage', of: (one) => html`<a href=${toStage(this.#pipeline, one.stage)}>${safe(one.stage)}</a>`},
          {name: 'Unseen', number: true, of: (one) => count(one.unseen)},
          ...this.#removal((one) => one.tap, (one) => path('pipelines', this.#pipeline, 'stages', one.stage, 'taps', one.tap)),
        ]))}
      <h2>Readers of the log of results</h2>
      ${this.readers.view(({readers}) =>
        table('Readers', readers, 'There are no readers, or the pipeline keeps no log of results.', [
          {name: 'Reader', of: (one) => safe(one.reader)},
          {name: 'Unread', number: true, of: (one) => count(one.unread)},
          {name: 'Oldest', number: true, of: (one) => age(one.oldestUnreadSeconds)},
          {name: 'Missed', number: true, of: (one) => count(one.missed)},
          ...this.#removal((one) => one.reader, (one) => path('pipelines', this.#pipeline, 'readers', one.reader)),
        ]))}`;
  }

  #removal(name, address) {
    const button = (one) => html`<button type="button" class="danger" aria-label="Remove ${name(one)}" @click=${() => this.#remove(name(one), address(one))}>Remove</button>`;
    return this.#page.operates ? [{name: 'Actions', hidden: true, look: 'actions', of: button}] : [];
  }

  async #remove(name, address) {
    const sure = await ask({
      title: `Remove ${safe(name)}?`,
      action: 'Remove',
      danger: true,
      body: html`<p>Its place is forgotten. A program that still uses the name begins anew.</p>`,
    });
    if (sure) {
      await this.#page.notices.tell(() => this.#page.api.delete(address), `Removed ${safe(name)}.`);
      this.open();
    }
  }
}
