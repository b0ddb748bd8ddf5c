import {html} from './lib/lit-html.js';

const FEW = 3;

/** The form that a list is filtered by. What it says stands in the page's address, to be bookmarked and shared. */
export function filterForm(fields, apply, query) {
  return fields.length <= FEW
    ? form(fields, apply, query)
    : html`<details class="filter-box" ?open=${query.size > 0}>
        <summary>Filter</summary>
        ${form(fields, apply, query)}
      </details>`;
}

function form(fields, apply, query) {
  return html`<form class="filter" role="search" aria-label="Filter" @submit=${(event) => submitted(event, fields, apply)}>
    ${fields.map((field) => html`<label class=${field.wide ? 'wide' : ''}>
      ${field.label}
      ${field.options
        ? html`<select name=${field.name} .value=${query.get(field.name) ?? ''}>
            ${field.options.map(([value, word]) => html`<option value=${value} ?selected=${(query.get(field.name) ?? '') === value}>${word}</option>`)}
          </select>`
        : html`<input name=${field.name} .value=${query.getAll(field.name).join(' ')} placeholder=${field.placeholder ?? ''} autocomplete="off" spellcheck="false" />`}
    </label>`)}
    <button>Filter</button>
  </form>`;
}

function submitted(event, fields, apply) {
  event.preventDefault();
  const form = new FormData(event.target);
  const query = {};
  for (const field of fields) {
    const value = form.get(field.name).trim();
    query[field.name] = field.many ? value.split(/\s+(?=\S+?!?=)/).filter(Boolean) : value;
  }
  apply(query);
}
