// @ts-check
/**
 * One finding in full: item, fact, half sentences, time, place, people, yardstick, severity, photos, suggestion.
 *
 * Raises `finding-input` ({id, fields}) at every change, `item-change` (id), `photo-wanted`, `photo-open`.
 * Does not: store, or decide what is required; the rules of an item count at the finish.
 */
import { html, nothing } from '../../vendor/lit.js';
import { labels, messages } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import '../ui/fact-editor.js';
import { count, dayAndClock, fromLocalInput, localInput } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import { banner } from '../ui/parts.js';
import '../ui/photo-strip.js';
import '../ui/severity-choice.js';
import { codeTag } from '../ui/tags.js';
import '../ui/text-field.js';
import { conflictBanner, placeText } from './finding-card.js';

const ROUGH_METRES = 100;

/** @typedef {Parameters<typeof icon>[0]} IconName */

class FindingSheet extends TabletElement {
  static properties = {
    finding: { attribute: false },
    item: { attribute: false },
    section: {},
    full: { type: Boolean },
    locked: { type: Boolean },
    fixed: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {import('../types.d.ts').FindingView | null} */
    this.finding = null;
    /** @type {import('../types.d.ts').ChecklistItem | null} */
    this.item = null;
    /** Title of the item's section. */
    this.section = '';
    this.full = false;
    /** Read only: nothing in it may change any more. */
    this.locked = false;
    /** It stays under its item: the answers are locked. */
    this.fixed = false;
  }

  /** @param {import('../types.d.ts').Fields} fields */
  change(fields) {
    this.emit('finding-input', { id: this.finding?.id, fields });
  }

  /** @override */
  render() {
    const { finding, item } = this;
    if (!finding) return nothing;
    return html`<div class="finding-form">
      ${finding.returned_reason !== null ? banner({ tone: 'warn', icon: 'corner-down-left', text: labels.finding.returned(finding.returned_reason) }) : nothing}
      ${conflictBanner(finding)} ${this.itemRow()}
      <fact-editor .finding=${finding} .item=${item} rows="4" ?locked=${this.locked}></fact-editor>
      <div class="fact-cards">${this.timeCard()} ${this.placeCard()} ${this.peopleCard()} ${this.yardstickCard()}</div>
      <severity-choice
        value=${finding.severity}
        group="severity-${finding.id}"
        ?disabled=${this.locked}
        @severity-chosen=${(/** @type {CustomEvent<number>} */ event) => this.change({ severity: event.detail })}
      ></severity-choice>
      ${this.photos()} ${this.suggestionCard()}
    </div>`;
  }

  itemRow() {
    const words = html`${codeTag(this.finding?.code ?? '')}<strong>${this.item?.title}</strong><span class="item-choice-section">· ${this.section}</span>`;
    if (this.fixed) return html`<div class="item-choice">${words}</div>`;
    return html`<button type="button" class="item-choice" @click=${() => this.emit('item-change', this.finding?.id)}>
      ${words}<span class="item-choice-change">${labels.finding.changeItem}${icon('chevron-right')}</span>
    </button>`;
  }

  /**
   * A fact that is read at a glance and written by opening it.
   *
   * @param {{ name: IconName, value: string, hint: string, tone?: string, field: unknown, wide?: boolean }} parts
   */
  card({ name, value, hint, tone = '', field, wide = false }) {
    return html`<details class="fact-card ${wide ? 'fact-wide' : ''}">
      <summary>
        ${icon(name)}<span class="fact-words"><strong>${value}</strong><span class="fact-hint ${tone}">${hint}</span></span>
      </summary>
      <div class="fact-field">${field}</div>
    </details>`;
  }

  timeCard() {
    const { finding } = this;
    if (!finding) return nothing;
    return this.card({
      name: 'clock',
      value: dayAndClock(finding.found_at),
      hint: labels.finding.timeHint,
      field: html`<label class="field-label" for="found-at">${labels.finding.dateLabel}</label>
        <input
          id="found-at"
          class="input"
          type="datetime-local"
          autocomplete="off"
          ?disabled=${this.locked}
          .value=${localInput(finding.found_at)}
          @change=${(/** @type {Event & { target: HTMLInputElement }} */ event) => {
            const found_at = fromLocalInput(event.target.value);
            if (found_at) this.change({ found_at });
          }}
        />`,
    });
  }

  placeCard() {
    const { finding } = this;
    if (!finding) return nothing;
    const { accuracy_m, place } = finding;
    const rough = accuracy_m !== null && accuracy_m > ROUGH_METRES;
    return this.card({
      name: 'map-pin',
      value: place || labels.finding.place,
      hint: placeText(finding),
      tone: place || (accuracy_m !== null && !rough) ? '' : 'fact-warn',
      field: html`${rough ? html`<p class="field-hint">${messages.positionRough(count(Math.round(accuracy_m)))}</p>` : nothing}
        <text-field
          ?disabled=${this.locked}
          label=${labels.finding.place}
          placeholder=${labels.finding.placePlaceholder}
          .value=${place}
          limit="200"
          @field-input=${(/** @type {CustomEvent<string>} */ event) => this.change({ place: event.detail, place_source: 'manual' })}
        ></text-field>`,
    });
  }

  peopleCard() {
    const { finding, item } = this;
    if (!finding) return nothing;
    return this.card({
      name: 'users',
      value: finding.people || labels.finding.people,
      hint: item?.restricted ? labels.answer.restrictedNote : labels.finding.peopleHint,
      field: html`<text-field
        ?disabled=${this.locked}
        label=${labels.finding.people}
        placeholder=${labels.finding.peoplePlaceholder}
        hint=${item?.restricted ? labels.answer.restrictedNote : ''}
        .value=${finding.people}
        limit="200"
        @field-input=${(/** @type {CustomEvent<string>} */ event) => this.change({ people: event.detail })}
      ></text-field>`,
    });
  }

  yardstickCard() {
    const { finding } = this;
    if (!finding) return nothing;
    return this.card({
      name: 'gavel',
      value: finding.yardstick || labels.finding.yardstickNone,
      hint: labels.finding.yardstickHint,
      field: html`<text-field
        ?disabled=${this.locked}
        label=${labels.finding.yardstick}
        rows="3"
        .value=${finding.yardstick}
        limit="1000"
        @field-input=${(/** @type {CustomEvent<string>} */ event) => this.change({ yardstick: event.detail })}
      ></text-field>`,
    });
  }

  photos() {
    const { finding, item } = this;
    if (!finding) return nothing;
    const required = item?.photos_required ?? 0;
    const want = (/** @type {Event} */ event, /** @type {'camera' | 'gallery'} */ from) => {
      event.stopPropagation();
      this.emit('photo-wanted', { itemKey: finding.itemKey, findingId: finding.id, from });
    };
    return html`<section class="form-section">
      <div class="label-row">
        <h3 class="field-label">${labels.finding.photos(count(finding.photos.length))}</h3>
        ${required > 0 ? html`<span class="label-aside">${labels.finding.photosRequired(required)}</span>` : nothing}
      </div>
      <photo-strip
        .photos=${finding.photos}
        ?adding=${!this.locked}
        gallery
        ?full=${this.full}
        @photo-add=${(/** @type {Event} */ event) => want(event, 'camera')}
        @photo-gallery=${(/** @type {Event} */ event) => want(event, 'gallery')}
      ></photo-strip>
    </section>`;
  }

  suggestionCard() {
    const { finding } = this;
    if (!finding) return nothing;
    return this.card({
      name: 'message-report',
      value: labels.finding.suggestion,
      hint: finding.suggestion || labels.finding.suggestionNone,
      wide: true,
      field: html`<text-field
        ?disabled=${this.locked}
        label=${labels.finding.suggestion}
        placeholder=${labels.finding.suggestionPlaceholder}
        rows="3"
        .value=${finding.suggestion}
        limit="1000"
        @field-input=${(/** @type {CustomEvent<string>} */ event) => this.change({ suggestion: event.detail })}
      ></text-field>`,
    });
  }
}

define('finding-sheet', FindingSheet);
