import {html, svg} from './lib/lit-html.js';

const SHAPES = {
  bad: svg`<path d="M8 1 15.5 14.5H.5Z" /><path class="sign" d="M8 6v4M8 12v.6" />`,
  warn: svg`<path d="M8 .8 15.2 8 8 15.2.8 8Z" /><path class="sign" d="M8 4.6v4M8 10.8v.6" />`,
  paused: svg`<rect x="1" y="1" width="14" height="14" rx="3" /><path class="sign" d="M6 5v6M10 5v6" />`,
  good: svg`<circle cx="8" cy="8" r="7.2" /><path class="sign" d="m4.8 8.2 2.2 2.2 4.2-4.6" />`,
  idle: svg`<circle class="hollow" cx="8" cy="8" r="6" />`,
};

/** A level's shape, which tells levels apart without colours too. */
export function shape(level) {
  return html`<svg class="shape ${level}" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[level]}</svg>`;
}

/** A level as shape and word. */
export function mark(level, word) {
  return html`<span class="mark ${level}">${shape(level)}${word}</span>`;
}

/** The sign of the project: water over a weir. */
export const weir = html`<svg class="weir" viewBox="0 0 32 32" aria-hidden="true">
  <path d="M3 8h11q4 0 4 5v7q0 4 4 4h7" />
  <path d="M3 15h8q3 0 3 4v5q0 4 4 4h11" />
</svg>`;
