import {ExactNumber, readJson} from './json.js';

/** A JSON Schema's parts, as a form needs them. */
export class InputSchema {
  #root;

  constructor(root) {
    this.#root = root;
  }

  /** The whole input. */
  get input() {
    return this.#kind(this.#root);
  }

  /**
   * How a value is entered: `{kind, nullable, schema, fields, choices}`. The kind is one of record, choice,
   * boolean, integer, number, text, and json for everything else.
   */
  #kind(given) {
    const {schema, nullable} = this.#withoutNull(this.#resolve(given));
    const described = {title: given.title ?? schema.title, description: given.description ?? schema.description, nullable};
    if (schema.enum) {
      return {...described, kind: 'choice', choices: schema.enum};
    }
    if (schema.type === 'object' && schema.properties) {
      return {...described, kind: 'record', fields: this.#fields(schema)};
    }
    const kind = {boolean: 'boolean', integer: 'integer', number: 'number', string: 'text'}[schema.type] ?? 'json';
    return {...described, kind, format: schema.format ?? (schema.contentEncoding ? 'bytes' : ''), pattern: schema.pattern};
  }

  #fields(schema) {
    const required = new Set(schema.required ?? []);
    return Object.entries(schema.properties).map(([name, part]) => ({
      name,
      part: () => this.#kind(part), // a type may hold itself
      required: required.has(name),
      initial: 'default' in part ? part.default : this.#resolve(part).default,
    }));
  }

  #resolve(schema) {
    let resolved = schema;
    while (resolved.$ref) {
      resolved = resolved.$ref
        .replace(/^#\//, '')
        .split('/')
        .reduce((at, name) => at[name.replaceAll('~1', '/').replaceAll('~0', '~')], this.#root);
    }
    return resolved;
  }

  /** Of a choice between null and one other, the other. */
  #withoutNull(schema) {
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) {
      const others = choices.filter((one) => one.type !== 'null');
      const nullable = others.length < choices.length;
      return others.length === 1 ? {schema: this.#resolve(others[0]), nullable} : {schema: {}, nullable};
    }
    if (Array.isArray(schema.type)) {
      const types = schema.type.filter((one) => one !== 'null');
      return {schema: {...schema, type: types.length === 1 ? types[0] : undefined}, nullable: types.length < schema.type.length};
    }
    return {schema, nullable: false};
  }
}

/** What was entered in a field, as JSON; undefined for nothing. */
export function entered(kind, text) {
  if (text === '' && kind !== 'text') {
    return undefined;
  }
  switch (kind) {
    case 'integer':
      return Number.isSafeInteger(Number(text)) || !/^-?\d+$/.test(text) ? Number(text) : new ExactNumber(text);
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'json':
      return readJson(text);
    default:
      return text;
  }
}
