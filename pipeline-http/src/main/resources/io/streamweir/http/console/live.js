const KEPT = 180;
const STEP_MILLIS = 5_000;
const SLOWEST_MILLIS = 15_000;

/**
 * The newest status of all pipelines, and the rates of the last 15 minutes. It follows the server's
 * events until it is paused, connects again by itself, and rests while the tab is hidden.
 */
export class Live {
  #api;
  #changed;
  #renewed;
  #following = null;
  #histories = new Map();
  #wanted = false;

  /** What was heard last, by pipeline. */
  pipelines = new Map();
  /** When the server took it. */
  time = null;
  /** `connecting`, `live`, `paused`, `lost`: the console's own link to the server. */
  state = 'connecting';
  /** Why the server cannot ask Redis, and since when. */
  outage = null;

  /**
   * @param changed is called after each change
   * @param renewed is called at each connection: the server may be another one, with other pipelines
   */
  constructor(api, changed, renewed) {
    this.#api = api;
    this.#changed = changed;
    this.#renewed = renewed;
    document.addEventListener('visibilitychange', () => this.#visible());
  }

  start() {
    this.#wanted = true;
    this.#follow();
  }

  stop() {
    this.#wanted = false;
    this.#following?.abort();
    this.#following = null;
  }

  /** Whether updates have been paused. */
  get paused() {
    return this.state === 'paused';
  }

  toggle() {
    if (this.paused) {
      this.state = 'connecting';
      this.start();
    } else {
      this.stop();
      this.state = 'paused';
    }
    this.#changed();
  }

  /** The last 15 minutes of a pipeline's stages; empty until they are there. */
  history(pipeline) {
    if (!this.#histories.has(pipeline)) {
      this.#histories.set(pipeline, {stages: new Map(), appended: 0});
      this.#load(pipeline);
    }
    return this.#histories.get(pipeline).stages;
  }

  #visible() {
    if (!this.#wanted) {
      return;
    }
    if (document.hidden) {
      this.#following?.abort();
      this.#following = null;
    } else if (!this.#following) {
      this.#follow();
    }
  }

  async #follow() {
    const following = new AbortController();
    this.#following?.abort();
    this.#following = following;
    let wait = 1_000;
    while (!following.signal.aborted) {
      this.#histories.clear();
      this.#renewed();
      try {
        await this.#api.follow('status/events', {lanes: 'false'}, following.signal, (event, data) => {
          wait = 1_000;
          this.#hear(event, data);
        });
      } catch (problem) {
        if (problem.status === 401) {
          return;
        }
      }
      if (following.signal.aborted) {
        return;
      }
      this.state = 'lost';
      this.#changed();
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(2 * wait, SLOWEST_MILLIS);
    }
  }

  #hear(event, data) {
    if (event === 'outage') {
      this.outage = data;
    } else if (event === 'status') {
      this.outage = null;
      this.time = data.time;
      this.pipelines = new Map(data.pipelines.map((one) => [one.pipeline, one]));
      data.pipelines.forEach((one) => this.#append(one));
    } else {
      return;
    }
    this.state = 'live';
    this.#changed();
  }

  async #load(pipeline) {
    try {
      const loaded = await this.#api.get(`pipelines/${encodeURIComponent(pipeline)}/history`);
      const stages = new Map(
        loaded.stages.map((one) => [one.stage, {in: one.in, out: one.out, failed: one.failed, waiting: one.waiting, dead: one.dead}]));
      this.#histories.set(pipeline, {stages, appended: Date.now()});
      this.#changed();
    } catch {
      // It stays empty until the next connection.
    }
  }

  /** Goes on with a history that was loaded. */
  #append(status) {
    const history = this.#histories.get(status.pipeline);
    if (!history || history.appended === 0 || Date.now() - history.appended < STEP_MILLIS) {
      return;
    }
    history.appended = Date.now();
    for (const stage of status.stages) {
      const kept = history.stages.get(stage.stage);
      if (kept) {
        push(kept.in, stage.inPerSecond);
        push(kept.out, stage.outPerSecond);
        push(kept.failed, stage.failedPerSecond);
        push(kept.waiting, stage.lag);
        push(kept.dead, stage.dead);
      }
    }
  }
}

function push(values, value) {
  values.push(value ?? null);
  if (values.length > KEPT) {
    values.shift();
  }
}
