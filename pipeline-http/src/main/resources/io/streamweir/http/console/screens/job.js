import {html, nothing} from '../lib/lit-html.js';
import {repeat} from '../lib/directives/repeat.js';
import {path} from '../api.js';
import {reasonText} from '../dead-filter.js';
import {ask} from '../dialog.js';
import {count, moment, percent, safe} from '../format.js';
import {entryItem, fact} from '../entry.js';
import {heading} from '../heading.js';
import {Loaded} from '../loaded.js';
import {mark} from '../marks.js';
import {payload} from '../payload.js';
import {toStage} from '../address.js';

const ENDS = {finished: 'good', failed: 'bad', cancelled: 'paused'};
const AGAIN_MILLIS = 3_000;
const MOST_UNKNOWN = 10;

/** One job: how it ended, or where it is and how far it has come. */
export class JobScreen {
  #page;
  #pipeline;
  #id;
  #following = new AbortController();
  #progress = new Map();

  constructor(page, pipeline, id) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.#id = id;
    this.title = `Job ${id} · ${pipeline}`;
    this.job = new Loaded(page.changed, () => page.api.get(this.#path()));
    this.entries = new Loaded(page.changed, () => page.api.get(this.#path('entries')));
  }

  #path(...more) {
    return path('pipelines', this.#pipeline, 'jobs', this.#id, ...more);
  }

  /** Follows it to its end. One that nobody knows may be on its way still: it is asked for some more times. */
  async open() {
    const {signal} = this.#following;
    let follows = false;
    await this.job.load();
    for (let unknown = 0; !signal.aborted && !this.#end() && unknown < MOST_UNKNOWN; ) {
      if (this.job.value === null) {
        unknown++;
      } else if (!follows) {
        follows = true;
        this.#follow();
      }
      if (follows && this.#page.reads) {
        await this.entries.load();
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS));
      await this.job.load(); // how far its splits are is no event
    }
  }

  close() {
    this.#following.abort();
  }

  #end() {
    return this.job.value?.state in ENDS;
  }

  async #follow() {
    const {signal} = this.#following;
    while (!signal.aborted && !this.#end()) {
      try {
        await this.#page.api.follow(this.#path('events'), {}, signal, (event, data) => this.#hear(event, data));
        await this.job.load();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }

  #hear(event, data) {
    if (event === 'progress') {
      this.#progress.set(`${data.stage} ${data.path}`, data);
      this.#page.changed();
    } else if (event === 'end') {
      this.job.load();
    }
  }

  view() {
    return html`${heading(html`Job <code>${safe(this.#id)}</code>`, this.#page.cancels && this.job.value && !this.#end() ? this.#cancelButton() : nothing)}
      ${this.job.problem?.status === 404
        ? html`<p class="empty">The pipeline ${safe(this.#pipeline)} does not know this job: it was never submitted, or the time is over for which its end is kept.</p>`
        : this.job.view((job) => (job.state in ENDS ? this.#ended(job) : this.#open(job)))}`;
  }

  #ended(job) {
    return html`<section class="verdict ${ENDS[job.state]}">
        ${mark(ENDS[job.state], job.state)} <span>${job.stage ? html`at <a href=${toStage(this.#pipeline, job.stage)}>${safe(job.stage)}</a>` : nothing}</span>
      </section>
      <dl class="facts-list">
        ${job.at ? fact('Ended', moment(job.at)) : nothing}
        ${job.reason ? fact('Reason', reasonText(job.reason)) : nothing}
        ${job.attempts ? fact('Attempts', count(job.attempts)) : nothing}
        ${job.error ? fact('Error', html`<pre class="error" tabindex="0">${safe(job.error)}</pre>`) : nothing}
        ${job.unreadable ? fact('Result', `cannot be read: ${safe(job.unreadable)}`) : nothing}
      </dl>
      ${job.value === undefined ? nothing : html`<h2>Result</h2>${payload(job.type, job.value)}`}`;
  }

  #open(job) {
    return html`<section class="verdict idle">${mark('idle', 'open')} <span>It has not ended.</span></section>
      ${this.#handlers(job)} ${this.#gathers(job)}
      ${!this.#page.reads ? nothing : html`<h2>Where it is</h2>
      ${this.entries.view((found) => html`
        ${found.entries.length === 0
          ? html`<p class="empty">${found.complete ? 'None of its entries was found; it may move at this moment.' : `None of its entries is among the first ${count(found.looked)} of each inbox.`}</p>`
          : html`<ul class="entries">
              ${repeat(found.entries, (entry) => `${entry.stage} ${entry.partition} ${entry.id}`, (entry) => entryItem(this.#pipeline, entry, found.entries.length === 1))}
            </ul>`}
        ${found.complete || found.entries.length === 0 ? nothing : html`<p>Not all entries were looked at: it may have others.</p>`}`)}`}`;
  }

  /** What handlers have said last, as it was asked for or heard since. */
  #handlers(job) {
    const said = new Map((job.progress ?? []).map((one) => [`${one.stage} ${one.path}`, one]));
    this.#progress.forEach((one, place) => said.set(place, one));
    return [...said.values()].map((one) => html`<div class="progress">
      <label>
        ${place(one)}: ${percent(one.fraction)} ${one.note ? safe(one.note) : nothing}
        <progress max="1" value=${one.fraction}></progress>
      </label>
      <small>${moment(one.at)}, attempt ${one.attempt}, at ${safe(one.worker)}</small>
    </div>`);
  }

  #gathers(job) {
    return (job.splits ?? []).map((split) => html`<div class="progress">
      <label>
        ${place(split)}: ${count(split.done)} of ${count(split.total ?? split.made)} parts
        ${split.failed > 0 ? html`, <b class="bad">${count(split.failed)} failed</b>` : nothing}${split.total === null ? ', more to come' : nothing}
        <progress max=${split.total ?? split.made} value=${split.done}></progress>
      </label>
    </div>`);
  }

  #cancelButton() {
    return html`<button type="button" class="danger" @click=${() => this.#cancel()}>Cancel the job</button>`;
  }

  async #cancel() {
    const sure = await ask({
      title: 'Cancel this job?',
      action: 'Cancel the job',
      danger: true,
      body: html`<p>No further handler begins for it. One that runs comes to its end, but its outcome counts for nothing.</p>`,
    });
    if (sure) {
      await this.#page.notices.tell(
        () => this.#page.api.post(this.#path('cancel')),
        (answer) => (answer?.now === false ? 'It had ended before.' : 'Cancelled the job.'));
      await this.job.load();
    }
  }
}

function place(one) {
  return safe(one.path ? `${one.stage} ${one.path}` : one.stage);
}
