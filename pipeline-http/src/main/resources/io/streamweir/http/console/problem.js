import {html} from './lib/lit-html.js';
import {safe} from './format.js';

/** What went wrong, in the server's words, and a way to try it again. */
export function problemBox(problem, again) {
  return html`<div class="problem" role="alert">
    ${(problem.errors ?? []).length > 0
      ? html`<p><strong>${title(problem)}</strong></p>
          <ul>
            ${problem.errors.map((error) => html`<li><code>${safe(error.pointer || '/')}</code> ${safe(error.detail)}</li>`)}
          </ul>`
      : html`<p><strong>${title(problem)}</strong> ${detail(problem)}</p>`}
    ${again ? html`<button type="button" @click=${again}>Try again</button>` : null}
  </div>`;
}

/** The same in one line. */
export function problemText(problem) {
  return `${title(problem)} ${detail(problem)}`.trim();
}

function title(problem) {
  return problem.status === undefined
    ? 'The server cannot be reached.'
    : problem.status === 403
      ? 'Your token may not do this.'
      : problem.title
        ? `${problem.title}.`
        : '';
}

function detail(problem) {
  return problem.status === undefined ? '' : safe(problem.message);
}
