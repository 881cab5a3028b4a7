// @ts-check
/**
 * The two doors: passphrase after the app was closed, six-digit PIN after an idle lock while the key is still in memory.
 *
 * Promises: shows no campaign, unit or organisation; says after every wrong try what is left and that nothing is deleted.
 * Raises `person-added` for 「换一个人」. Does not: hold the passphrase longer than the attempt.
 */
import { html, nothing } from '../../vendor/lit.js';
import { labels, messages, words } from '../texts.js';
import { searchField } from '../inspections/item-search.js';
import { TabletElement, define } from '../ui/element.js';
import { clock, dayAndWeekday, wholeMinutes } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import { banner, button } from '../ui/parts.js';
import '../ui/pin-pad.js';
import { sentenceFor } from '../ui/problems.js';
import '../ui/secret-field.js';
import { unlock, unlockWithPin } from './account.js';

const LIST_FROM = 5;
const MINUTE_MS = 60_000;
const TICK_MS = 1_000;

class UnlockPage extends TabletElement {
  static properties = {
    account: { attribute: false },
    slotId: { state: true },
    byPassphrase: { state: true },
    error: { state: true },
    working: { state: true },
    forgotten: { state: true },
    searched: { state: true },
    now: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../types.d.ts').AccountView | null} */
    this.account = null;
    this.slotId = '';
    /** After an idle lock: the passphrase all the same. */
    this.byPassphrase = false;
    /** @type {string | null} */
    this.error = null;
    this.working = false;
    this.forgotten = false;
    this.searched = '';
    this.now = Date.now();
    this.passphrase = '';
    /** When the next passphrase may be tried. */
    this.waitEnds = 0;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const ticking = setInterval(() => (this.now = Date.now()), TICK_MS);
    this.keep(() => clearInterval(ticking));
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('account')) this.waitEnds = Date.now() + (this.account?.waitUntil ?? 0);
    const people = this.account?.people ?? [];
    const known = people.some(({ slotId }) => slotId === this.slotId);
    if (!known) this.slotId = this.account?.current?.slotId ?? people[0]?.slotId ?? '';
  }

  /** @returns {boolean} whether the PIN lifts the lock for the chosen person */
  get byPin() {
    const { account } = this;
    return account?.state === 'idle' && account.pinSet && account.current?.slotId === this.slotId && !this.byPassphrase;
  }

  /** @override */
  render() {
    if (!this.account) return nothing;
    return html`<main class="door" tabindex="-1">
      <div class="door-side">
        <header class="door-head">
          <span class="door-badge">${icon('notes')}</span>
          <div>
            <h1>${words.appName}</h1>
            <p>${clock(this.now)} · ${dayAndWeekday(this.now)}</p>
          </div>
        </header>
        ${this.people()}
      </div>
      <div class="door-lock">${this.byPin ? this.pinDoor() : this.passphraseDoor()}</div>
      <footer class="door-foot">
        <div class="card door-card">
          ${icon('device-tablet')}
          <p><strong>${labels.unlock.offlineTitle}</strong><span>${labels.unlock.offlineText}</span></p>
        </div>
        <p class="door-secrets">${icon('shield-check')}<span>${messages.secrets}</span></p>
      </footer>
    </main>`;
  }

  people() {
    const all = this.account?.people ?? [];
    const long = all.length >= LIST_FROM;
    const shown = all.filter(({ name }) => name.includes(this.searched));
    return html`<div class="people ${long ? 'people-list' : ''}" role="group" aria-label=${labels.unlock.people}>
      ${long ? searchField(labels.unlock.search, this.searched, (searched) => (this.searched = searched)) : nothing}
      ${shown.map(
        ({ slotId, name }) =>
          html`<button type="button" class="person" aria-pressed=${slotId === this.slotId ? 'true' : 'false'} @click=${() => this.choose(slotId)}>
            <span class="person-mark" aria-hidden="true">${name.slice(0, 1)}</span><span>${name}</span>
          </button>`,
      )}
      ${shown.length === 0 ? html`<p class="quiet">${labels.unlock.noName}</p>` : nothing}
      <button type="button" class="person" @click=${() => this.emit('person-added')}>${icon('plus')}<span>${labels.unlock.another}</span></button>
    </div>`;
  }

  /** @param {string} slotId */
  choose(slotId) {
    this.slotId = slotId;
    this.error = null;
    this.forgotten = false;
  }

  pinDoor() {
    return html`<h2 class="door-question">${labels.unlock.enterPin}</h2>
      ${this.error ? html`<div role="alert">${banner({ tone: 'warn', icon: 'info-circle', text: this.error })}</div>` : nothing}
      <pin-pad
        side=${labels.unlock.forgotPin}
        @pin-entered=${(/** @type {CustomEvent<string>} */ { detail }) => this.tryPin(detail)}
        @pin-side=${() => (this.byPassphrase = true)}
      ></pin-pad>`;
  }

  /** @param {string} pin */
  async tryPin(pin) {
    try {
      this.error = null;
      await unlockWithPin(pin);
    } catch (error) {
      this.error = sentenceFor(error);
    }
  }

  passphraseDoor() {
    const wait = this.waitEnds - Math.max(this.now, Date.now());
    const waiting = wait > 0;
    const error = waiting ? messages.passphraseWait(wholeMinutes(wait / MINUTE_MS)) : this.error;
    return html`<form class="door-form" @submit=${this.open}>
      <h2 class="door-question">${labels.unlock.enterPassphrase}</h2>
      <secret-field
        label=${labels.unlock.passphrase}
        name="passphrase"
        autocomplete="current-password"
        .error=${error}
        ?disabled=${waiting}
        @secret-input=${(/** @type {CustomEvent<string>} */ { detail }) => (this.passphrase = detail)}
      ></secret-field>
      <button type="submit" class="button button-primary button-main" ?disabled=${this.working || waiting}>
        ${icon('lock-open')}<span>${this.working ? labels.unlock.opening : labels.unlock.open}</span>
      </button>
      ${button({ label: labels.unlock.forgotPassphrase, look: 'quiet', press: () => (this.forgotten = !this.forgotten) })}
      ${this.forgotten ? html`<div role="status">${banner({ tone: 'brand', text: messages.passphraseForgotten })}</div>` : nothing}
    </form>`;
  }

  /** @param {Event} event */
  async open(event) {
    event.preventDefault();
    if (this.working) return;
    this.working = true;
    this.error = null;
    try {
      await unlock(this.slotId, this.passphrase);
    } catch (error) {
      this.error = sentenceFor(error);
      /** @type {HTMLElement | null} */ (this.querySelector('secret-field'))?.focus();
    } finally {
      this.working = false;
    }
  }
}

define('unlock-page', UnlockPage);
