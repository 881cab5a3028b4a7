// @ts-check
/**
 * The dialog: asks one question whose answers are verbs; the safe answer has the focus, and Esc means it.
 *
 * Promises: resolves exactly once with the chosen value; focus returns to where it was. Does not: act on the answer.
 */
import { html, nothing, render } from '../../vendor/lit.js';

/** @typedef {{ value: string, label: string, look?: 'primary' | 'danger' | 'plain', safe?: boolean }} Choice */

/**
 * @param {{ title: string, text?: string, choices: Choice[] }} question one choice is marked safe
 * @returns {Promise<string>} the value of the choice
 */
export function ask({ title, text, choices }) {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement);
  const dialog = document.createElement('dialog');
  dialog.className = 'ask-dialog';
  dialog.setAttribute('aria-labelledby', 'ask-title');
  const safe = choices.find((choice) => choice.safe)?.value ?? '';
  return new Promise((resolve) => {
    const close = (/** @type {string} */ value) => {
      dialog.close();
      dialog.remove();
      opener?.focus();
      resolve(value);
    };
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      close(safe);
    });
    render(body({ title, text, choices, close }), dialog);
    document.body.append(dialog);
    dialog.showModal();
    /** @type {HTMLElement | null} */ (dialog.querySelector('[data-safe]'))?.focus();
  });
}

/** @param {{ title: string, text: string | undefined, choices: Choice[], close: (value: string) => void }} parts */
function body({ title, text, choices, close }) {
  return html`<h2 id="ask-title" class="ask-title">${title}</h2>
    ${text ? html`<p class="ask-text">${text}</p>` : nothing}
    <div class="ask-choices">
      ${choices.map(
        ({ value, label, look = 'plain', safe = false }) =>
          html`<button type="button" class="button button-${look}" ?data-safe=${safe} @click=${() => close(value)}>${label}</button>`,
      )}
    </div>`;
}
