import {html, nothing} from './lib/lit-html.js';
import {to, toPipeline} from './address.js';
import {age, safe, since} from './format.js';
import {mark, weir} from './marks.js';
import {attention} from './causes.js';

const TABS = [
  ['', 'Stages'],
  ['dead', 'Dead letters'],
  ['schedules', 'Schedules'],
  ['windows', 'Windows'],
  ['readers', 'Taps and readers'],
  ['workers', 'Workers'],
  ['doctor', 'Doctor'],
];

/** What stands above every screen: where one is, how fresh it is, and the way to a job. */
export function header(page) {
  return html`<header>
    <div class="top">
      <a class="brand" href="#/">${weir}Streamweir</a>
      <nav aria-label="Main">
        <a href="#/" aria-current=${page.parts.length === 0 ? 'page' : nothing}>Overview</a>
        ${!page.reads ? nothing : html`<a href="#/activity" aria-current=${page.parts[0] === 'activity' ? 'page' : nothing}>Activity</a>`}
      </nav>
      <form class="find" role="search" @submit=${(event) => find(page, event)}>
        <input name="job" type="search" required aria-label="Find a job by its id" placeholder="Find a job by its id" autocomplete="off" spellcheck="false" />
        <button>Find</button>
      </form>
      ${page.reads ? freshness(page) : nothing}
    </div>
    ${page.pipeline ? pipelineBar(page) : nothing} ${outageBar(page)}
  </header>`;
}

function find(page, event) {
  event.preventDefault();
  const job = new FormData(event.target).get('job').trim();
  if (job) {
    page.open(page.pipeline ? to(['pipelines', page.pipeline, 'jobs', job]) : to(['find', job]));
    event.target.reset();
  }
}

/** Whether what one sees is what there is. */
function freshness(page) {
  const {live} = page;
  const [level, word] = {
    connecting: ['idle', 'connecting'],
    live: live.outage ? ['bad', 'no Redis'] : ['good', 'live'],
    paused: ['paused', 'paused'],
    lost: ['bad', 'no connection'],
  }[live.state];
  return html`<div class="freshness">
    <span role="status">${mark(level, word)}</span>
    <button type="button" aria-pressed=${live.paused} @click=${() => live.toggle()}>
      ${live.paused ? 'Resume' : 'Pause'}<span class="wide-only"> updates</span>
    </button>
  </div>`;
}

function outageBar(page) {
  const {live} = page;
  if (live.state === 'lost') {
    return bar(`The server does not answer. What you see is ${live.time ? `${age(since(live.time))} old` : 'not complete'}; the console connects again by itself.`);
  }
  return live.outage
    ? bar(`Redis has not answered for ${age(since(live.outage.since))}: ${safe(live.outage.error).replace(/[.]$/, '')}. What you see is from before.`)
    : nothing;
}

function bar(text) {
  return html`<div class="outage" role="alert">${text}</div>`;
}

function pipelineBar(page) {
  const {pipeline} = page;
  const here = page.parts[2] ?? '';
  const status = page.live.pipelines.get(pipeline);
  const worst = status ? attention(status, page.definition(pipeline))[0] : null;
  const tabs = page.reads ? TABS : [];
  const all = page.submits ? [...tabs, ['submit', 'Submit']] : tabs;
  return html`<div class="pipeline-bar">
    <p class="where">
      <span>Pipeline</span> <a href=${toPipeline(pipeline)}>${safe(pipeline)}</a>
      ${worst ? mark(worst.level, worst.stage ? `${worst.stage}: ${worst.word}` : worst.word) : nothing}
    </p>
    <nav aria-label="Pipeline ${pipeline}">
      ${all.map(([screen, word]) => html`<a
        href=${toPipeline(pipeline, screen)}
        aria-current=${here === screen || (screen === '' && here === 'stages') ? 'page' : nothing}>${word}</a>`)}
    </nav>
  </div>`;
}

/** What stands below every screen. */
export function footer(page) {
  const {me} = page;
  return html`<footer>
    <span>Streamweir ${me.version}, namespace <code>${me.namespace}</code></span>
    <span>${me.tokens ? `${safe(me.name)}, may ${may(page)}` : 'no tokens are set: everybody on this machine may change everything'}</span>
    ${me.tokens ? html`<button type="button" class="plain" @click=${() => page.leave()}>Leave</button>` : nothing}
  </footer>`;
}

function may(page) {
  const looks = page.operates ? 'look and change' : page.reads ? 'look' : null;
  return [page.submits ? 'submit jobs' : null, looks].filter(Boolean).join(', ');
}
