import {svg, html} from './lib/lit-html.js';
import {rate} from './format.js';

const WIDTH = 180;
const POINTS = 180;
const BRIDGED = 6;

/**
 * Rates of the last 15 minutes as lines over each other, each with its class and name. For screen
 * readers it is one sentence.
 *
 * @param lines of values, the newest at the end; null where nobody knows
 */
export function sparkline(lines, height = 32) {
  const most = Math.max(1e-9, ...lines.flatMap((line) => line.values.map((value) => value ?? 0)));
  return html`<svg
    class="spark"
    viewBox="0 0 ${WIDTH} ${height}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${sentence(lines)}>
    ${lines.map((line) => [
      line.filled ? svg`<path class="${line.name} area" d=${area(line.values, most, height)} />` : null,
      svg`<path class="${line.name} line" d=${outline(line.values, most, height)} />`,
    ])}
  </svg>`;
}

/**
 * The same with a scale and a legend.
 *
 * @param inWords how a value is written
 */
export function chart(title, lines, inWords) {
  const most = Math.max(0, ...lines.flatMap(values));
  return html`<figure class="chart">
    <figcaption>
      <strong>${title}</strong>
      ${lines.map((line) => html`<span class="legend ${line.name}">${line.label}: ${inWords(values(line).at(-1))}</span>`)}
    </figcaption>
    <div class="plot">
      <span class="most">${inWords(most)}</span>
      ${sparkline(lines, 96)}
      <span class="ago">15 min ago</span><span class="now">now</span>
    </div>
  </figure>`;
}

/** What is known of a line. */
function values(line) {
  return line.values.filter((value) => value !== null && value !== undefined);
}

function sentence(lines) {
  return `Last 15 minutes. ${lines
    .map((line) => {
      const known = values(line);
      return known.length === 0
        ? `${line.label}: not known`
        : `${line.label}: now ${rate(known.at(-1))}, at most ${rate(Math.max(...known))}`;
    })
    .join('; ')}.`;
}

/** Values stand at the right end, so that now is always in the same place. */
function points(values, most, height) {
  return values.map((value, index) => ({
    x: (WIDTH * (POINTS - values.length + index)) / (POINTS - 1),
    y: value === null || value === undefined ? null : height - 1 - ((height - 3) * value) / most,
  }));
}

/** A line, through the few values that a busy server has missed. */
function outline(values, most, height) {
  let missed = BRIDGED;
  return points(values, most, height)
    .map((point) => {
      if (point.y === null) {
        missed++;
        return '';
      }
      const pen = missed < BRIDGED ? 'L' : 'M';
      missed = 0;
      return `${pen}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    })
    .join('');
}

function area(values, most, height) {
  const known = points(values, most, height).filter((point) => point.y !== null);
  return known.length === 0
    ? ''
    : `M${known[0].x.toFixed(1)} ${height}` +
        known.map((point) => `L${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('') +
        `L${known.at(-1).x.toFixed(1)} ${height}Z`;
}
