import {html, nothing} from './lib/lit-html.js';
import {age, count, counted, cut, moment, safe} from './format.js';
import {payload} from './payload.js';
import {toJob, toStage} from './address.js';

/** An entry of a job: one line, and everything that is known of it when it is opened. */
export function entryItem(pipeline, entry, open = false) {
  return html`<li class="entry">
    <details ?open=${open}>
      <summary>
        <span class="job">${safe(entry.job)}</span>
        <span class="facts">${facts(entry)}</span>
        ${entry.lastError ? html`<span class="error">${safe(cut(entry.lastError, 160))}</span>` : nothing}
      </summary>
      ${entryBody(pipeline, entry)}
    </details>
  </li>`;
}

function facts(entry) {
  const since = entry.since ?? entry.submitted;
  const all = [
    entry.attempt > 1 ? `attempt ${entry.attempt}` : null,
    entry.due ? html`due ${moment(entry.due)}` : html`since ${moment(since)}`,
    entry.key ? `key ${safe(cut(entry.key, 40))}` : null,
    entry.holder ? holder(entry.holder) : null,
  ];
  return all.filter(Boolean).map((one, index) => html`${index > 0 ? ', ' : ''}${one}`);
}

function holder(held) {
  if (!held.worker) {
    return `handed back ${age(held.atLeastSeconds)} ago`;
  }
  const long = held.atMostSeconds === undefined ? age(held.atLeastSeconds) : age(held.atMostSeconds);
  return html`at <b>${safe(held.worker)}</b> for ${long}${held.alive ? nothing : html`, <b class="warn">which is silent</b>`}`;
}

/** All that is known of an entry. */
export function entryBody(pipeline, entry) {
  return html`<div class="entry-body">
    <dl class="facts-list">
      ${fact('Job', html`<a href=${toJob(pipeline, entry.job)}>${safe(entry.job)}</a>`)}
      ${fact('State', html`<a href=${toStage(pipeline, entry.stage, entry.state)}>${entry.state}</a> at ${safe(entry.stage)}, partition ${entry.partition}`)}
      ${fact('Submitted', moment(entry.submitted))}
      ${entry.since ? fact('Since', moment(entry.since)) : nothing}
      ${entry.due ? fact('Due', moment(entry.due)) : nothing}
      ${fact('Attempt', `${count(entry.attempt)}, delivered ${counted(entry.deliveries, 'time', 'times')}`)}
      ${entry.holder ? fact('Held', holder(entry.holder)) : nothing}
      ${entry.key ? fact('Key', safe(entry.key)) : nothing}
      ${entry.path ? fact('Part', safe(entry.path)) : nothing}
      ${entry.lastError ? fact('Last error', html`<pre class="error" tabindex="0">${safe(entry.lastError)}</pre>`) : nothing}
      ${entry.defect ? fact('Defect', safe(entry.defect)) : nothing}
      ${Object.entries(entry.headers ?? {}).map(([name, value]) => fact(`Header ${safe(name)}`, safe(value)))}
    </dl>
    ${payload(entry.type, entry.payload)}
  </div>`;
}

/** A name and what it stands for. */
export function fact(name, value) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
