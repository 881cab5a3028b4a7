// @ts-check
/**
 * Half sentences as chips: a tap puts one into the text, a second tap takes out exactly what it put in.
 * Blanks `__` open a short field inside the chip.
 *
 * Raises `phrase-insert` ({phrase, values}) and `phrase-remove` (the same). Does not: change the text itself.
 */
import { html, nothing } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from './element.js';
import { icon } from './icon.js';
import { BLANK, isMeasure, valuesIn } from './phrase-blanks.js';

const SHOWN = 4;

class PhraseChips extends TabletElement {
  static properties = {
    phrases: { attribute: false },
    text: {},
    all: { state: true },
    opened: { state: true },
    values: { state: true },
  };

  constructor() {
    super();
    /** @type {readonly string[]} */
    this.phrases = [];
    this.text = '';
    this.all = false;
    /** @type {string | null} the chip whose blanks are being filled */
    this.opened = null;
    /** @type {string[]} */
    this.values = [];
  }

  /** @override */
  render() {
    if (this.phrases.length === 0) return nothing;
    const hidden = this.phrases.length - SHOWN;
    const shown = this.all ? this.phrases : this.phrases.slice(0, SHOWN);
    return html`<div class="chips" role="group" aria-label=${labels.finding.phrases}>
      ${shown.map((phrase) => (phrase === this.opened ? this.openChip(phrase) : this.chip(phrase)))}
      ${hidden > 0
        ? html`<button type="button" class="chip chip-more" aria-expanded=${this.all ? 'true' : 'false'} @click=${() => (this.all = !this.all)}>
            ${this.all ? labels.finding.fewerPhrases : labels.finding.morePhrases(hidden)}
          </button>`
        : nothing}
    </div>`;
  }

  /** @param {string} phrase */
  chip(phrase) {
    const values = valuesIn(this.text, phrase);
    const used = values !== null;
    return html`<button type="button" class="chip" aria-pressed=${used ? 'true' : 'false'} @click=${() => this.press(phrase)}>
      ${used ? icon('check') : nothing}<span>${withBlanks(phrase, values)}</span>
    </button>`;
  }

  /** @param {string} phrase */
  press(phrase) {
    const present = valuesIn(this.text, phrase);
    if (present) return this.emit('phrase-remove', { phrase, values: present });
    if (!phrase.includes(BLANK)) return this.emit('phrase-insert', { phrase, values: [] });
    this.opened = phrase;
    this.values = phrase.split(BLANK).slice(1).map(() => '');
    this.updateComplete.then(() => this.querySelector('input')?.focus());
  }

  /** @param {string} phrase */
  openChip(phrase) {
    const pieces = phrase.split(BLANK);
    return html`<form class="chip chip-open" aria-label=${labels.finding.blank(phrase.replaceAll(BLANK, '…'))} @submit=${this.fill} @keydown=${this.leaveByKey}>
      ${pieces.map((piece, place) => (place === 0 ? html`<span>${piece}</span>` : html`${this.blank(place - 1, piece)}<span>${piece}</span>`))}
      <button type="submit" class="chip-fill">${labels.finding.insert}</button>
    </form>`;
  }

  /** @param {number} place @param {string} after what follows the blank */
  blank(place, after) {
    const number = isMeasure(after);
    return html`<input
      class="chip-blank ${number ? 'chip-blank-number' : ''}"
      inputmode=${number ? 'decimal' : 'text'}
      maxlength="60"
      autocomplete="off"
      aria-label=${labels.finding.blank(`${place + 1}${after}`)}
      .value=${this.values[place] ?? ''}
      @input=${(/** @type {InputEvent & { target: HTMLInputElement }} */ event) => (this.values[place] = event.target.value)}
    />`;
  }

  /** @param {Event} event */
  fill(event) {
    event.preventDefault();
    event.stopPropagation();
    const [phrase, values] = [this.opened, this.values.map((value) => value.trim())];
    this.opened = null;
    if (phrase !== null && values.every((value) => value !== '')) this.emit('phrase-insert', { phrase, values });
  }

  /** @param {KeyboardEvent} event */
  leaveByKey(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.opened = null;
  }
}

/** @param {string} phrase @param {string[] | null} values */
function withBlanks(phrase, values) {
  const pieces = phrase.split(BLANK);
  return pieces.map((piece, place) =>
    place === 0 ? piece : html`<span class="chip-gap">${values?.[place - 1] ?? ' '}</span>${piece}`,
  );
}

define('phrase-chips', PhraseChips);
