import {html, nothing} from '../lib/lit-html.js';
import {repeat} from '../lib/directives/repeat.js';
import {attention} from '../causes.js';
import {count, safe} from '../format.js';
import {findings} from '../findings.js';
import {graph} from '../graph.js';
import {heading} from '../heading.js';
import {mark} from '../marks.js';
import {toPipeline} from '../address.js';
import {contentWidth} from '../layout.js';
import {submitOnly} from './submit-only.js';

const DRAWN = 6;

/** All pipelines: first what needs attention and why, then each as a graph. */
export class OverviewScreen {
  title = 'Overview';
  #page;
  #opened = new Set();

  constructor(page) {
    this.#page = page;
  }

  view() {
    if (!this.#page.reads) {
      return submitOnly(this.#page);
    }
    const {live} = this.#page;
    if (live.time === null) {
      return html`${heading('Overview')} ${live.outage ? nothing : html`<p class="loading" role="status">Loading…</p>`}`;
    }
    const all = [...live.pipelines.values()].map((status) => ({
      status,
      found: attention(status, this.#page.definition(status.pipeline)),
    }));
    const found = all.flatMap((one) => one.found).sort((a, b) => order(a) - order(b));
    return html`${heading('Overview')}
      ${all.length === 0 ? this.#none() : findings(found, all.length > 1)}
      ${repeat(all, (one) => one.status.pipeline, (one) => this.#pipeline(one, all.length))}`;
  }

  #none() {
    return html`<p class="empty">There is no pipeline yet: no worker has started in this namespace, and no job was submitted.</p>`;
  }

  /** Of many pipelines only those that need attention are drawn at once. */
  #pipeline({status, found}, among) {
    const name = status.pipeline;
    const drawn = among <= DRAWN || found.length > 0 || this.#opened.has(name);
    return html`<section class="pipeline" aria-label="Pipeline ${name}">
      <h2>
        <a href=${toPipeline(name)}>${safe(name)}</a>
        <small>${summary(status)}</small>
        ${drawn ? nothing : html`${mark('good', 'keeps up')} <button type="button" @click=${() => this.#open(name)}>Show</button>`}
      </h2>
      ${drawn
        ? graph(status, this.#page.definition(name), this.#page.live.history(name), contentWidth())
        : nothing}
    </section>`;
  }

  #open(name) {
    this.#opened.add(name);
    this.#page.changed();
  }
}

function order(finding) {
  return ['bad', 'warn', 'paused'].indexOf(finding.level);
}

function summary(status) {
  const sum = (name) => status.stages.reduce((all, stage) => all + stage[name], 0);
  return `${count(sum('backlog'))} in the inboxes, ${count(sum('delayed'))} delayed, ${count(sum('dead'))} dead`;
}
