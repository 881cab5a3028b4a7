// @ts-check
/**
 * The full-height sheet of portrait: traps the focus, closes by its own button or Esc, and closing keeps everything.
 *
 * Raises `sheet-close`. The owner gives the content as a template and takes the sheet away.
 */
import { html, nothing } from '../../vendor/lit.js';
import { TabletElement, define } from './element.js';

class BottomSheet extends TabletElement {
  static properties = { name: {}, content: { attribute: false } };

  constructor() {
    super();
    this.name = '';
    /** @type {unknown} */
    this.content = nothing;
  }

  /** @override */
  firstUpdated() {
    const opener = /** @type {HTMLElement | null} */ (document.activeElement);
    this.querySelector('dialog')?.showModal();
    this.keep(() => opener?.isConnected && opener.focus());
  }

  /** @override */
  render() {
    return html`<dialog class="sheet" aria-label=${this.name} @cancel=${this.close}>
      <div class="sheet-grip" aria-hidden="true"></div>
      <div class="sheet-content">${this.content}</div>
    </dialog>`;
  }

  /** @param {Event} event */
  close(event) {
    event.preventDefault();
    this.emit('sheet-close');
  }
}

define('bottom-sheet', BottomSheet);
