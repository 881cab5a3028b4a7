// @ts-check
/**
 * The fact of a finding with its half sentences and the four things to tell.
 *
 * Raises `finding-input` ({id, fields}) at every change. Does not: store.
 */
import { html, nothing } from '../../vendor/lit.js';
import { fourThings, insertPhrase, removePhrase } from '../findings/phrases.js';
import { labels } from '../texts.js';
import { TabletElement, define } from './element.js';
import { count } from './format.js';
import { fourThingsLine } from './four-things.js';
import './phrase-chips.js';
import './text-field.js';

/** @typedef {import('./text-field.js').TextField} TextField */

class FactEditor extends TabletElement {
  static properties = { finding: { attribute: false }, item: { attribute: false }, rows: { type: Number }, locked: { type: Boolean }, current: { state: true } };

  constructor() {
    super();
    /** @type {import('../types.d.ts').FindingView | null} */
    this.finding = null;
    /** @type {import('../types.d.ts').ChecklistItem | null} */
    this.item = null;
    this.rows = 3;
    this.locked = false;
    /** @type {string | null} what stands in the field while it is ahead of the store */
    this.current = null;
  }

  /** @returns {TextField | null} */
  get field() {
    return this.querySelector('text-field');
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {{ id: string } | null | undefined} */ (changed.get('finding'));
    if (before && before.id !== this.finding?.id) this.current = null;
    if (this.current !== null && this.finding?.fact === this.current) this.current = null;
  }

  /** @override */
  render() {
    if (!this.finding) return nothing;
    const text = this.current ?? this.finding.fact;
    return html`<text-field
        label=${labels.finding.fact}
        limit="7000"
        .aside=${labels.finding.characters(count([...text].length))}
        .value=${this.finding.fact}
        placeholder=${labels.finding.factPlaceholder}
        rows=${this.rows}
        ?disabled=${this.locked}
        @field-input=${(/** @type {CustomEvent<string>} */ event) => this.told(event)}
      ></text-field>
      ${this.locked
        ? nothing
        : html`<phrase-chips
            .phrases=${this.item?.phrases ?? []}
            text=${text}
            @phrase-insert=${this.insert}
            @phrase-remove=${this.takeOut}
          ></phrase-chips>`}
      ${fourThingsLine(fourThings({ ...this.finding, fact: text }))}`;
  }

  /** @param {CustomEvent<string>} event */
  told(event) {
    event.stopPropagation();
    this.current = event.detail;
    this.emit('finding-input', { id: this.finding?.id, fields: { fact: event.detail } });
  }

  /** @param {CustomEvent<{ phrase: string, values: string[] }>} event */
  insert({ detail: { phrase, values } }) {
    const { field } = this;
    if (!field) return;
    const { text, cursor } = insertPhrase(field.text, field.cursor, phrase, values);
    field.replace(text, cursor);
  }

  /** @param {CustomEvent<{ phrase: string, values: string[] }>} event */
  takeOut({ detail: { phrase, values } }) {
    const { field } = this;
    if (!field) return;
    const { text, cursor } = removePhrase(field.text, phrase, values);
    field.replace(text, cursor);
  }
}

define('fact-editor', FactEditor);
