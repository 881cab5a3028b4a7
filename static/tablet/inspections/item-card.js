// @ts-check
/**
 * One item of the checklist in portrait: code, question, 「怎么查」 in place, answers, then findings and notes.
 * An answered item with nothing attached folds to one line with its tag; a tap unfolds it.
 *
 * Raises `item-unfold` and what `item-answer` raises. Does not: decide when it folds; the page does.
 */
import { html, nothing } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { icon } from '../ui/icon.js';
import { answerTag, codeTag } from '../ui/tags.js';
import './item-answer.js';

class ItemCard extends TabletElement {
  static properties = {
    view: { attribute: false },
    folded: { type: Boolean },
    working: { type: Boolean },
    editing: { attribute: false },
    locked: { type: Boolean },
    adds: { type: Boolean },
    full: { type: Boolean },
    helping: { state: true },
    menu: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../types.d.ts').ItemView | null} */
    this.view = null;
    this.folded = false;
    /** The row in work has a brand edge. */
    this.working = false;
    /** @type {string | null} */
    this.editing = null;
    this.locked = false;
    /** Locked, and a finding may still be added. */
    this.adds = false;
    this.full = false;
    this.helping = false;
    /** 「备注」 and 「清除答案」 are shown: opened in place, so that an answer moves nothing under the finger. */
    this.menu = false;
  }

  /** @override */
  willUpdate() {
    if ((this.view?.answer?.value ?? null) === null) this.menu = false;
  }

  /** @override */
  render() {
    if (!this.view) return nothing;
    return this.folded ? this.foldedRow() : this.openCard();
  }

  foldedRow() {
    if (!this.view) return nothing;
    const { item, answer } = this.view;
    return html`<button type="button" class="card item-folded" aria-expanded="false" @click=${() => this.emit('item-unfold')}>
      ${codeTag(item.code)}<strong>${item.title}</strong>${answerTag(answer?.value ?? null, item.answer_kind)}
    </button>`;
  }

  openCard() {
    if (!this.view) return nothing;
    const { item } = this.view;
    return html`<section class="card item-card ${this.working ? 'item-working' : ''}" aria-labelledby="title-${item.key}">
      <div class="item-head">
        ${codeTag(item.code)}
        <h2 id="title-${item.key}">${item.title}${item.required ? nothing : html` <span class="item-optional">${labels.answer.optional}</span>`}</h2>
        ${this.locked ? nothing : this.menuButton()}
        <button type="button" class="button button-plain button-small" aria-expanded=${this.helping ? 'true' : 'false'} @click=${() => (this.helping = !this.helping)}>
          ${icon('help-circle')}<span>${labels.answer.howToCheck}</span>
        </button>
      </div>
      <p class="item-question">${item.question}</p>
      ${item.restricted ? html`<p class="item-restricted">${icon('lock')}<span>${labels.answer.restrictedNote}</span></p>` : nothing}
      ${this.helping ? howToCheck(item, true) : nothing}
      <item-answer
        .view=${this.view}
        .editing=${this.editing}
        ?locked=${this.locked}
        ?adds=${this.adds}
        ?full=${this.full}
        ?menu=${this.menu}
      ></item-answer>
    </section>`;
  }

  menuButton() {
    return html`<button
      type="button"
      class="button button-plain button-small button-icon"
      aria-label=${labels.answer.options}
      aria-expanded=${this.menu ? 'true' : 'false'}
      ?disabled=${(this.view?.answer?.value ?? null) === null}
      @click=${() => (this.menu = !this.menu)}
    >
      ${icon('dots')}
    </button>`;
  }
}

/**
 * How to check, by what yardstick, on what basis.
 *
 * @param {import('../types.d.ts').ChecklistItem} item
 * @param {boolean} withBasis also shows yardstick and legal basis
 */
export function howToCheck(item, withBasis) {
  return html`<div class="how-to">
    ${icon('help-circle')}
    <dl>
      <div><dt>${labels.answer.howToCheck}</dt><dd>${item.how_to_check}</dd></div>
      ${withBasis && item.yardstick ? html`<div><dt>${labels.answer.yardstick}</dt><dd>${item.yardstick}</dd></div>` : nothing}
      ${withBasis && item.legal_basis ? html`<div><dt>${labels.answer.legalBasis}</dt><dd>${item.legal_basis}</dd></div>` : nothing}
    </dl>
  </div>`;
}

define('item-card', ItemCard);
