// @ts-check
/**
 * A passphrase or password: one field with show and hide, the tablet's own keyboard, its error above it.
 *
 * Raises `secret-input` with the text. Does not: check it or keep it longer than it is on the page.
 */
import { html } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from './element.js';
import { icon } from './icon.js';
import { fieldError } from './parts.js';

class SecretField extends TabletElement {
  static properties = {
    label: {},
    name: {},
    autocomplete: {},
    error: { attribute: false },
    disabled: { type: Boolean },
    shown: { state: true },
  };

  constructor() {
    super();
    this.label = '';
    this.name = 'secret';
    /** @type {'current-password' | 'new-password' | 'off'} */
    this.autocomplete = 'off';
    /** @type {string | null} */
    this.error = null;
    this.disabled = false;
    this.shown = false;
  }

  /** @override */
  focus() {
    this.querySelector('input')?.focus();
  }

  clear() {
    const input = this.querySelector('input');
    if (input) input.value = '';
  }

  /** @override */
  render() {
    const id = `secret-${this.name}`;
    return html`<label class="field-label" for=${id}>${this.label}</label>
      ${fieldError(`${id}-error`, this.error)}
      <div class="secret">
        <input
          id=${id}
          class="input"
          name=${this.name}
          type=${this.shown ? 'text' : 'password'}
          autocomplete=${this.autocomplete}
          autocapitalize="off"
          spellcheck="false"
          aria-describedby="${id}-error"
          aria-invalid=${this.error ? 'true' : 'false'}
          ?disabled=${this.disabled}
          @input=${(/** @type {InputEvent & { target: HTMLInputElement }} */ event) => this.emit('secret-input', event.target.value)}
        />
        <button type="button" class="button button-plain secret-show" aria-pressed=${this.shown ? 'true' : 'false'} @click=${() => (this.shown = !this.shown)}>
          ${icon(this.shown ? 'eye-off' : 'eye')}<span>${this.shown ? labels.unlock.hide : labels.unlock.show}</span>
        </button>
      </div>`;
  }
}

define('secret-field', SecretField);
