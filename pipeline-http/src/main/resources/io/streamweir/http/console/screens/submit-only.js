import {html} from '../lib/lit-html.js';
import {Loaded} from '../loaded.js';
import {heading} from '../heading.js';
import {toPipeline} from '../address.js';

let pipelines = null;

/** The overview of those who may submit jobs and not look at others'. */
export function submitOnly(page) {
  pipelines ??= new Loaded(page.changed, () => page.api.get('pipelines'));
  if (pipelines.value === null && !pipelines.loading && !pipelines.problem) {
    pipelines.load();
  }
  return html`${heading('Pipelines')}
    <p>Your token may submit jobs and look at them by their ids.</p>
    ${pipelines.view((value) => html`<ul>
      ${value.pipelines.map((one) => html`<li><a href=${toPipeline(one.pipeline, 'submit')}>${one.pipeline}</a></li>`)}
    </ul>`)}`;
}
