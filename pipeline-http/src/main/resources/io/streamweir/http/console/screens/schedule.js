import {html, nothing} from '../lib/lit-html.js';
import {path} from '../api.js';
import {moment, safe} from '../format.js';
import {heading} from '../heading.js';
import {Loaded} from '../loaded.js';
import {problemBox} from '../problem.js';
import {toPipeline} from '../address.js';
import {InputForm} from '../input-form.js';

const ZONES = Intl.supportedValuesOf('timeZone');
const SOON_MILLIS = 400;

/** One schedule, to be looked at, changed or added, with its next ten times before one's eyes. */
export class ScheduleScreen {
  #page;
  #pipeline;
  #name;
  #timer = 0;
  #refused = null;
  #draft = {kind: 'cron', cron: '0 3 * * *', zone: Intl.DateTimeFormat().resolvedOptions().timeZone, everySeconds: 60, missed: 'once', key: ''};

  constructor(page, pipeline, name) {
    this.#page = page;
    this.#pipeline = pipeline;
    this.#name = name;
    this.title = `${name ?? 'New schedule'} · ${pipeline}`;
    this.schedule = new Loaded(page.changed, () => page.api.get(path('pipelines', pipeline, 'schedules', name)));
    this.preview = new Loaded(page.changed, () => page.api.get('schedules/preview', {...this.#timing(), count: 10}));
    this.input = new InputForm(page, pipeline);
  }

  async open() {
    if (this.#name !== null) {
      const {value} = await this.schedule.load();
      if (value) {
        this.#take(value);
      }
    }
    this.input.load();
    this.preview.load();
  }

  close() {
    clearTimeout(this.#timer);
  }

  #take(schedule) {
    this.#draft = {
      ...this.#draft,
      kind: schedule.cron ? 'cron' : 'every',
      cron: schedule.cron ?? this.#draft.cron,
      zone: schedule.zone ?? this.#draft.zone,
      everySeconds: schedule.everySeconds ?? 60,
      missed: schedule.missed ?? 'once',
      key: schedule.key ?? '',
    };
    if (schedule.payload !== undefined) {
      this.input.fill(schedule.payload);
    }
  }

  #timing() {
    const {kind, cron, zone, everySeconds} = this.#draft;
    return kind === 'cron' ? {cron, zone} : {everySeconds: Number(everySeconds)};
  }

  view() {
    return html`${heading(this.#name === null ? 'Add a schedule' : safe(this.#name), html`<a href=${toPipeline(this.#pipeline, 'schedules')}>All schedules</a>`)}
      ${this.#name === null ? this.#form(null) : this.schedule.view((schedule) => this.#form(schedule))}`;
  }

  #form(schedule) {
    const fixed = !this.#page.operates || schedule?.from === 'code';
    const draft = this.#draft;
    return html`
      ${schedule?.from === 'code' ? html`<p class="hint">The pipeline's code defines this schedule: it is changed there. Here it can be paused and run.</p>` : nothing}
      <form class="editor" @submit=${(event) => this.#save(event, schedule)}>
        <fieldset ?disabled=${fixed}>
          <legend>When</legend>
          ${this.#name === null ? html`<label>Name<input name="name" required maxlength="100" pattern="\\S.*" /></label>` : nothing}
 <div class="choices">
          <label class="check"><input type="radio" name="kind" value="cron" .checked=${draft.kind === 'cron'} @change=${() => this.#set('kind', 'cron')} /> At times of a calendar</label>
          <label class="check"><input type="radio" name="kind" value="every" .checked=${draft.kind === 'every'} @change=${() => this.#set('kind', 'every')} /> Again and again</label>
          </div>
          ${draft.kind === 'cron'
            ? html`<label>Cron expression: minute, hour, day, month, weekday<input .value=${draft.cron} @input=${this.#setter('cron')} spellcheck="false" required /></label>
                <label>Time zone<input list="zones" .value=${draft.zone} @input=${this.#setter('zone')} required /></label>
                <datalist id="zones">${ZONES.map((zone) => html`<option value=${zone}></option>`)}</datalist>`
            : html`<label>Every so many seconds<input type="number" min="1" .value=${String(draft.everySeconds)} @input=${this.#setter('everySeconds')} required /></label>`}
          <label>Times that were missed, while no worker ran
            <select @change=${this.#setter('missed')}>
              ${missedChoices(draft.missed).map(([value, word]) => html`<option value=${value} ?selected=${draft.missed === value}>${word}</option>`)}
            </select>
          </label>
          <label>Key (empty for none)<input .value=${draft.key} @input=${this.#setter('key')} /></label>
        </fieldset>
        ${this.#next()}
        <fieldset ?disabled=${fixed}><legend>What it submits</legend>${this.input.view()}</fieldset>
        ${this.#refused ? problemBox(this.#refused) : nothing}
        ${fixed ? nothing : html`<div class="buttons"><button class="primary">${this.#name === null ? 'Add' : 'Change'}</button></div>`}
      </form>`;
  }

  #next() {
    return html`<section aria-label="Next times" class="next-times">
      <h2>The next ten times</h2>
      ${this.preview.view(({next, local, zone}) => html`<ol>
        ${next.map((time, index) => html`<li>${local?.[index] ? html`<span>${inZone(local[index])}</span> <small>${zone}</small>` : moment(time)}</li>`)}
      </ol>`)}
    </section>`;
  }

  #setter(name) {
    return (event) => this.#set(name, event.target.value);
  }

  #set(name, value) {
    this.#draft = {...this.#draft, [name]: value};
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.preview.load(), SOON_MILLIS);
    this.#page.changed();
  }

  async #save(event, schedule) {
    event.preventDefault();
    const name = this.#name ?? new FormData(event.target).get('name').trim();
    try {
      const body = {...this.#timing(), payload: this.input.value(), missed: this.#draft.missed};
      if (this.#draft.key) {
        body.key = this.#draft.key;
      }
      const condition = schedule?.entityTag ? {'If-Match': schedule.entityTag} : {'If-None-Match': '*'};
      await this.#page.api.put(path('pipelines', this.#pipeline, 'schedules', name), body, this.#name === null ? {'If-None-Match': '*'} : condition);
      this.#page.notices.say(`The schedule ${safe(name)} is in force.`);
      this.#page.open(toPipeline(this.#pipeline, 'schedules'));
    } catch (problem) {
      this.#refused = problem;
      this.#page.changed();
    }
  }
}

function missedChoices(missed) {
  const known = [
    ['once', 'are made up for once'],
    ['skip', 'are skipped'],
  ];
  return known.some(([value]) => value === missed) ? known : [...known, [missed, missed]];
}

/** A time with its offset, as a clock in its zone shows it; the server leaves out seconds that are 0. */
function inZone(time) {
  const [, day, minute, second] = /^(.{10})T(.{5})(:[0-9]{2})?/.exec(time);
  return `${day} ${minute}${second ?? ':00'}`;
}
