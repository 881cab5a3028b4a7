// @ts-check
/** Choosing a six-digit PIN, twice. Raises `pin-done` when set or left. Does not: keep it; `account.js` does. */
import { html, nothing } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { banner, button } from '../ui/parts.js';
import '../ui/pin-pad.js';
import { sentenceFor } from '../ui/problems.js';
import { setPin } from './account.js';

class PinSetup extends TabletElement {
  static properties = { offered: { type: Boolean }, entering: { state: true }, first: { state: true }, error: { state: true } };

  constructor() {
    super();
    /** Asks first whether one is wanted at all. */
    this.offered = false;
    this.entering = false;
    /** @type {string | null} the PIN of the first round */
    this.first = null;
    /** @type {string | null} */
    this.error = null;
  }

  /** @override */
  render() {
    if (this.offered && !this.entering) return this.offer();
    return html`<div class="pin-setup">
      <h2 class="door-question">${this.first === null ? labels.register.pinFirst : labels.register.pinAgain}</h2>
      ${this.error ? html`<div role="alert">${banner({ tone: 'warn', text: this.error })}</div>` : nothing}
      <pin-pad
        side=${labels.register.pinLater}
        @pin-entered=${(/** @type {CustomEvent<string>} */ { detail }) => this.entered(detail)}
        @pin-side=${this.leave}
      ></pin-pad>
    </div>`;
  }

  offer() {
    return html`<div class="pin-offer card">
      <h2>${labels.register.pinTitle}</h2>
      <p>${labels.register.pinText}</p>
      <div class="button-row">
        ${button({ label: labels.register.pinLater, press: () => this.leave() })}
        ${button({ label: labels.register.pinSet, icon: 'password', look: 'primary', more: 'grow', press: () => (this.entering = true) })}
      </div>
    </div>`;
  }

  /** @param {string} pin */
  async entered(pin) {
    this.error = null;
    if (this.first === null) {
      this.first = pin;
      return;
    }
    const same = this.first === pin;
    this.first = null;
    if (!same) {
      this.error = labels.register.pinMismatch;
      return;
    }
    try {
      await setPin(pin);
      this.leave();
    } catch (error) {
      this.error = sentenceFor(error);
    }
  }

  leave() {
    this.emit('pin-done');
  }
}

define('pin-setup', PinSetup);
