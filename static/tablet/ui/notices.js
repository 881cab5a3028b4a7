// @ts-check
/**
 * The banners that hold on every page: what stops sending, what threatens the store. At most two at once, worst first;
 * each stays until its cause is gone.
 * Does not: speak of being offline; that is no trouble, and stands calmly in the page bar, on the home and the sync page.
 */
import { html, nothing } from '../../vendor/lit.js';
import { watchAccount } from '../account/account.js';
import { watchStore } from '../db/quota.js';
import { watchSync } from './shared-watch.js';
import { labels, messages } from '../texts.js';
import { watchUpdate } from '../update.js';
import { announceUrgent } from './announce.js';
import { TabletElement, define } from './element.js';
import { count } from './format.js';
import { banner, button } from './parts.js';
import { tellSentence, watchProblems } from './problems.js';

const DAY_MS = 86_400_000;
const LONG_DAYS = 5;
const SHOWN = 2;

/** @typedef {{ tone: 'bad' | 'warn' | 'brand', text: string, action?: unknown }} Notice */

class NoticeBanners extends TabletElement {
  static properties = { account: { state: true }, store: { state: true }, sync: { state: true }, problem: { state: true }, newVersion: { state: true } };

  constructor() {
    super();
    /** @type {import('../types.d.ts').AccountView | null} */
    this.account = null;
    /** @type {import('../types.d.ts').StoreState | null} */
    this.store = null;
    /** @type {import('../types.d.ts').SyncView | null} */
    this.sync = null;
    /** @type {string | null} what just went wrong here, until it has been read */
    this.problem = null;
    /** A new version of the app waits for its turn. */
    this.newVersion = false;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchAccount((account) => (this.account = account)));
    this.keep(watchStore((store) => (this.store = store)));
    this.keep(watchSync((sync) => (this.sync = sync)));
    this.keep(watchUpdate(({ waiting }) => (this.newVersion = waiting)));
    this.keep(watchProblems((text) => (this.problem = text)));
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    const before = /** @type {import('../types.d.ts').StoreState | null | undefined} */ (changed.get('store'));
    if (changed.has('problem') && this.problem !== null) this.scrollIntoView({ block: 'nearest' });
    if (this.store?.level === 'full' && before && before.level !== 'full') announceUrgent(messages.storeFull);
  }

  /** @returns {Notice[]} worst first */
  notices() {
    const { account, store, sync } = this;
    const phase = sync?.phase;
    const waitingDays = sync?.waitingSince ? Math.floor((Date.now() - sync.waitingSince) / DAY_MS) : 0;
    /** @type {(Notice | false)[]} */
    const all = [
      this.problem !== null && { tone: 'bad', text: this.problem, action: this.readButton() },
      (phase === 'revoked' || account?.revoked === true) && { tone: 'bad', text: messages.revoked },
      store?.level === 'full' && { tone: 'bad', text: messages.storeFull },
      phase === 'too_old' && { tone: 'bad', text: messages.tooOld },
      (phase === 'sign_in' || account?.signInNeeded === true) && { tone: 'warn', text: messages.signInOver, action: this.signInButton() },
      waitingDays >= LONG_DAYS && { tone: 'warn', text: messages.longUnsent(waitingDays) },
      store?.level === 'low' && { tone: 'warn', text: messages.storeLow(count(store.photosLeft)) },
      this.newVersion && { tone: 'brand', text: messages.appUpdate },
    ];
    const told = all.filter((notice) => notice !== false);
    // What just went wrong may be what the store says as well.
    return told.filter(({ text }, at) => told.findIndex((other) => other.text === text) === at);
  }

  readButton() {
    return button({ label: labels.frame.read, press: () => tellSentence(null) });
  }

  signInButton() {
    return button({ label: labels.signIn.title, press: () => this.emit('sign-in-asked') });
  }

  /** @override */
  render() {
    const shown = this.notices().slice(0, SHOWN);
    if (shown.length === 0) return nothing;
    return html`<section class="notices" aria-label=${labels.frame.notices}>${shown.map(banner)}</section>`;
  }
}

define('notice-banners', NoticeBanners);
