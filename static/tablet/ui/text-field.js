// @ts-check
/**
 * One line or several of text with label, hint and error; what is typed is told at every stroke.
 *
 * Promises: typed text is never replaced under the person's hand: a value from outside shows only once the typed one has been
 * stored or the field is left; words half composed by an input method are told when they are whole.
 * Raises `field-input` with the text. Does not: store it.
 *
 * Every field says autocomplete="off" unless it asks for a user name: Chromium keeps the text of other fields in its
 * session files, in clear, to bring it back after a crash (seen); here the sealed store brings it back.
 */
import { html, live, nothing } from '../../vendor/lit.js';
import { TabletElement, define } from './element.js';
import { fieldError } from './parts.js';

let made = 0;

export class TextField extends TabletElement {
  static properties = {
    label: {},
    aside: { attribute: false },
    hint: {},
    value: {},
    placeholder: {},
    error: { attribute: false },
    rows: { type: Number },
    limit: { type: Number },
    disabled: { type: Boolean },
    autocomplete: {},
    typed: { state: true },
  };

  constructor() {
    super();
    this.label = '';
    /** @type {unknown} something at the right of the label */
    this.aside = nothing;
    this.hint = '';
    this.value = '';
    this.placeholder = '';
    /** @type {string | null} */
    this.error = null;
    /** Lines; 1 makes a single-line input. */
    this.rows = 1;
    this.limit = 2000;
    this.disabled = false;
    this.autocomplete = 'off';
    /** @type {string | null} text that has not come back as the value yet */
    this.typed = null;
    made += 1;
    this.key = `field-${made}`;
  }

  /** @returns {string} what stands in the field now */
  get text() {
    return this.typed ?? this.value;
  }

  /** @returns {HTMLInputElement | HTMLTextAreaElement | null} */
  get control() {
    return this.querySelector('input, textarea');
  }

  /** @returns {number} where the next words go: the cursor, or the end when the field was never entered */
  get cursor() {
    return this.entered ? (this.control?.selectionStart ?? this.text.length) : this.text.length;
  }

  /** @override */
  focus() {
    this.control?.focus();
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('value') || this.typed === null) return;
    const left = document.activeElement !== this.control;
    if (this.value === this.typed || left) this.typed = null;
  }

  /** @override */
  render() {
    return html`<div class="label-row">
        <label class="field-label" for=${this.key}>${this.label}</label>
        ${this.aside === nothing ? nothing : html`<span class="label-aside">${this.aside}</span>`}
      </div>
      ${fieldError(`${this.key}-error`, this.error)} ${this.rows > 1 ? this.area() : this.line()}
      ${this.hint ? html`<p class="field-hint" id="${this.key}-hint">${this.hint}</p>` : nothing}`;
  }

  area() {
    return html`<textarea
      id=${this.key}
      class="input input-area"
      rows=${this.rows}
      maxlength=${this.limit}
      placeholder=${this.placeholder}
      autocomplete="off"
      aria-describedby="${this.key}-error ${this.key}-hint"
      aria-invalid=${this.error ? 'true' : 'false'}
      ?disabled=${this.disabled}
      .value=${live(this.text)}
      @input=${this.told}
      @compositionend=${this.told}
      @focus=${this.enter}
    ></textarea>`;
  }

  line() {
    return html`<input
      id=${this.key}
      class="input"
      maxlength=${this.limit}
      placeholder=${this.placeholder}
      autocomplete=${this.autocomplete}
      aria-describedby="${this.key}-error ${this.key}-hint"
      aria-invalid=${this.error ? 'true' : 'false'}
      ?disabled=${this.disabled}
      .value=${live(this.text)}
      @input=${this.told}
      @compositionend=${this.told}
      @focus=${this.enter}
    />`;
  }

  entered = false;

  enter() {
    this.entered = true;
  }

  /** @param {InputEvent} event */
  told(event) {
    if (event.isComposing) return;
    this.typed = /** @type {HTMLInputElement} */ (event.target).value;
    this.emit('field-input', this.typed);
  }

  /**
   * Puts a whole new text into the field, as a chip does.
   *
   * @param {string} text
   * @param {number} cursor where typing goes on
   */
  replace(text, cursor) {
    this.typed = text;
    this.emit('field-input', text);
    this.updateComplete.then(() => {
      this.entered = true;
      this.control?.setSelectionRange(cursor, cursor);
    });
  }
}

define('text-field', TextField);
