import {html, nothing} from './lib/lit-html.js';

/**
 * A table of rows. Where the screen is narrow, each row is a card whose cells say their column; the
 * roles stand there since a browser takes them from tables that are laid out otherwise.
 */
export function table(caption, rows, none, columns) {
  return rows.length === 0
    ? html`<p class="empty">${none}</p>`
    : html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}>
        <table role="table">
          <caption class="hidden">${caption}</caption>
          <thead role="rowgroup">
            <tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col" class=${look(column)}>
              ${column.hidden ? html`<span class="hidden">${column.name}</span>` : column.name}
            </th>`)}</tr>
          </thead>
          <tbody role="rowgroup">
            ${rows.map((row) => html`<tr role="row">
              ${columns.map((column) => html`<td role="cell" class=${look(column)} data-column=${column.hidden ? nothing : column.name}>${column.of(row)}</td>`)}
            </tr>`)}
          </tbody>
        </table>
      </div>`;
}

function look(column) {
  return column.number ? 'number' : (column.look ?? '');
}
