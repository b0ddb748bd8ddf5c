import {visible} from './visible.js';

/** A whole number that a JavaScript number cannot hold, with all its digits. */
export class ExactNumber {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }

  toJSON() {
    return JSON.rawJSON(this.text);
  }
}

/** Reads JSON. Whole numbers keep all their digits. */
export function readJson(text) {
  return JSON.parse(text, (name, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? new ExactNumber(context.source)
      : value);
}

/** Writes JSON on several lines, as people edit it. Signs that hide or reorder text are codes, as JSON allows. */
export function writeJson(value) {
  return visible(JSON.stringify(value, null, 2));
}
