import {html, nothing} from '../lib/lit-html.js';
import {path} from '../api.js';
import {reasonText} from '../dead-filter.js';
import {count, moment, safe} from '../format.js';
import {fact} from '../entry.js';
import {heading} from '../heading.js';
import {readJson, writeJson} from '../json.js';
import {LetterActions} from '../letter-actions.js';
import {Loaded} from '../loaded.js';
import {Operation} from '../operation.js';
import {longText, payload} from '../payload.js';
import {problemBox} from '../problem.js';
import {toDead, toJob, toLetters} from '../address.js';

/** One dead letter: what happened to it, what was in it, and its second chance. */
export class LetterScreen {
  #page;
  #pipeline;
  #stage;
  #id;
  #edit = null;
  #refused = null;
  #gone = '';

  constructor(page, pipeline, stage, id) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.#stage = stage;
    this.#id = id;
    this.title = `Dead letter · ${pipeline}`;
    this.letter = new Loaded(page.changed, () =>
      page.api.get(path('pipelines', pipeline, 'stages', stage, 'dead', 'letter'), {id}));
    this.operation = new Operation(page, () => this.#ended());
    this.actions = new LetterActions(page, pipeline, this.operation);
  }

  open() {
    this.letter.load();
  }

  close() {
    this.operation.close();
  }

  #ended() {
    const {kind, changed, state} = this.operation.value;
    if (state === 'done' && changed > 0) {
      this.#gone = kind === 'dead-drop' ? 'dropped' : 'replayed';
      this.#edit = null;
    }
    this.#page.changed();
  }

  view() {
    return html`${heading('Dead letter', html`<a href=${toLetters(this.#pipeline, this.#stage)}>All of ${this.#stage}</a>`)}
      ${this.operation.view()}
      ${this.#gone ? html`<p class="empty">It was ${this.#gone}. Back to the <a href=${toDead(this.#pipeline)}>causes</a>.</p>` : nothing}
      ${this.letter.view((letter) => this.#letter(letter))}`;
  }

  #letter(letter) {
    return html`${this.#page.operates && !this.#gone ? this.#buttons(letter) : nothing}
      ${this.#edit === null ? nothing : this.#editor(letter)}
      <dl class="facts-list">
        ${fact('Job', html`<a href=${toJob(this.#pipeline, letter.job)}>${safe(letter.job)}</a>`)}
        ${fact('Died', html`${moment(letter.diedAt)} at ${this.#stage}`)}
        ${fact('Reason', reasonText(letter.reason))}
        ${fact('Attempts', count(letter.attempts))}
        ${letter.lastError ? fact('Before', safe(letter.lastError)) : nothing}
      </dl>
      <h2>Error</h2>
      <pre class="error" tabindex="0">${safe(letter.error)}</pre>
      <h2>Payload</h2>
      ${letter.payload === undefined ? this.#unreadable(letter) : payload(letter.type, letter.readable)}`;
  }

  #unreadable(letter) {
    return html`<p>It cannot be read by its schema. Its fields in base 64:</p>
      <dl class="facts-list">${Object.entries(letter.fieldsBase64 ?? {}).map(([name, value]) => fact(safe(name), longText(value)))}</dl>`;
  }

  #buttons(letter) {
    const request = {ids: [this.#id]};
    return html`<div class="buttons">
      <button type="button" class="primary" @click=${() => this.actions.replay(this.#stage, request)}>Replay</button>
      ${this.#editable(letter) === null
        ? nothing
        : html`<button type="button" aria-expanded=${this.#edit !== null} @click=${() => this.#toggle(letter)}>Edit and replay</button>`}
      <button type="button" class="danger" @click=${() => this.actions.drop(this.#stage, request)}>Drop</button>
    </div>`;
  }

  /** What can be edited; null where nobody can read the payload. */
  #editable(letter) {
    return letter.payload === undefined ? null : letter.readable;
  }

  #toggle(letter) {
    this.#edit = this.#edit === null ? writeJson(this.#editable(letter)) : null;
    this.#refused = null;
    this.#page.changed();
  }

  #editor(letter) {
    return html`<form class="editor" @submit=${(event) => this.#replayEdited(event)}>
      <label for="edited"><span>Payload${letter.type ? html` of <code>${safe(letter.type)}</code>` : nothing}, as JSON</span></label>
      <textarea id="edited" name="payload" rows="16" spellcheck="false" .value=${this.#edit} @input=${(event) => (this.#edit = event.target.value)}></textarea>
      ${this.#refused ? problemBox(this.#refused) : nothing}
      <div class="buttons"><button class="primary">Replay with this payload</button></div>
    </form>`;
  }

  async #replayEdited(event) {
    event.preventDefault();
    this.#refused = null;
    let edited;
    try {
      edited = readJson(this.#edit);
    } catch (error) {
      this.#refused = {status: 0, title: 'This is no JSON', message: error.message};
      this.#page.changed();
      return;
    }
    try {
      await this.#page.api.post(
        path('pipelines', this.#pipeline, 'stages', this.#stage, 'dead', 'replay'),
        {ids: [this.#id], payload: edited});
      this.#gone = 'replayed';
      this.#edit = null;
    } catch (problem) {
      this.#refused = problem;
    }
    this.#page.changed();
  }
}
