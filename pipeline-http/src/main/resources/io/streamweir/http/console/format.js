import {html} from './lib/lit-html.js';
import {visible} from './visible.js';

const WHOLE = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const COMPACT = new Intl.NumberFormat('en', {notation: 'compact', minimumSignificantDigits: 3, maximumSignificantDigits: 3});
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A number of things, with all its digits. */
export function count(number) {
  return number === null || number === undefined ? '–' : WHOLE.format(number);
}

/** A number of things where there is little room, such as 1.23M. */
export function brief(number) {
  return Math.abs(number) < 10_000 ? count(number) : COMPACT.format(number);
}

/** A number and what it counts. */
export function counted(number, one, many) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** Something per second; a dash where nobody knows. */
export function rate(perSecond) {
  if (perSecond === null || perSecond === undefined) {
    return '–';
  }
  return perSecond > 0 && perSecond < 9.95 ? perSecond.toFixed(1) : brief(perSecond);
}

/** A length of time in its largest unit, such as 12 s or 5 min; a dash for 0. */
export function age(seconds) {
  if (!seconds) {
    return '–';
  }
  return seconds < 9.95
    ? `${seconds.toFixed(1)} s`
    : seconds < 100
      ? `${Math.round(seconds)} s`
      : seconds < 100 * MINUTE
        ? `${Math.round(seconds / MINUTE)} min`
        : seconds < 48 * HOUR
          ? `${Math.round(seconds / HOUR)} h`
          : `${Math.round(seconds / DAY)} d`;
}

/** A share from 0 to 1 in whole percent. */
export function percent(ratio) {
  return ratio > 0 && ratio < 0.005 ? '<1 %' : `${Math.round(100 * ratio)} %`;
}

/** Seconds since a time. */
export function since(time) {
  return Math.max(0, (Date.now() - Date.parse(time)) / 1000);
}

/** A time in the zone of the browser; its title has it in UTC and says how long ago it was. */
export function moment(time) {
  if (!time) {
    return '–';
  }
  return html`<time datetime=${time} title=${`${time} (UTC), ${distance(time)}`}>${local(time)}</time>`;
}

/** A time in words relative to now, such as in 5 min. */
export function distance(time) {
  const seconds = (Date.parse(time) - Date.now()) / 1000;
  return Math.abs(seconds) < 1 ? 'now' : seconds > 0 ? `in ${age(seconds)}` : `${age(-seconds)} ago`;
}

function local(time) {
  const date = new Date(time);
  const two = (number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A text as it is shown: nothing in it hides or reorders what stands around it. */
export function safe(text) {
  return visible(String(text));
}

/** The first characters of a text. */
export function cut(text, most) {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
