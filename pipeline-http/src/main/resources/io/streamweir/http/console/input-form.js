import {html, nothing} from './lib/lit-html.js';
import {live} from './lib/directives/live.js';
import {path} from './api.js';
import {safe} from './format.js';
import {readJson, writeJson} from './json.js';
import {Loaded} from './loaded.js';
import {entered, InputSchema} from './schema.js';

const HINTS = {
  'date-time': 'such as 2026-01-31T12:00:00Z',
  date: 'such as 2026-01-31',
  time: 'such as 12:30:00',
  uuid: 'a UUID',
  bytes: 'bytes',
};
const DEEPEST = 4;

/** The form of a pipeline's input, made of its schema; or the same as JSON. */
export class InputForm {
  #page;
  #schema;
  #texts = new Map();
  #json = null;
  #broken = '';

  constructor(page, pipeline) {
    this.#page = page;
    this.#schema = new Loaded(page.changed, async () =>
      new InputSchema(await page.api.get(path('pipelines', pipeline, 'input-schema'))));
  }

  async load() {
    await this.#schema.load();
    if (!this.#schema.value && this.#schema.problem?.status === 404) {
      this.#json ??= '{\n}'; // the server does not know the pipeline's code
      this.#page.changed();
    }
  }

  /** Shows this value. */
  fill(value) {
    this.#texts.clear();
    this.#json = writeJson(value);
    this.#page.changed();
  }

  /**
   * What was entered.
   *
   * @throws an error in words where it is no JSON
   */
  value() {
    if (this.#json !== null) {
      return this.#parsed(this.#json, 'The input');
    }
    return this.#record(this.#schema.value.input, '');
  }

  #parsed(text, what) {
    try {
      return readJson(text);
    } catch (error) {
      throw Object.assign(new Error(`${what}: ${error.message}`), {status: 0, title: 'This is no JSON'});
    }
  }

  #record(part, at) {
    const value = {};
    for (const field of part.fields) {
      const inner = field.part();
      const place = `${at}/${field.name}`;
      const found = inner.kind === 'record' && depth(place) < DEEPEST && !inner.nullable ? this.#record(inner, place) : this.#leaf(inner, field, place);
      if (found !== undefined) {
        value[field.name] = found;
      }
    }
    return value;
  }

  #leaf(part, field, place) {
    const text = this.#texts.get(place) ?? initialText(part, field);
    if (text === '' && (part.nullable || part.kind !== 'text' || !field.required)) {
      return part.nullable && field.required && field.initial === undefined ? null : undefined;
    }
    return shownAsJson(part) ? this.#parsed(text, field.name) : entered(part.kind, text);
  }

  view() {
    if (this.#json !== null) {
      return html`<label class="wide">Input, as JSON
          <textarea rows="12" spellcheck="false" .value=${live(this.#json)} @input=${(event) => (this.#json = event.target.value)}></textarea>
        </label>
        ${this.#schema.value ? html`<button type="button" @click=${() => this.#asForm()}>Begin anew with the form</button>` : nothing}`;
    }
    return this.#schema.view((schema) => html`
      ${schema.input.kind === 'record' ? this.#fields(schema.input, '') : nothing}
      ${this.#broken ? html`<p class="problem" role="alert">${this.#broken}</p>` : nothing}
      <button type="button" @click=${() => this.#asJson()}>Write it as JSON</button>`);
  }

  #asForm() {
    this.#json = null;
    this.#page.changed();
  }

  #asJson() {
    try {
      this.#broken = '';
      this.#json = writeJson(this.value());
    } catch (error) {
      this.#broken = error.message;
    }
    this.#page.changed();
  }

  #fields(part, at) {
    return part.fields.map((field) => this.#field(field.part(), field, `${at}/${field.name}`));
  }

  #field(part, field, place) {
    if (part.kind === 'record' && !part.nullable && depth(place) < DEEPEST) {
      return html`<fieldset class="nested"><legend>${safe(field.name)}</legend>${describe(part)}${this.#fields(part, place)}</fieldset>`;
    }
    const optional = part.nullable || !field.required;
    return html`<label class=${shownAsJson(part) ? 'wide' : ''}>
      <span>${safe(field.name)}${optional ? html` <small>optional</small>` : nothing}</span>
      ${describe(part)} ${this.#control(part, field, place, optional)}
    </label>`;
  }

  #control(part, field, place, optional) {
    const text = this.#texts.get(place) ?? initialText(part, field);
    const changed = (event) => this.#texts.set(place, event.target.value);
    if (part.kind === 'choice' || part.kind === 'boolean') {
      const choices = part.kind === 'boolean' ? ['false', 'true'] : part.choices;
      return html`<select @change=${changed} ?required=${!optional}>
        ${optional || text === '' ? html`<option value="" ?selected=${text === ''}></option>` : nothing}
        ${choices.map((choice) => html`<option value=${choice} ?selected=${String(choice) === text}>${choice}</option>`)}
      </select>`;
    }
    if (shownAsJson(part)) {
      return html`<textarea rows="3" spellcheck="false" placeholder="JSON" .value=${text} @input=${changed} ?required=${!optional}></textarea>`;
    }
    const numeric = part.kind === 'integer' || part.kind === 'number';
    return html`<input
      .value=${text}
      @input=${changed}
      ?required=${!optional && numeric}
      inputmode=${numeric ? 'decimal' : 'text'}
      pattern=${part.kind === 'integer' ? '-?[0-9]+' : part.kind === 'number' ? '-?[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)?' : nothing}
      placeholder=${HINTS[part.format] ?? ''}
      spellcheck="false" />`;
  }
}

function describe(part) {
  return part.description ? html`<small>${safe(part.description)}</small>` : nothing;
}

function initialText(part, field) {
  if (field.initial === undefined || field.initial === null) {
    return '';
  }
  return shownAsJson(part) ? writeJson(field.initial) : String(field.initial);
}

/** Records that may be absent, lists, maps and unions are entered as JSON. */
function shownAsJson(part) {
  return part.kind === 'json' || part.kind === 'record';
}

function depth(place) {
  return place.split('/').length - 1;
}
