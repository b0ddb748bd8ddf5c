import {html, nothing} from '../lib/lit-html.js';
import {weir} from '../marks.js';

/** Asks for a token where the server wants one. */
export class TokenScreen {
  #page;

  constructor(page) {
    this.#page = page;
  }

  view() {
    const refused = this.#page.api.token !== '';
    return html`<form class="token" @submit=${(event) => this.#enter(event)}>
      <p class="brand">${weir}Streamweir</p>
      <h1 tabindex="-1">Your token</h1>
      ${refused ? html`<p class="problem" role="alert">The server does not know this token.</p>` : nothing}
      <label for="token">The server wants a token. It is kept until you close this tab.</label>
      <input id="token" name="token" type="password" autocomplete="off" required />
      <button class="primary">Continue</button>
      <p class="hint">An operator makes one with <code>streamweir token new</code>.</p>
    </form>`;
  }

  #enter(event) {
    event.preventDefault();
    this.#page.enter(new FormData(event.target).get('token').trim());
  }
}
