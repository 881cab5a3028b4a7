// @ts-check
/** A fact of any length: folds after three lines with 「展开」; a short one shows no button. */
import { html, nothing } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from './element.js';

class FoldText extends TabletElement {
  static properties = { text: {}, open: { state: true }, long: { state: true } };

  constructor() {
    super();
    this.text = '';
    this.open = false;
    this.long = false;
  }

  /** @override */
  updated() {
    const words = this.querySelector('p');
    if (words && !this.open) this.long = words.scrollHeight > words.clientHeight + 1;
  }

  /** @override */
  render() {
    return html`<p class=${this.open ? 'fold-words' : 'fold-words folded'}>${this.text}</p>
      ${this.long
        ? html`<button type="button" class="link-button" aria-expanded=${this.open ? 'true' : 'false'} @click=${() => (this.open = !this.open)}>
            ${this.open ? labels.answer.fold : labels.answer.unfold}
          </button>`
        : nothing}`;
  }
}

define('fold-text', FoldText);
