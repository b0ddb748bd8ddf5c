import {html} from '../lib/lit-html.js';
import {path} from '../api.js';
import {safe} from '../format.js';
import {heading} from '../heading.js';
import {Loaded} from '../loaded.js';
import {toJob} from '../address.js';

const AT_ONCE = 4;

/** Looks for a job in all pipelines, since its id does not name one. */
export class FindScreen {
  #page;
  #job;

  constructor(page, job) {
    this.#page = page;
    this.#job = job;
    this.title = 'Find a job';
    this.found = new Loaded(page.changed, () => this.#find());
  }

  open() {
    this.found.load();
  }

  async #find() {
    const {pipelines} = await this.#page.api.get('pipelines');
    const left = pipelines.map((one) => one.pipeline);
    const found = [];
    const look = async () => {
      for (let pipeline = left.shift(); pipeline !== undefined; pipeline = left.shift()) {
        if (await this.#has(pipeline)) {
          found.push(pipeline);
        }
      }
    };
    await Promise.all(Array.from({length: AT_ONCE}, look));
    if (found.length === 1) {
      location.replace(toJob(found[0], this.#job));
    }
    return found;
  }

  async #has(pipeline) {
    try {
      await this.#page.api.get(path('pipelines', pipeline, 'jobs', this.#job));
      return true;
    } catch (problem) {
      if (problem.status === 404 || problem.status === 400) {
        return false;
      }
      throw problem;
    }
  }

  view() {
    return html`${heading(html`Job <code>${safe(this.#job)}</code>`)}
      ${this.found.view((found) =>
        found.length === 0
          ? html`<p class="empty">No pipeline knows this job: it was never submitted, or the time is over for which its end is kept.</p>`
          : html`<ul>${found.map((pipeline) => html`<li><a href=${toJob(pipeline, this.#job)}>${pipeline}</a></li>`)}</ul>`)}`;
  }
}
