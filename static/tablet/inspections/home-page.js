// @ts-check
/**
 * What now: returned work, the card to go on with, the sync sentence, today's inspections, 「准备出发」, in this order.
 *
 * Promises: going on is one tap to the last item. Does not: offer what does not exist yet.
 */
import { html, nothing } from '../../vendor/lit.js';
import { watchAccount } from '../account/account.js';
import { openCamera } from '../evidence/camera-page.js';
import { findingPath, inspectionPath, navigate } from '../routes.js';
import { watchSync } from '../ui/shared-watch.js';
import { labels, messages, words } from '../texts.js';
import { announce } from '../ui/announce.js';
import { TabletElement, define } from '../ui/element.js';
import { ago, calendarDay, count, dayAndWeekday } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { banner, button, emptyState, frame, openingLine } from '../ui/parts.js';
import { INSPECTIONS, READY, SYNC } from '../ui/paths.js';
import { attempt } from '../ui/problems.js';
import '../ui/tab-bar.js';
import { startInspection } from './answers.js';
import { inspectionRow } from './inspection-row.js';
import { watchHome, watchInspection } from './inspections.js';
import { itemOf, pathOfItem } from './item-lookup.js';

/** @typedef {import('../types.d.ts').InspectionCard} InspectionCard */
/** @typedef {import('../types.d.ts').InspectionView} InspectionView */

const SHOWN_TODAY = 5;

class HomePage extends TabletElement {
  static properties = { home: { state: true }, sync: { state: true }, name: { state: true }, persisted: { state: true }, next: { state: true } };

  constructor() {
    super();
    /** @type {import('../types.d.ts').HomeView | null} */
    this.home = null;
    /** @type {import('../types.d.ts').SyncView | null} */
    this.sync = null;
    this.name = '';
    /** @type {boolean | null} whether the browser promised to keep the store */
    this.persisted = null;
    /** @type {InspectionView | null} the inspection of the blue card, for the last item's name and what is missing */
    this.next = null;
    this.nextId = '';
    /** @type {() => void} */
    this.leaveNext = () => {};
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(
      watchAccount(({ current, persisted }) => {
        this.name = current?.name ?? '';
        this.persisted = persisted;
      }),
    );
    this.keep(watchHome((home) => (this.home = home)));
    this.keep(watchSync((sync) => (this.sync = sync)));
    this.keep(() => this.leaveNext());
  }

  /** @returns {InspectionCard | null} the one begun last, else the next that has not begun */
  get card() {
    if (!this.home) return null;
    return this.home.continueCard ?? this.home.today.find(({ state }) => state === 'sent' || state === 'planned') ?? null;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const id = this.card?.id ?? '';
    if (changed.has('home') && id !== this.nextId) {
      this.leaveNext();
      this.next = null;
      this.nextId = id;
      this.leaveNext = id ? watchInspection(id, (view) => (this.next = view)) : () => {};
    }
    const before = /** @type {import('../types.d.ts').SyncView | null | undefined} */ (changed.get('sync'));
    if (before && this.sync && before.sentence !== this.sync.sentence) announce(this.sync.sentence);
  }

  /** @override */
  render() {
    if (!this.home) return openingLine();
    const { card } = this;
    return frame({
      bar: html`<page-bar heading=${dayAndWeekday(Date.now())} context=${this.name}></page-bar>`,
      content: html`${this.persisted === false ? banner({ tone: 'warn', text: messages.persistenceRefused }) : nothing}
        ${this.home.returned.map((back) => this.returnedLine(back))}
        <div class="two-columns">
          <div class="column">${card ? this.nextCard(card) : nothing} ${this.syncLine()}</div>
          <div class="column">${this.today()} ${button({ label: labels.home.prepare, icon: 'list-check', more: 'wide', press: () => navigate(READY) })}</div>
        </div>`,
      tabs: html`<tab-bar current="home"></tab-bar>`,
      look: 'home-page',
    });
  }

  /** @param {InspectionCard} card */
  returnedLine(card) {
    const [first] = card.returned;
    if (!first) return nothing;
    const path = card.returned.length === 1 ? findingPath(card.id, first.findingId) : inspectionPath(card.id);
    return banner({
      tone: 'bad',
      icon: 'corner-down-left',
      text: messages.returned(card.returned.length, first.reason),
      more: `${card.unitName} · ${card.returned.map(({ code }) => code).join('、')}`,
      action: button({ label: labels.home.fix, press: () => navigate(path) }),
    });
  }

  /** @param {InspectionCard} card */
  nextCard(card) {
    const begun = card === this.home?.continueCard && card.state !== 'sent';
    const last = this.next ? itemOf(this.next, card.lastItemKey)?.item : null;
    const missing = this.next?.missing.length ?? 0;
    return html`<section class="next-card" aria-labelledby="next-title">
      <p class="next-head"><strong>${begun ? labels.home.continueTitle : labels.home.nextTitle}</strong>${begun && card.updatedAt ? html`<span>${ago(card.updatedAt, Date.now())}</span>` : nothing}</p>
      <h2 id="next-title">${card.unitName}</h2>
      <p class="next-context">
        ${words.method[/** @type {keyof typeof words.method} */ (card.method)] ?? ''}${last ? ` · ${labels.home.stoppedAt(last.code)}“${last.title}”` : ''}
      </p>
      <progress class="next-progress" max=${card.total || 1} value=${card.answered} aria-label=${labels.home.answered(count(card.total), count(card.answered))}></progress>
      <p class="next-head">
        <span>${labels.home.answered(count(card.total), count(card.answered))} · ${labels.home.findings(count(card.findingCount))}</span>
        ${begun && missing > 0 ? html`<span>${labels.home.missing(count(missing))}</span>` : nothing}
      </p>
      <div class="button-row">
        ${button({
          label: begun ? labels.home.continueButton : labels.home.startButton,
          after: 'arrow-right',
          look: 'on-brand',
          more: 'grow button-main',
          press: () => this.go(card),
        })}
        ${begun && last ? button({ label: labels.home.photoFirst, icon: 'camera', look: 'on-brand-line', more: 'button-main', press: () => this.photoFirst() }) : nothing}
      </div>
    </section>`;
  }

  /** @param {InspectionCard} card */
  go(card) {
    return attempt(async () => {
      if (card.state === 'sent' || card.state === 'planned') await startInspection(card.id);
      navigate(this.next ? pathOfItem(this.next, card.lastItemKey) : inspectionPath(card.id));
    });
  }

  photoFirst() {
    const item = this.next ? itemOf(this.next, this.next.lastItemKey) : null;
    if (!this.next || !item) return;
    const owner = { inspectionId: this.next.inspection.id, itemKey: item.item.key, findingId: item.findings.at(-1)?.id ?? null };
    openCamera(owner, labels.camera.for(item.item.code, item.item.title));
  }

  syncLine() {
    if (!this.sync) return nothing;
    const stuck = this.sync.attention.some(({ kind }) => kind === 'photo');
    const waiting = this.sync.queuedPhotos + this.sync.queuedRecords > 0;
    return html`<a class="card sync-line" href=${SYNC}>
      ${icon(waiting ? 'cloud-upload' : stuck ? 'alert-circle' : 'cloud-check')}
      <span class="sync-line-words"><strong>${this.sync.sentence}</strong>${this.sync.detail ? html`<span>${this.sync.detail}</span>` : waiting ? html`<span>${labels.home.syncHint}</span>` : nothing}</span>
      ${icon('chevron-right')}
    </a>`;
  }

  today() {
    const { today, upcoming } = this.home ?? { today: [], upcoming: [] };
    if (today.length === 0 && upcoming.length === 0) {
      return html`<section class="card">${emptyState({ icon: 'clipboard-list', title: labels.home.emptyTitle, text: labels.home.emptyText })}</section>`;
    }
    const shown = today.slice(0, SHOWN_TODAY);
    return html`<section class="card list-card" aria-labelledby="today-title">
        <div class="list-head">
          <h2 id="today-title">${labels.home.todayTitle}</h2>
          ${today.length > 0 ? html`<span>${labels.home.total(count(today.length))}</span>` : nothing}
        </div>
        ${today.length === 0 ? html`<p class="quiet">${labels.home.emptyTitle}</p>` : html`<ul class="rows">${shown.map((card) => html`<li>${inspectionRow(card)}</li>`)}</ul>`}
        ${today.length > shown.length ? html`<a class="link-row" href=${INSPECTIONS}>${labels.home.all}${icon('chevron-right')}</a>` : nothing}
      </section>
      ${upcoming.length > 0 ? this.later(upcoming) : nothing}`;
  }

  /** @param {readonly InspectionCard[]} upcoming */
  later(upcoming) {
    const next = upcoming.slice(0, SHOWN_TODAY);
    return html`<section class="card list-card" aria-labelledby="later-title">
      <div class="list-head">
        <h2 id="later-title">${labels.home.later}</h2>
        <a class="link-row" href=${INSPECTIONS}>${labels.home.all}${icon('chevron-right')}</a>
      </div>
      <ul class="rows">
        ${next.map((card) => html`<li>${inspectionRow(card, calendarDay(card.planned_on))}</li>`)}
      </ul>
    </section>`;
  }
}

define('home-page', HomePage);
