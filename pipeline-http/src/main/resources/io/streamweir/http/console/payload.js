import {html, nothing} from './lib/lit-html.js';
import {count, distance, safe} from './format.js';
import {ExactNumber} from './json.js';

const LONGEST = 2_000;
const MOST_ITEMS = 100;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

/**
 * A payload as a tree: names and values, long texts and lists opened by a click. Nothing of it is ever
 * taken for markup.
 */
export function payload(type, value) {
  return html`<div class="payload">
    ${type ? html`<p class="type">${safe(type)}</p>` : nothing} ${node(value, 0)}
  </div>`;
}

function node(value, depth) {
  if (Array.isArray(value)) {
    return value.length === 0 ? html`<span class="none">empty list</span>` : list(value, depth);
  }
  if (value instanceof ExactNumber) {
    return html`<span class="value number">${value.text}</span>`;
  }
  if (value !== null && typeof value === 'object') {
    const names = Object.keys(value);
    return names.length === 0 ? html`<span class="none">empty</span>` : fields(value, names, depth);
  }
  return leaf(value);
}

function fields(value, names, depth) {
  const shown = names.slice(0, MOST_ITEMS);
  return html`<dl class=${depth === 0 ? 'root' : ''}>
    ${shown.map((name) => html`<div><dt>${safe(name)}</dt><dd>${node(value[name], depth + 1)}</dd></div>`)}
    ${rest(names.length - shown.length)}
  </dl>`;
}

function list(items, depth) {
  const shown = items.slice(0, MOST_ITEMS);
  const body = html`<ol start="0">
    ${shown.map((item) => html`<li>${node(item, depth + 1)}</li>`)}
    ${rest(items.length - shown.length)}
  </ol>`;
  return items.length <= 5 ? body : html`<details><summary>${count(items.length)} items</summary>${body}</details>`;
}

function rest(left) {
  return left > 0 ? html`<div class="none">and ${count(left)} more</div>` : nothing;
}

function leaf(value) {
  if (value === null) {
    return html`<span class="none">null</span>`;
  }
  if (typeof value !== 'string') {
    return html`<span class="value ${typeof value}">${String(value)}</span>`;
  }
  if (TIME.test(value)) {
    return html`<span class="value time">${value}</span> <span class="none">${distance(value)}</span>`;
  }
  return longText(value);
}

/** A text; of a long one the beginning, and the rest where it is asked for. */
export function longText(value) {
  if (value === '') {
    return html`<span class="none">empty text</span>`;
  }
  return value.length <= LONGEST
    ? html`<span class="value text">${safe(value)}</span>`
    : html`<details class="long" @toggle=${whole(value)}>
        <summary><span class="value text">${safe(value.slice(0, 60))}…</span> ${count(value.length)} characters</summary>
        <pre tabindex="0"></pre>
      </details>`;
}

/** The whole of a long text is written when it is opened, so that closed ones cost nothing. */
function whole(value) {
  return (event) => {
    const pre = event.target.querySelector('pre');
    pre.textContent = event.target.open ? safe(value) : '';
  };
}
