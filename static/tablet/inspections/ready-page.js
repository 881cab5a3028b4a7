// @ts-check
/**
 * 「准备出发」: one verdict on top, then each fact with its reason and state; tapping a line that lacks something fixes it.
 *
 * Does not: decide; readiness.js does. Nothing here needs the network to be shown.
 */
import { html, nothing } from '../../vendor/lit.js';
import { watchAccount } from '../account/account.js';
import { openSignIn } from '../account/sign-in-sheet.js';
import { askPersistence, watchStore } from '../db/quota.js';
import { watchPosition } from '../evidence/position.js';
import { requestSync } from '../sync/scheduler.js';
import { readClock, readSession } from '../sync/session.js';
import { watchSync } from '../ui/shared-watch.js';
import { labels } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { size } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { button, frame, openingLine } from '../ui/parts.js';
import { HOME } from '../ui/paths.js';
import { attempt } from '../ui/problems.js';
import { tag } from '../ui/tags.js';
import { watchInspections } from './inspections.js';
import { readinessLines, verdict } from './readiness.js';

/** @typedef {import('./readiness.js').Known} Known */

class ReadyPage extends TabletElement {
  static properties = {
    cards: { state: true },
    sync: { state: true },
    store: { state: true },
    account: { state: true },
    position: { state: true },
    camera: { state: true },
    battery: { state: true },
    signedInUntil: { state: true },
    clockOffset: { state: true },
  };

  constructor() {
    super();
    /** @type {readonly import('../types.d.ts').InspectionCard[] | null} */
    this.cards = null;
    /** @type {import('../types.d.ts').SyncView | null} */
    this.sync = null;
    /** @type {import('../types.d.ts').StoreState | null} */
    this.store = null;
    /** @type {import('../types.d.ts').AccountView | null} */
    this.account = null;
    /** @type {import('../types.d.ts').PositionView | null} */
    this.position = null;
    /** @type {'granted' | 'denied' | 'prompt'} */
    this.camera = 'prompt';
    /** @type {number | null} */
    this.battery = null;
    /** @type {number | null} */
    this.signedInUntil = null;
    /** @type {number | null} */
    this.clockOffset = null;
    /** @type {() => void} */
    this.leavePosition = () => {};
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchInspections((cards) => (this.cards = cards)));
    this.keep(watchSync((sync) => (this.sync = sync)));
    this.keep(watchStore((store) => (this.store = store)));
    this.keep(
      watchAccount((account) => {
        this.account = account;
        this.readStanding();
      }),
    );
    this.keep(() => this.leavePosition());
    this.askDevice();
  }

  async readStanding() {
    if (this.account?.state !== 'open') return;
    await attempt(async () => {
      const [session, clock] = await Promise.all([readSession(), readClock()]);
      this.signedInUntil = session?.token && !session.signedOut ? Date.parse(session.tokenExpiresAt) : null;
      this.clockOffset = clock.offsetMs;
    });
  }

  /** Asks without a prompt: permissions that were given before, battery where the browser tells it. */
  async askDevice() {
    const states = await Promise.all(['camera', 'geolocation'].map(permission));
    this.camera = states[0] ?? 'prompt';
    if (states[1] === 'granted') this.watchPlace();
    const battery = await /** @type {{ getBattery?: () => Promise<{ level: number }> }} */ (navigator).getBattery?.();
    if (battery) this.battery = Math.round(battery.level * 100);
  }

  watchPlace() {
    this.leavePosition();
    this.leavePosition = watchPosition((position) => (this.position = position));
  }

  /** @returns {Known | null} */
  get known() {
    const { cards, sync, store } = this;
    if (!cards || !sync || !store) return null;
    const open = cards.filter(({ state }) => state === 'sent' || state === 'under_way' || state === 'returned' || state === 'planned');
    return {
      inspections: open.length,
      withoutChecklist: open.filter(({ total }) => total === 0).length,
      queuedRecords: sync.queuedRecords,
      queuedPhotos: sync.queuedPhotos,
      queuedBytes: sync.queuedBytes,
      online: sync.phase !== 'offline' && sync.phase !== 'server_away',
      store: { free: Math.max(0, store.quota - store.usage), photosLeft: store.photosLeft, level: store.level },
      persisted: store.persisted ?? this.account?.persisted ?? null,
      signedInUntil: this.account?.signInNeeded ? null : this.signedInUntil,
      clockOffset: this.clockOffset,
      camera: this.camera,
      positionMetres: this.position?.position?.accuracy_m ?? null,
      battery: this.battery,
      now: Date.now(),
    };
  }

  /** @override */
  render() {
    const { known } = this;
    if (!known) return openingLine();
    const lines = readinessLines(known);
    return frame({
      bar: html`<page-bar heading=${labels.ready.title} context=${this.account?.current?.name ?? ''} up=${HOME}></page-bar>`,
      content: html`${this.verdict(known, lines)}
        <ul class="card ready-lines">
          ${lines.map((line) => html`<li>${this.line(line)}</li>`)}
        </ul>`,
      look: 'ready-page',
    });
  }

  /** @param {Known} known @param {readonly import('./readiness.js').Line[]} lines */
  verdict(known, lines) {
    const { tone, title, text } = verdict(known, lines);
    const preparing = this.sync?.phase === 'sending';
    const bytes = known.queuedPhotos > 0 ? `（${size(known.queuedBytes)}）` : '';
    const prepare = lines.some(({ fix }) => fix === 'sync');
    return html`<section class="verdict verdict-${tone}" role="status">
      ${icon(tone === 'ok' ? 'circle-check' : tone === 'warn' ? 'alert-triangle' : 'alert-circle')}
      <div><h2>${title}</h2><p>${text}</p></div>
      ${prepare
        ? button({
            label: preparing ? labels.ready.preparing : labels.ready.prepare + bytes,
            icon: 'download',
            look: 'primary',
            more: 'button-main wide',
            disabled: preparing || !known.online,
            press: () => requestSync('button'),
          })
        : nothing}
    </section>`;
  }

  /** @param {import('./readiness.js').Line} line */
  line({ icon: name, tone, title, text, state, fix }) {
    const words = html`<span class="ready-icon ready-${tone}">${icon(name)}</span>
      <span class="row-words"><strong>${title}</strong><span>${text}</span></span>${tag(tone, null, state)}`;
    if (!fix) return html`<div class="row">${words}</div>`;
    return html`<button type="button" class="row" @click=${() => this.fix(fix)}>${words}</button>`;
  }

  /** @param {import('./readiness.js').Fix} fix */
  fix(fix) {
    return attempt(async () => {
      if (fix === 'sync') requestSync('button');
      if (fix === 'sign_in') openSignIn();
      if (fix === 'persist') await askPersistence();
      if (fix === 'position') this.watchPlace();
      if (fix === 'camera') this.camera = await tryCamera();
    });
  }
}

/** @param {string} name @returns {Promise<'granted' | 'denied' | 'prompt'>} */
async function permission(name) {
  try {
    const { state } = await navigator.permissions.query({ name: /** @type {PermissionName} */ (name) });
    return state;
  } catch {
    return 'prompt'; // Firefox and older Safari do not know these names; the line then offers to try
  }
}

/** @returns {Promise<'granted' | 'denied'>} */
async function tryCamera() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    for (const track of stream.getTracks()) track.stop();
    return 'granted';
  } catch {
    return 'denied'; // whatever the reason, photos can still come from the gallery, and the line says so
  }
}

define('ready-page', ReadyPage);
