import {html, nothing} from '../lib/lit-html.js';
import {path} from '../api.js';
import {safe} from '../format.js';
import {heading} from '../heading.js';
import {InputForm} from '../input-form.js';
import {problemBox} from '../problem.js';
import {toJob} from '../address.js';

/** Submits one job by a form that is made of the schema of the pipeline's input. */
export class SubmitScreen {
  #page;
  #pipeline;
  #refused = null;
  #sending = false;
  #sent = [];

  constructor(page, pipeline) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.title = `Submit · ${pipeline}`;
    this.input = new InputForm(page, pipeline);
  }

  open() {
    this.input.load();
  }

  view() {
    const definition = !this.#page.reads ? null : this.#page.definition(this.#pipeline);
    if (!this.#page.submits) {
      return html`${heading('Submit a job')}<p class="empty">Your token may not submit jobs.</p>`;
    }
    return html`${heading(html`Submit a job to ${safe(this.#pipeline)}`)}
      <form class="editor" @submit=${(event) => this.#submit(event)}>
        <fieldset><legend>Input</legend>${this.input.view()}</fieldset>
        <details>
          <summary>Options</summary>
          <div class="options">
            <label>Key <small>entries of one key stay in order at keyed stages</small><input name="key" /></label>
            ${(definition?.priorities ?? []).length > 1
              ? html`<label>Priority<select name="priority"><option value=""></option>${definition.priorities.map((one) => html`<option>${one}</option>`)}</select></label>`
              : nothing}
            <label>Delay, in seconds<input name="delay" type="number" min="1" /></label>
            <label>Dedupe key <small>a second job with it is dropped while the first one runs</small><input name="dedupe" /></label>
          </div>
        </details>
        ${this.#refused ? problemBox(this.#refused) : nothing}
        <div class="buttons"><button class="primary" ?disabled=${this.#sending}>Submit</button></div>
      </form>
      ${this.#sent.length > 0
        ? html`<section role="status"><h2>Submitted</h2>
            <ul>${this.#sent.map((job) => html`<li><a href=${toJob(this.#pipeline, job)}>${job}</a></li>`)}</ul></section>`
        : nothing}`;
  }

  async #submit(event) {
    event.preventDefault();
    const options = chosen(new FormData(event.target));
    this.#sending = true;
    this.#refused = null;
    this.#page.changed();
    try {
      const receipt = await this.#page.api.post(path('pipelines', this.#pipeline, 'jobs'), {input: this.input.value(), options});
      this.#sent = [receipt.job, ...this.#sent];
    } catch (problem) {
      this.#refused = problem;
    }
    this.#sending = false;
    this.#page.changed();
  }
}

function chosen(form) {
  const options = {};
  for (const name of ['key', 'priority']) {
    if (form.get(name)) {
      options[name] = form.get(name);
    }
  }
  if (form.get('delay')) {
    options.delay = Number(form.get('delay'));
  }
  if (form.get('dedupe')) {
    options.dedupe = {key: form.get('dedupe'), untilFinished: true};
  }
  return options;
}
