import {html} from './lib/lit-html.js';
import {repeat} from './lib/directives/repeat.js';
import {mark, shape} from './marks.js';
import {toPipeline, toStage} from './address.js';

/** What is to be seen to, the worst first: which stage, what is wrong with it, and why. */
export function findings(all, named) {
  return html`<section class="findings" aria-label="What needs attention">
    ${all.length === 0
      ? html`<p class="all-well">${shape('good')} All stages keep up.</p>`
      : html`<h2>${all.length === 1 ? '1 thing needs' : `${all.length} things need`} attention</h2>
          <ul>
            ${repeat(all, (one) => `${one.pipeline}/${one.stage}/${one.word}`, (one) => finding(one, named))}
          </ul>`}
  </section>`;
}

function finding(one, named) {
  const place = one.stage ? (named ? `${one.pipeline} › ${one.stage}` : one.stage) : one.pipeline;
  const address = one.stage ? toStage(one.pipeline, one.stage) : toPipeline(one.pipeline, one.place);
  return html`<li class=${one.level}>
    ${mark(one.level, one.word)}
    <p><a href=${address}>${place}</a> <span>${one.reasons.join(' ')}</span></p>
  </li>`;
}
