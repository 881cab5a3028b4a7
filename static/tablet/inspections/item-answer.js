// @ts-check
/**
 * The answering part of one item: the four answers, the reason for 「未检查」, findings, photos, note. Shared by the card of
 * portrait and the middle pane of landscape.
 *
 * Raises `answer-chosen` (value), `answer-cleared`, `reason-chosen` (text), `note-input` (text), `finding-add`, and what its parts raise.
 */
import { html, nothing, repeat } from '../../vendor/lit.js';
import '../findings/finding-card.js';
import { labels, reasons } from '../texts.js';
import '../ui/answer-control.js';
import { TabletElement, define } from '../ui/element.js';
import { button } from '../ui/parts.js';
import '../ui/photo-strip.js';
import '../ui/reason-chips.js';
import '../ui/text-field.js';

class ItemAnswer extends TabletElement {
  static properties = {
    view: { attribute: false },
    editing: { attribute: false },
    locked: { type: Boolean },
    adds: { type: Boolean },
    full: { type: Boolean },
    facts: { type: Boolean },
    bare: { type: Boolean },
    menu: { type: Boolean },
    noting: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../types.d.ts').ItemView | null} */
    this.view = null;
    /** @type {string | null} id of the finding that is open for writing */
    this.editing = null;
    this.locked = false;
    /** Locked, and a finding may still be added. */
    this.adds = false;
    this.full = false;
    this.facts = false;
    /** Landscape: the buttons below are in the pane's own bar. */
    this.bare = false;
    /** Shows 「备注」 and 「清除答案」. */
    this.menu = false;
    this.noting = false;
  }

  /** @override */
  render() {
    if (!this.view) return nothing;
    const { item, answer, findings } = this.view;
    return html`<answer-control
        .value=${answer?.value ?? null}
        kind=${item.answer_kind}
        name="${item.code} ${item.title}"
        findings=${findings.length}
        ?disabled=${this.locked}
      ></answer-control>
      ${answer?.value === 'not_checked' ? this.reason(answer.reason) : nothing}
      ${repeat(
        findings,
        ({ id }) => id,
        (finding) =>
          html`<finding-card
            .finding=${finding}
            .item=${item}
            ?editing=${finding.id === this.editing}
            ?full=${this.full}
            ?facts=${this.facts}
          ></finding-card>`,
      )}
      ${this.photos()} ${this.note()} ${this.bare ? nothing : this.buttons()}`;
  }

  /** @param {string} value */
  reason(value) {
    return html`<reason-chips
      question=${labels.answer.reasonTitle}
      .options=${reasons.notChecked}
      .value=${value}
      ?disabled=${this.locked}
    ></reason-chips>`;
  }

  photos() {
    const photos = this.view?.photos ?? [];
    if (photos.length === 0) return nothing;
    return html`<section class="item-photos">
      <h3 class="field-label">${labels.answer.itemPhotos}</h3>
      <photo-strip .photos=${photos}></photo-strip>
    </section>`;
  }

  note() {
    const text = this.view?.answer?.note ?? '';
    if (!this.noting && text === '') return nothing;
    return html`<text-field
      class="item-note"
      label=${labels.answer.noteLabel}
      placeholder=${labels.answer.notePlaceholder}
      rows="2"
      .value=${text}
      ?disabled=${this.locked}
      @field-input=${(/** @type {CustomEvent<string>} */ event) => {
        event.stopPropagation();
        this.emit('note-input', event.detail);
      }}
    ></text-field>`;
  }

  openNote() {
    this.noting = true;
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('.item-note'))?.focus());
  }

  buttons() {
    const value = this.view?.answer?.value ?? null;
    const found = value === 'problem_found';
    if (this.locked) return this.adds ? html`<div class="item-buttons">${this.addButton(labels.overview.add)}</div>` : nothing;
    if (value === null || !(found || this.menu)) return nothing;
    return html`<div class="item-buttons">
      ${found ? this.addButton(labels.answer.another) : nothing}
      ${button({ label: labels.answer.note, icon: 'message', more: 'button-small', press: () => this.openNote() })}
      ${this.menu
        ? button({ label: labels.answer.clear, icon: 'eraser', more: 'button-small', press: () => this.emit('answer-cleared') })
        : nothing}
    </div>`;
  }

  /** @param {string} label */
  addButton(label) {
    return button({ label, icon: 'plus', more: 'button-small', press: () => this.emit('finding-add') });
  }
}

define('item-answer', ItemAnswer);
