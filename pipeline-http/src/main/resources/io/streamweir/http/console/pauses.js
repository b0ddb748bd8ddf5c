import {html, nothing} from './lib/lit-html.js';
import {path} from './api.js';
import {ask} from './dialog.js';

/** The button that pauses or resumes a stage, or with null the whole pipeline. */
export function pauseButton(page, status, stage) {
  if (!page.operates) {
    return nothing;
  }
  const pause = status.pauses.find((one) => (one.stage || null) === stage);
  return pause
    ? html`<button type="button" class="primary" @click=${() => resume(page, status.pipeline, stage)}>${stage ? 'Resume the stage' : 'Resume the pipeline'}</button>`
    : html`<button type="button" @click=${() => begin(page, status.pipeline, stage)}>${stage ? 'Pause the stage' : 'Pause the pipeline'}</button>`;
}

async function begin(page, pipeline, stage) {
  const what = stage ? `stage ${stage}` : `pipeline ${pipeline}`;
  const form = await ask({
    title: `Pause ${stage ? 'the' : 'the whole'} ${what}?`,
    action: 'Pause',
    body: html`<p>Handlers that run go on to their end. No further ones begin. Nothing is lost.</p>
      <label>Reason, for those who come after you<input name="reason" maxlength="200" autofocus /></label>
      <label>For how many minutes (empty: until it is resumed)<input name="minutes" type="number" min="1" max="100000" /></label>
      ${stage
        ? nothing
        : html`<label class="check"><input name="refuse" type="checkbox" /> Refuse new jobs meanwhile</label>`}`,
  });
  if (form) {
    const minutes = form.get('minutes');
    const body = {reason: form.get('reason') || undefined, forSeconds: minutes ? 60 * Number(minutes) : undefined};
    if (form.get('refuse')) {
      body.refuseSubmits = true;
    }
    await page.notices.tell(() => page.api.post(address(pipeline, stage, 'pause'), body), `Paused the ${what}.`);
  }
}

function resume(page, pipeline, stage) {
  const what = stage ? `stage ${stage}` : `pipeline ${pipeline}`;
  return page.notices.tell(
    () => page.api.post(address(pipeline, stage, 'resume')),
    (answer) =>
      answer.stillPaused?.length > 0 ? `Resumed the ${what}; another pause still covers it.` : `Resumed the ${what}.`);
}

function address(pipeline, stage, action) {
  return stage ? path('pipelines', pipeline, 'stages', stage, action) : path('pipelines', pipeline, action);
}
