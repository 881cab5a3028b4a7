// @ts-check
/**
 * 「同步」: the sentence, what holds it up, what needs the person, each inspection and each photo.
 *
 * Promises: while photos go out and this page is open the screen stays on; the progress moves only on real news.
 * Does not: send; it shows, pauses and asks to go on.
 */
import { html, nothing } from '../../vendor/lit.js';
import { navigate, receiptPath } from '../routes.js';
import { pauseSync, requestSync, resumeSync } from '../sync/scheduler.js';
import { labels, words } from '../texts.js';
import { announce, announceUrgent } from '../ui/announce.js';
import { TabletElement, define } from '../ui/element.js';
import { clock, count } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { banner, button, emptyState, frame, openingLine } from '../ui/parts.js';
import '../ui/photo-thumb.js';
import { attempt } from '../ui/problems.js';
import { watchSync } from '../ui/shared-watch.js';
import '../ui/tab-bar.js';
import { syncTag } from '../ui/tags.js';

/** @typedef {import('../types.d.ts').SyncView} SyncView */
/** @typedef {SyncView['inspections'][number]} SyncedInspection */

const SHOWN_PHOTOS = 5;
/** Photos of so many inspections are open from the start; the others are closed until asked for. */
const OPEN_INSPECTIONS = 3;

class SyncPage extends TabletElement {
  static properties = { sync: { state: true }, whole: { state: true } };

  constructor() {
    super();
    /** @type {SyncView | null} */
    this.sync = null;
    /** @type {ReadonlySet<string>} inspections whose photos are all shown */
    this.whole = new Set();
    /** @type {WakeLockSentinel | null} */
    this.awake = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchSync((sync) => (this.sync = sync)));
    this.keep(() => this.awake?.release());
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    const before = /** @type {SyncView | null | undefined} */ (changed.get('sync'));
    if (!this.sync) return;
    this.keepAwake(this.sync.phase === 'sending' && this.sync.queuedPhotos > 0);
    if (!before) return;
    if (before.sentence !== this.sync.sentence) announce(this.sync.sentence);
    if (this.sync.attention.length > before.attention.length) announceUrgent(labels.sync.attention(count(this.sync.attention.length)));
  }

  /** @param {boolean} wanted */
  async keepAwake(wanted) {
    if (!wanted) {
      await this.awake?.release();
      this.awake = null;
    } else if (!this.awake && 'wakeLock' in navigator) {
      // A refusal (battery saver, hidden page) costs only the convenience.
      this.awake = await navigator.wakeLock.request('screen').catch(() => null);
    }
  }

  /** @override */
  render() {
    const { sync } = this;
    if (!sync) return openingLine();
    return frame({
      bar: html`<page-bar heading=${labels.sync.title} context=${labels.sync.lead}></page-bar>`,
      content: html`<div class="two-columns sync-columns">
        <div class="column">${this.standing(sync)} ${sync.attention.length > 0 ? this.attention(sync) : nothing}</div>
        <div class="column">${this.records(sync)}</div>
      </div>`,
      tabs: html`<tab-bar current="sync"></tab-bar>`,
      look: 'sync-page',
    });
  }

  /** @param {SyncView} sync */
  standing(sync) {
    const delivered = sync.deliveredRecords + sync.deliveredPhotos;
    const total = delivered + sync.queuedRecords + sync.queuedPhotos;
    return html`<section class="card sync-standing" aria-labelledby="sync-sentence">
      <h2 id="sync-sentence">${sync.sentence}</h2>
      ${sync.detail ? this.detail(sync) : nothing}
      ${sync.phase === 'sending' && sync.queuedPhotos > 0 ? html`<p>${labels.sync.screenOn}</p>` : nothing}
      ${total > delivered ? html`<progress class="bar bar-tall" max=${total} value=${delivered} aria-label=${labels.sync.progress}></progress>` : nothing}
      ${sync.originalsWaiting > 0 && sync.queuedPhotos === 0 ? html`<p class="quiet-line">${labels.sync.originals(count(sync.originalsWaiting))} · ${labels.sync.originalsText}</p>` : nothing}
      ${this.controls(sync, total > delivered || sync.originalsWaiting > 0)}
    </section>`;
  }

  /** @param {SyncView} sync what holds sending up, calmly; a trouble of the sign-in has its banner already */
  detail({ phase, detail, originalsWaiting }) {
    if (detail === labels.sync.originals(count(originalsWaiting))) return nothing; // told below, with what it means
    if (phase === 'offline' || phase === 'server_away') return banner({ tone: 'neutral', text: detail });
    return phase === 'sign_in' ? nothing : html`<p>${detail}</p>`;
  }

  /** @param {SyncView} sync @param {boolean} waiting */
  controls({ phase }, waiting) {
    if (phase === 'paused') {
      return html`<div class="button-row">
        ${button({ label: labels.sync.resume, icon: 'player-play', look: 'primary', more: 'grow', press: () => attempt(resumeSync) })}
      </div>`;
    }
    if (phase === 'sign_in' || phase === 'revoked' || phase === 'too_old') return nothing;
    return html`<div class="button-row">
      ${waiting ? button({ label: labels.sync.pause, icon: 'player-pause', more: 'grow', press: () => attempt(pauseSync) }) : nothing}
      ${phase === 'sending' ? nothing : button({ label: waiting ? labels.sync.now : labels.sync.check, icon: 'refresh', more: 'grow', press: () => requestSync('button') })}
    </div>`;
  }

  /** @param {SyncView} sync */
  attention({ attention, inspections }) {
    const photos = new Map(inspections.flatMap((inspection) => inspection.photos.map((photo) => [photo.id, photo])));
    return html`<section class="card attention" aria-labelledby="attention-title">
      <h2 id="attention-title">${icon('alert-circle-filled')}<span>${labels.sync.attention(count(attention.length))}</span></h2>
      <ul class="rows">
        ${attention.map(({ id, kind, text, actionPath }) => {
          const photo = photos.get(id);
          return html`<li class="attention-row">
            ${photo ? html`<span class="finding-thumb"><photo-thumb .photo=${photo} plate="none"></photo-thumb></span>` : nothing}
            <p>${text}</p>
            ${actionPath
              ? button({ label: labels.sync.actions[kind], look: kind === 'conflict' ? 'primary' : 'plain', press: () => navigate(actionPath) })
              : nothing}
          </li>`;
        })}
      </ul>
    </section>`;
  }

  /** @param {SyncView} sync */
  records(sync) {
    if (sync.inspections.length === 0) {
      return html`<section class="card">${emptyState({ icon: 'cloud-check', title: labels.sync.emptyTitle, text: labels.sync.emptyText })}</section>`;
    }
    return html`<section class="card list-card" aria-labelledby="records-title">
      <div class="list-head list-head-plain"><h2 id="records-title">${labels.sync.records}</h2><span>${labels.sync.order}</span></div>
      <ul class="rows">
        ${sync.inspections.map((inspection, place) => html`<li class="synced">${this.record(sync, inspection, place)}</li>`)}
      </ul>
    </section>`;
  }

  /** @param {SyncView} sync @param {SyncedInspection} inspection @param {number} place */
  record(sync, inspection, place) {
    const { unitName, method, syncState, photos } = inspection;
    const paused = sync.phase === 'paused' && syncState === 'queued';
    const methodName = words.method[/** @type {keyof typeof words.method} */ (method)] ?? '';
    return html`<div class="synced-head">
        <h3>${unitName} · ${methodName}</h3>
        ${syncTag(paused ? 'paused' : syncState)}
      </div>
      <p class="synced-words">${this.wordsLine(sync, inspection)} · ${photosLine(inspection)}${inspection.deliveredRecords > 0 ? html` · <a href=${receiptPath(inspection.id)}>${labels.sync.seeReceipts}</a>` : nothing}</p>
      ${photos.length > 0 ? this.photos(inspection, place) : nothing}`;
  }

  /** @param {SyncView} sync @param {SyncedInspection} inspection */
  wordsLine({ lastDeliveredAt }, { queuedRecords, deliveredRecords }) {
    if (queuedRecords > 0) return html`<strong>${labels.sync.wordsWaiting(count(queuedRecords))}</strong>`;
    if (deliveredRecords === 0) return html`<strong class="good">${labels.sync.wordsElsewhere}</strong>`;
    return html`<strong class="good">${labels.sync.wordsDelivered(count(deliveredRecords), lastDeliveredAt === null ? '' : clock(lastDeliveredAt))}</strong>`;
  }

  /** @param {SyncedInspection} inspection @param {number} place */
  photos({ id, photos }, place) {
    const whole = this.whole.has(id);
    const shown = whole ? photos : photos.slice(0, SHOWN_PHOTOS);
    const hidden = photos.length - shown.length;
    const grid = html`<div class="photo-grid">
      ${shown.map((photo) => html`<photo-thumb .photo=${photo} plate="state"></photo-thumb>`)}
      ${hidden > 0
        ? html`<button type="button" class="strip-tile" @click=${() => (this.whole = new Set([...this.whole, id]))}>${labels.sync.more(count(hidden))}</button>`
        : nothing}
    </div>`;
    if (place < OPEN_INSPECTIONS) return grid;
    return html`<details class="synced-photos"><summary>${labels.sync.unfold}</summary>${grid}</details>`;
  }
}

/** @param {SyncedInspection} inspection */
function photosLine({ photos }) {
  if (photos.length === 0) return labels.sync.noPhotos;
  const delivered = photos.filter(({ syncState }) => syncState === 'delivered').length;
  return labels.sync.photosOf(count(photos.length), count(delivered));
}

define('sync-page', SyncPage);
