/**
 * Addresses of screens. They stand behind the # of the page's own address, so that they work behind
 * any proxy: `#/pipelines/orders/stages/charge/waiting?where=total=12`.
 */

/** The address of a screen. */
export function to(parts, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null && one !== '') {
        search.append(name, one);
      }
    }
  }
  const path = parts.map(encodeURIComponent).join('/');
  return `#/${path}${search.size > 0 ? `?${search}` : ''}`;
}

export const toPipeline = (pipeline, screen = '') =>
  to(screen ? ['pipelines', pipeline, screen] : ['pipelines', pipeline]);

export const toStage = (pipeline, stage, state = 'waiting', query = {}) =>
  to(['pipelines', pipeline, 'stages', stage, state], query);

export const toJob = (pipeline, job) => to(['pipelines', pipeline, 'jobs', job]);

export const toDead = (pipeline, query = {}) => to(['pipelines', pipeline, 'dead'], query);

export const toLetters = (pipeline, stage, query = {}) => to(['pipelines', pipeline, 'dead', stage], query);

export const toLetter = (pipeline, stage, id) => to(['pipelines', pipeline, 'dead', stage, id]);

/** The screen that the page's address names. */
export function read(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  let parts;
  try {
    parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    parts = [];
  }
  return {parts, query: new URLSearchParams(search)};
}
