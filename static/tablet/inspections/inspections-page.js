// @ts-check
/** All inspections this person may see, with a filter and, from 30 rows on, a search field. */
import { html, nothing, repeat } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { calendarDay } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { button, emptyState, frame, openingLine } from '../ui/parts.js';
import '../ui/tab-bar.js';
import { inspectionRow } from './inspection-row.js';
import { watchInspections } from './inspections.js';
import { SEARCH_FROM, searchField } from './item-search.js';

/** @typedef {import('../types.d.ts').InspectionCard} InspectionCard */
/** @typedef {'all' | 'open' | 'done'} Filter */

const OPEN_STATES = ['planned', 'sent', 'under_way', 'returned'];

class InspectionsPage extends TabletElement {
  static properties = { cards: { state: true }, filter: { state: true }, searched: { state: true } };

  constructor() {
    super();
    /** @type {readonly InspectionCard[] | null} */
    this.cards = null;
    /** @type {Filter} */
    this.filter = 'all';
    this.searched = '';
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchInspections((cards) => (this.cards = cards)));
  }

  /** @override */
  render() {
    if (!this.cards) return openingLine();
    return frame({
      bar: html`<page-bar heading=${labels.inspections.title} context=${labels.inspections.lead}></page-bar>`,
      content: this.cards.length === 0 ? this.nothingYet() : this.list(this.cards),
      tabs: html`<tab-bar current="inspections"></tab-bar>`,
    });
  }

  nothingYet() {
    return html`<section class="card">
      ${emptyState({ icon: 'clipboard-list', title: labels.inspections.empty, text: labels.inspections.emptyText })}
    </section>`;
  }

  /** @param {readonly InspectionCard[]} cards */
  list(cards) {
    const shown = cards.filter((card) => this.fits(card));
    return html`<div class="chips filter-chips" role="group" aria-label=${labels.inspections.filters}>
        ${this.filterChip('all', labels.inspections.filterAll)} ${this.filterChip('open', labels.inspections.filterOpen)}
        ${this.filterChip('done', labels.inspections.filterDone)}
      </div>
      ${cards.length >= SEARCH_FROM ? searchField(labels.inspections.search, this.searched, (searched) => (this.searched = searched)) : nothing}
      <section class="card list-card">
        ${shown.length === 0
          ? emptyState({
              icon: 'filter',
              title: labels.inspections.emptyFilter,
              action: button({ label: labels.inspections.clearFilter, press: () => this.clear() }),
            })
          : html`<ul class="rows">
              ${repeat(
                shown,
                ({ id }) => id,
                (card) => html`<li class="lazy-row">${inspectionRow(card, calendarDay(card.planned_on))}</li>`,
              )}
            </ul>`}
      </section>`;
  }

  /** @param {InspectionCard} card */
  fits({ state, unitName }) {
    if (this.searched && !unitName.includes(this.searched)) return false;
    if (this.filter === 'all') return true;
    return OPEN_STATES.includes(state) === (this.filter === 'open');
  }

  /** @param {Filter} filter @param {string} label */
  filterChip(filter, label) {
    const chosen = this.filter === filter;
    return html`<button type="button" class="chip" aria-pressed=${chosen ? 'true' : 'false'} @click=${() => (this.filter = filter)}>
      ${chosen ? icon('check') : nothing}<span>${label}</span>
    </button>`;
  }

  clear() {
    this.filter = 'all';
    this.searched = '';
  }
}

define('inspections-page', InspectionsPage);
