// @ts-check
/** The answers so far as one bar of four colours; the numbers stand beside it as words. Lengths go through the style object: the CSP refuses style attributes. */
import { html } from '../../vendor/lit.js';
import { labels, words } from '../texts.js';
import { TabletElement, define } from './element.js';
import { ANSWER_ORDER } from './tags.js';

class AnswerBar extends TabletElement {
  static properties = { counts: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../types.d.ts').AnswerCounts | null} */
    this.counts = null;
  }

  /** @override */
  render() {
    const { counts } = this;
    const told = counts ? ANSWER_ORDER.map((value) => `${words.answers.problem[value]} ${counts[value]}`).join('，') : '';
    return html`<div class="answer-bar" role="img" aria-label="${labels.overview.progressLabel}：${told}">
      ${ANSWER_ORDER.map((value) => html`<span class="answer-part part-${value}"></span>`)}<span class="answer-part part-rest"></span>
    </div>`;
  }

  /** @override */
  updated() {
    const { counts } = this;
    if (!counts) return;
    const lengths = [...ANSWER_ORDER.map((value) => counts[value]), counts.unanswered];
    this.querySelectorAll('.answer-part').forEach((part, place) => {
      /** @type {HTMLElement} */ (part).style.flexGrow = String(lengths[place] ?? 0);
    });
  }
}

define('answer-bar', AnswerBar);
