// @ts-check
/**
 * The four answers as one radio group: one tap chooses, a second tap changes nothing, arrows move, space chooses.
 *
 * Raises `answer-chosen` with the value. Does not: store it, or clear it; that is the menu's 「清除答案」.
 */
import { html } from '../../vendor/lit.js';
import { labels, words } from '../texts.js';
import { TabletElement, define } from './element.js';
import { icon } from './icon.js';
import { ANSWER_LOOK, ANSWER_ORDER } from './tags.js';

/** @typedef {import('../types.d.ts').AnswerValue} AnswerValue */

class AnswerControl extends TabletElement {
  static properties = {
    value: { attribute: false },
    kind: {},
    name: {},
    findings: { type: Number },
    disabled: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {AnswerValue | null} */
    this.value = null;
    /** @type {'problem' | 'quality'} */
    this.kind = 'problem';
    /** Name of the group: code and title of the item. */
    this.name = '';
    this.findings = 0;
    this.disabled = false;
  }

  /** @override */
  render() {
    return html`<div class="answers" role="radiogroup" aria-label=${this.name} @keydown=${this.moveByKey}>
      ${ANSWER_ORDER.map((value, place) => this.segment(value, place))}
    </div>`;
  }

  /** @param {AnswerValue} value @param {number} place */
  segment(value, place) {
    const chosen = value === this.value;
    const look = ANSWER_LOOK[value];
    const word = words.answers[this.kind][value];
    return html`<button
      type="button"
      role="radio"
      class="answer answer-${look.tone}"
      aria-checked=${chosen ? 'true' : 'false'}
      aria-label=${this.spoken(word, value, chosen)}
      tabindex=${chosen || (this.value === null && place === 0) ? '0' : '-1'}
      ?disabled=${this.disabled}
      @click=${() => this.choose(value)}
    >
      ${icon(chosen ? look.chosen : look.icon)}<span>${word}</span>
    </button>`;
  }

  /** @param {string} word @param {AnswerValue} value @param {boolean} chosen */
  spoken(word, value, chosen) {
    const told = chosen ? [word, labels.answer.chosen] : [word];
    if (value === 'problem_found' && this.findings > 0) told.push(labels.answer.findingCount(this.findings));
    return told.join('，');
  }

  /** @param {AnswerValue} value */
  choose(value) {
    if (value !== this.value) this.emit('answer-chosen', value);
  }

  /** @param {KeyboardEvent} event arrows move the focus only: an answer is never changed by passing over it */
  moveByKey(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const segments = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('[role=radio]')]);
    const from = segments.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    segments[(from + step + segments.length) % segments.length]?.focus();
  }
}

define('answer-control', AnswerControl);
