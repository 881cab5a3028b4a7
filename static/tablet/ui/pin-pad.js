// @ts-check
/**
 * Six digits by touch or by keyboard. Raises `pin-entered` with the six digits and empties itself.
 *
 * Does not: check the PIN, or show a digit.
 */
import { html } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from './element.js';
import { icon } from './icon.js';

const LENGTH = 6;
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

class PinPad extends TabletElement {
  static properties = { side: {}, digits: { state: true } };

  constructor() {
    super();
    /** Label of the button at the lower left; raises `pin-side`. */
    this.side = '';
    this.digits = '';
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.listen(globalThis, 'keydown', (event) => {
      if (/^\d$/.test(event.key)) this.press(event.key);
      else if (event.key === 'Backspace') this.erase();
    });
  }

  /** @override */
  render() {
    return html`<div class="pin-dots" role="img" aria-label=${labels.unlock.entered(this.digits.length)}>
        ${Array.from({ length: LENGTH }, (_, place) => html`<span class="pin-dot ${place < this.digits.length ? 'pin-dot-full' : ''}"></span>`)}
      </div>
      <div class="pin-keys">
        ${DIGITS.map((digit) => this.key(digit))}
        <button type="button" class="pin-side" @click=${() => this.emit('pin-side')}>${this.side}</button>
        ${this.key('0')}
        <button type="button" class="pin-side" aria-label=${labels.unlock.erase} @click=${this.erase}>${icon('backspace')}</button>
      </div>`;
  }

  /** @param {string} digit */
  key(digit) {
    return html`<button type="button" class="pin-key" @click=${() => this.press(digit)}>${digit}</button>`;
  }

  /** @param {string} digit */
  press(digit) {
    if (this.digits.length >= LENGTH) return;
    this.digits += digit;
    if (this.digits.length < LENGTH) return;
    const pin = this.digits;
    this.digits = '';
    this.emit('pin-entered', pin);
  }

  erase() {
    this.digits = this.digits.slice(0, -1);
  }
}

define('pin-pad', PinPad);
