import {html, nothing} from '../lib/lit-html.js';
import {path} from '../api.js';
import {safe} from '../format.js';
import {heading} from '../heading.js';
import {Loaded} from '../loaded.js';
import {mark} from '../marks.js';

const LEVELS = {wrong: ['bad', 'wrong'], notice: ['warn', 'notice'], good: ['good', 'good']};

/** What the doctor finds, and what to do about it. */
export class DoctorScreen {
  constructor(page, pipeline) {
    this.title = `Doctor · ${pipeline}`;
    this.findings = new Loaded(page.changed, () => page.api.get(path('pipelines', pipeline, 'doctor')));
  }

  open() {
    this.findings.load();
  }

  view() {
    const again = html`<button type="button" ?disabled=${this.findings.loading} @click=${() => this.open()}>
      ${this.findings.loading ? 'Examining…' : 'Examine again'}
    </button>`;
    return html`${heading('Doctor', again)}
      ${this.findings.view(({findings}) => {
        const of = (level) => findings.filter((finding) => finding.level === level);
        return html`<p class="verdict ${of('wrong').length > 0 ? 'bad' : 'good'}">
            ${of('wrong').length > 0 ? mark('bad', `${of('wrong').length} wrong`) : mark('good', 'all is well')}
            ${of('notice').length > 0 ? html`<span>${of('notice').length} to take note of</span>` : nothing}
          </p>
          <ul class="diagnosis">
            ${['wrong', 'notice', 'good'].flatMap((level) => of(level)).map((finding) => html`<li>
              ${mark(...LEVELS[finding.level])}
              <div><p>${safe(finding.what)}</p>${finding.advice ? html`<p class="advice">→ ${safe(finding.advice)}</p>` : nothing}</div>
            </li>`)}
          </ul>`;
      })}`;
  }
}
