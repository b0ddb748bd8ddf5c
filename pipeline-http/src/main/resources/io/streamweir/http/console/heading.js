import {html, nothing} from './lib/lit-html.js';

/** A screen's heading, which takes the keyboard's focus when the screen opens. */
export function heading(text, beside = nothing) {
  return html`<div class="heading"><h1 tabindex="-1">${text}</h1>${beside}</div>`;
}
