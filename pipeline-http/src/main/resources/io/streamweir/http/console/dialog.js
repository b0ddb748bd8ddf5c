import {html, nothing, render} from './lib/lit-html.js';

/**
 * Asks before something is done. Resolves to the form's fields, or to null where it is not to be done. The
 * browser keeps the keyboard inside and gives the focus back at the end.
 *
 * @param action the word on the button that does it
 * @param danger whether it destroys something
 * @param body fields of the form, or what will happen
 */
export function ask({title, body, action, danger = false}) {
  const dialog = document.createElement('dialog');
  document.body.append(dialog);
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  render(
    html`<form method="dialog" @submit=${(event) => done(event, dialog)}>
      <h2 id="dialog-title">${title}</h2>
      <div class="dialog-body">${body ?? nothing}</div>
      <div class="buttons">
        <button type="button" @click=${() => dialog.close()}>Cancel</button>
        <button class=${danger ? 'danger' : 'primary'}>${action}</button>
      </div>
    </form>`,
    dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.answer ?? null);
    });
    dialog.showModal();
  });
}

function done(event, dialog) {
  dialog.answer = new FormData(event.target);
}
