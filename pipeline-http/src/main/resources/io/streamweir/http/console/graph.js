import {html, svg} from './lib/lit-html.js';
import {repeat} from './lib/directives/repeat.js';
import {ageLevel, assess} from './causes.js';
import {age, brief, count, rate} from './format.js';
import {mark} from './marks.js';
import {sparkline} from './spark.js';
import {toLetters, toStage} from './address.js';

const GAP = 44;
const ROW_GAP = 20;
const BOX_HEIGHT = 184;
const NARROWEST = 176;
const WIDEST = 300;

/**
 * A pipeline as boxes with lines between them: each stage stands to the right of those that feed
 * it. On narrow screens the boxes stand below each other and say in words where entries go.
 *
 * @param width of the place that there is
 */
export function graph(status, definition, history, width) {
  const places = arrange(status, definition);
  const columns = Math.max(...places.map((place) => place.column)) + 1;
  const rows = Math.max(...places.map((place) => place.row)) + 1;
  const fitting = (width - GAP * (columns - 1)) / columns;
  const box = Math.round(Math.min(WIDEST, Math.max(NARROWEST, fitting)));
  const size = {
    width: columns * box + (columns - 1) * GAP,
    height: rows * (BOX_HEIGHT + ROW_GAP),
  };
  return html`<div class="graph" tabindex="0" role="group" aria-label="Stages of ${status.pipeline}">
    <div class="canvas" .style=${`width:${size.width}px;height:${size.height}px`}>
      <svg class="edges" viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true">
        ${edges(places, box)}
      </svg>
      ${repeat(places, (place) => place.stage.stage, (place) => stageBox(status, definition, history, place, box))}
    </div>
  </div>`;
}

function stageBox(status, definition, history, {stage, column, row, targets}, width) {
  const found = assess(status, stage, definition);
  const at = `left:${column * (width + GAP)}px;top:${row * (BOX_HEIGHT + ROW_GAP)}px;width:${width}px;height:${BOX_HEIGHT}px`;
  const kept = history.get(stage.stage);
  const windows = (definition?.windows ?? []).filter((one) => one.closesTo === stage.stage).map((one) => one.window);
  return html`<article class="stage ${found.level}" .style=${at} aria-label="Stage ${stage.stage}">
    <h3>
      <a href=${toStage(status.pipeline, stage.stage)}>${stage.stage}</a>
      ${mark(found.level, found.word)}
    </h3>
    <p class="waits" title=${stage.lagKnown ? '' : 'an estimate'}>
      <b>${stage.lagKnown ? '' : '~'}${brief(stage.lag)}</b> waiting
      <span class="age ${ageLevel(stage.oldestWaitingSeconds)}">${stage.lag > 0 ? age(stage.oldestWaitingSeconds) : ''}</span>
    </p>
    ${kept
      ? sparkline([
          {name: 'in', label: 'in per second', values: kept.in},
          {name: 'out', label: 'out per second', values: kept.out, filled: true},
        ])
      : html`<div class="spark"></div>`}
    <p class="rates">
      <span class="in"><span class="key"></span>in ${rate(stage.inPerSecond)}/s</span>
      <span class="out"><span class="key"></span>out ${rate(stage.outPerSecond)}/s</span>
    </p>
    <p class="counts">
      ${figure(stage.pending, 'pending', toStage(status.pipeline, stage.stage, 'pending'), ageLevel(stage.oldestDeliveredSeconds))}
      ${figure(stage.delayed, 'delayed', toStage(status.pipeline, stage.stage, 'delayed'), '')}
      ${figure(stage.dead, 'dead', toLetters(status.pipeline, stage.stage), stage.dead > 0 ? 'dead' : '')}
      <span class=${stage.consumers === 0 ? 'none' : ''}><b>${count(stage.consumers)}</b> ${stage.consumers === 1 ? 'worker' : 'workers'}</span>
    </p>
    ${windows.length > 0 ? html`<p class="from">from the window ${windows.join(', ')}</p>` : null}
    ${targets.length > 0 ? html`<p class="then">then ${targets.join(', ')}</p>` : null}
  </article>`;
}

function figure(number, word, href, level) {
  return html`<a class=${level} href=${href}><b>${brief(number)}</b> ${word}</a>`;
}

/** The column of a stage is the longest way to it; the row is its place among those of its column. */
function arrange(status, definition) {
  const targets = new Map(
    status.stages.map((stage) => [stage.stage, targetsOf(stage.stage, definition)]));
  const columns = depths(status.stages.map((stage) => stage.stage), targets);
  const taken = new Map();
  return status.stages.map((stage, index) => {
    const column = definition?.defined ? columns.get(stage.stage) : index;
    const row = taken.get(column) ?? 0;
    taken.set(column, row + 1);
    return {stage, column, row, targets: targets.get(stage.stage)};
  });
}

function targetsOf(stage, definition) {
  return definition?.stages.find((one) => one.stage === stage)?.targets ?? [];
}

/** No stage stands left of one that feeds it; a way back to an earlier stage counts for nothing. */
function depths(stages, targets) {
  const order = new Map(stages.map((stage, index) => [stage, index]));
  const depth = new Map(stages.map((stage) => [stage, 0]));
  for (const stage of stages) {
    for (const target of targets.get(stage)) {
      if (order.get(target) > order.get(stage)) {
        depth.set(target, Math.max(depth.get(target), depth.get(stage) + 1));
      }
    }
  }
  return depth;
}

function edges(places, box) {
  const byStage = new Map(places.map((place) => [place.stage.stage, place]));
  return places.flatMap((from) =>
    from.targets.filter((target) => byStage.has(target)).map((target) => edge(from, byStage.get(target), box)));
}

/** A line between boxes; where others stand between them, it runs below their row. */
function edge(from, to, box) {
  const x1 = from.column * (box + GAP) + box;
  const y1 = from.row * (BOX_HEIGHT + ROW_GAP) + BOX_HEIGHT / 2;
  const x2 = to.column * (box + GAP) - 5;
  const y2 = to.row * (BOX_HEIGHT + ROW_GAP) + BOX_HEIGHT / 2;
  const bend = GAP * 0.6;
  const below = (Math.max(from.row, to.row) + 1) * (BOX_HEIGHT + ROW_GAP) - ROW_GAP / 2;
  const way =
    to.column - from.column === 1
      ? `C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
      : `C${x1 + bend} ${y1} ${x1} ${below} ${x1 + GAP} ${below}H${x2 - GAP}C${x2} ${below} ${x2 - bend} ${y2} ${x2} ${y2}`;
  return svg`<path d="M${x1} ${y1}${way}" />
    <path class="head" d="M${x2 - 6} ${y2 - 4.5}L${x2 + 2} ${y2}L${x2 - 6} ${y2 + 4.5}Z" />`;
}
