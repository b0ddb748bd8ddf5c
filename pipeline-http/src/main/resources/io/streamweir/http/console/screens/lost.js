import {html} from '../lib/lit-html.js';
import {heading} from '../heading.js';

/** For addresses that name no screen. */
export class LostScreen {
  title = 'No such page';

  view() {
    return html`${heading('No such page')}
      <p>The address names no page of the console. Go to the <a href="#/">overview</a>.</p>`;
  }
}
