import {html, nothing, render} from './lib/lit-html.js';
import {keyed} from './lib/directives/keyed.js';
import {read} from './address.js';
import {Api, path} from './api.js';
import {Live} from './live.js';
import {Loaded} from './loaded.js';
import {Notices} from './notices.js';
import {footer, header} from './frame.js';
import {problemBox} from './problem.js';
import {screenOf} from './screens.js';
import {TokenScreen} from './screens/token.js';

/**
 * The page: who looks at it, what is live, which screen is open. Screens call {@link #changed}
 * after each change of what they show; everything is drawn again then, once per frame.
 */
export class Page {
  #frame = 0;
  #shown = null; // the address whose screen is open
  #definitions = new Map();

  constructor() {
    this.changed = this.changed.bind(this);
    this.api = new Api(() => this.#unauthorized());
    this.live = new Live(this.api, this.changed, () => this.#definitions.clear());
    this.notices = new Notices(this.changed);
    this.me = null;
    this.screen = null;
    this.unauthorized = false;
    this.problem = null;
    addEventListener('hashchange', () => this.#go());
    addEventListener('resize', this.changed);
  }

  /** Asks who looks, and opens the screen of the address. */
  async start() {
    this.problem = null;
    try {
      this.me = await this.api.get('me');
      this.unauthorized = false;
      if (this.reads) {
        this.live.start();
      }
      this.#shown = null;
      this.#go();
    } catch (problem) {
      this.problem = problem;
      setTimeout(() => this.me === null && !this.unauthorized && this.start(), 3_000);
    }
    this.changed();
  }

  /** Tries a token. */
  enter(token) {
    this.api.token = token;
    return this.start();
  }

  /** Forgets the token. */
  leave() {
    this.api.token = '';
    this.#unauthorized();
  }

  /** Whether the one who looks may change things; the server asks again. */
  get operates() {
    return this.me.roles.includes('operate');
  }

  /** Whether the one who looks may look at more than jobs by their ids. */
  get reads() {
    return this.me.roles.includes('read') || this.operates;
  }

  /** Whether the one who looks may submit jobs. */
  get submits() {
    return this.me.roles.includes('submit');
  }

  /** Whether the one who looks may cancel jobs. */
  get cancels() {
    return this.submits || this.operates;
  }

  /** Draws again, soon. */
  changed() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** Opens another screen. */
  open(address) {
    location.hash = address;
  }

  /** What a pipeline is made of; null until it is there. */
  definition(pipeline) {
    let loaded = this.#definitions.get(pipeline);
    if (!loaded) {
      loaded = new Loaded(this.changed, () => this.api.get(path('pipelines', pipeline)));
      this.#definitions.set(pipeline, loaded);
      loaded.load();
    }
    return loaded.value;
  }

  #unauthorized() {
    this.live.stop();
    this.me = null;
    this.unauthorized = true;
    this.screen?.close?.();
    this.screen = null;
    this.changed();
  }

  #go() {
    if (this.me === null || location.hash === this.#shown) {
      return;
    }
    const first = this.#shown === null;
    this.#shown = location.hash;
    this.screen?.close?.();
    const {parts, query} = read(location.hash);
    this.pipeline = parts[0] === 'pipelines' ? parts[1] : null;
    this.parts = parts;
    this.screen = screenOf(this, parts, query);
    this.screen.open?.();
    this.#draw();
    if (!first) {
      scrollTo(0, 0);
      document.querySelector('h1')?.focus();
    }
  }

  #draw() {
    const title = this.screen?.title ?? 'Streamweir';
    document.title = title === 'Streamweir' ? title : `${title} · Streamweir`;
    render(this.#view(), document.body);
  }

  #view() {
    if (this.unauthorized) {
      this.entry ??= new TokenScreen(this);
      return html`<main id="main">${this.entry.view()}</main>`;
    }
    this.entry = null;
    if (this.me === null) {
      return html`<main id="main">${this.problem ? problemBox(this.problem, () => this.start()) : nothing}</main>`;
    }
    return html`
      <a class="skip" href="#main" @click=${toMain}>To the content</a>
      ${header(this)}
      <main id="main" tabindex="-1">${keyed(this.#shown, this.screen?.view())}</main>
      ${footer(this)} ${this.notices.view()}
    `;
  }
}

function toMain(event) {
  event.preventDefault();
  document.querySelector('main').focus();
}

new Page().start();
