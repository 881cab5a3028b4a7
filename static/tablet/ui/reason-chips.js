// @ts-check
/** Reasons as chips, with a field for any other. Raises `reason-chosen` with the text. */
import { html, nothing } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from './element.js';
import { icon } from './icon.js';
import './text-field.js';

class ReasonChips extends TabletElement {
  static properties = { question: {}, options: { attribute: false }, value: {}, disabled: { type: Boolean }, own: { state: true } };

  constructor() {
    super();
    this.question = '';
    /** @type {readonly string[]} */
    this.options = [];
    this.value = '';
    this.disabled = false;
    this.own = false;
  }

  /** @override */
  render() {
    const other = this.value !== '' && !this.options.includes(this.value);
    return html`<div class="reasons" role="group" aria-label=${this.question}>
      <p class="reasons-question">${this.question}</p>
      <div class="chips">
        ${this.options.map(
          (option) =>
            html`<button type="button" class="chip" aria-pressed=${option === this.value ? 'true' : 'false'} ?disabled=${this.disabled} @click=${() => this.choose(option)}>
              ${option === this.value ? icon('check') : nothing}<span>${option}</span>
            </button>`,
        )}
        <button type="button" class="chip" aria-pressed=${other ? 'true' : 'false'} aria-expanded=${this.own || other ? 'true' : 'false'} ?disabled=${this.disabled} @click=${this.openOwn}>
          ${labels.answer.reasonOther}
        </button>
      </div>
      ${this.own || other
        ? html`<text-field
            label=${labels.answer.reasonOther}
            placeholder=${labels.answer.reasonPlaceholder}
            limit="200"
            .value=${other ? this.value : ''}
            ?disabled=${this.disabled}
            @field-input=${(/** @type {CustomEvent<string>} */ event) => this.write(event)}
          ></text-field>`
        : nothing}
    </div>`;
  }

  /** @param {string} option */
  choose(option) {
    this.own = false;
    this.emit('reason-chosen', option);
  }

  openOwn() {
    this.own = true;
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('text-field'))?.focus());
  }

  /** @param {CustomEvent<string>} event */
  write(event) {
    event.stopPropagation();
    this.emit('reason-chosen', event.detail);
  }
}

define('reason-chips', ReasonChips);
