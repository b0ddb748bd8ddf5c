import {html} from './lib/lit-html.js';

/** A table of rows, which scrolls by itself where it is wider than the screen. */
export function table(caption, rows, none, columns) {
  return rows.length === 0
    ? html`<p class="empty">${none}</p>`
    : html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}>
        <table>
          <caption class="hidden">${caption}</caption>
          <thead>
            <tr>${columns.map((column) => html`<th scope="col" class=${column.number ? 'number' : ''}>${column.name}</th>`)}</tr>
          </thead>
          <tbody>
            ${rows.map((row) => html`<tr>
              ${columns.map((column) => html`<td class=${column.number ? 'number' : (column.look ?? '')}>${column.of(row)}</td>`)}
            </tr>`)}
          </tbody>
        </table>
      </div>`;
}
