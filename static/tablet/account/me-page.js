// @ts-check
/** 「我的」: how the tablet is held and read, PIN, lock, signing in and out. Signing out refuses while anything is unsent. */
import { html, nothing } from '../../vendor/lit.js';
import { watchStore } from '../db/quota.js';
import { watchSync } from '../ui/shared-watch.js';
import { labels } from '../texts.js';
import { ask } from '../ui/dialog.js';
import { TabletElement, define } from '../ui/element.js';
import { size } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import { openOverlay } from '../ui/overlays.js';
import '../ui/page-bar.js';
import { button, frame } from '../ui/parts.js';
import { preferences, setPreferences, watchPreferences } from '../ui/preferences.js';
import { attempt } from '../ui/problems.js';
import '../ui/tab-bar.js';
import { lockNow, signOut, watchAccount } from './account.js';
import './pin-setup.js';
import { openSignIn } from './sign-in-sheet.js';

/** @typedef {Parameters<typeof icon>[0]} IconName */

class MePage extends TabletElement {
  static properties = { account: { state: true }, store: { state: true }, sync: { state: true }, chosen: { state: true } };

  constructor() {
    super();
    /** @type {import('../types.d.ts').AccountView | null} */
    this.account = null;
    /** @type {import('../types.d.ts').StoreState | null} */
    this.store = null;
    /** @type {import('../types.d.ts').SyncView | null} */
    this.sync = null;
    this.chosen = preferences();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchAccount((account) => (this.account = account)));
    this.keep(watchStore((store) => (this.store = store)));
    this.keep(watchSync((sync) => (this.sync = sync)));
    this.keep(watchPreferences((chosen) => (this.chosen = chosen)));
  }

  /** @override */
  render() {
    return frame({
      bar: html`<page-bar heading=${labels.me.title} context=${this.account?.current?.name ?? ''}></page-bar>`,
      content: html`<div class="two-columns">
        <div class="column">${this.readingCard()} ${this.helpCard()}</div>
        <div class="column">${this.lockCard()} ${this.tabletCard()}</div>
      </div>`,
      tabs: html`<tab-bar current="me"></tab-bar>`,
      look: 'me-page',
    });
  }

  readingCard() {
    const { hand, textSize, theme } = this.chosen;
    return html`<section class="card form-card">
      ${this.choice('sun', labels.me.theme, '', [
        [labels.me.light, theme === 'light', () => setPreferences({ theme: 'light' })],
        [labels.me.strong, theme === 'strong', () => setPreferences({ theme: 'strong' })],
      ])}
      ${this.choice(
        'text-size',
        labels.me.textSize,
        '',
        labels.me.textSizes.map((label, step) => [label, textSize === step, () => setPreferences({ textSize: /** @type {0 | 1 | 2} */ (step) })]),
      )}
      ${this.choice('hand-stop', labels.me.hand, labels.me.handText, [
        [labels.me.right, hand === 'right', () => setPreferences({ hand: 'right' })],
        [labels.me.left, hand === 'left', () => setPreferences({ hand: 'left' })],
      ])}
    </section>`;
  }

  /** @param {IconName} name @param {string} title @param {string} text @param {readonly (readonly [label: string, chosen: boolean, choose: () => void])[]} options */
  choice(name, title, text, options) {
    return html`<div class="setting" role="group" aria-label=${title}>
      <p class="setting-words">${icon(name)}<span><strong>${title}</strong>${text ? html`<span class="field-hint">${text}</span>` : nothing}</span></p>
      <div class="segments">
        ${options.map(
          ([label, chosen, choose]) =>
            html`<button type="button" class="segment" aria-pressed=${chosen ? 'true' : 'false'} @click=${choose}>
              ${chosen ? icon('check') : nothing}<span>${label}</span>
            </button>`,
        )}
      </div>
    </div>`;
  }

  lockCard() {
    const set = this.account?.pinSet ?? false;
    return html`<section class="card form-card">
      <div class="setting">
        <p class="setting-words">${icon('password')}<span><strong>${labels.me.pin}</strong><span class="field-hint">${set ? labels.me.pinOn : labels.me.pinOff}</span></span></p>
        ${button({ label: set ? labels.me.changePin : labels.me.setPin, press: openPinSetup })}
      </div>
      ${button({ label: labels.me.lock, icon: 'lock', look: 'primary', press: () => attempt(lockNow) })}
    </section>`;
  }

  tabletCard() {
    const unsent = (this.sync?.queuedRecords ?? 0) + (this.sync?.queuedPhotos ?? 0) > 0;
    return html`<section class="card form-card">
      <div class="setting">
        <p class="setting-words">
          ${icon('device-tablet')}<span><strong>${labels.me.tablet}</strong><span class="field-hint">${this.account?.current?.tabletName ?? ''}</span></span>
        </p>
      </div>
      ${this.store
        ? html`<div class="setting">
            <p class="setting-words">
              ${icon('database')}<span
                ><strong>${labels.me.store}</strong
                ><span class="field-hint">${labels.me.storeText(size(this.store.usage), size(Math.max(0, this.store.quota - this.store.usage)))}</span
                ><span class="field-hint">${labels.me.receipts}</span></span
              >
            </p>
          </div>`
        : nothing}
      <div class="button-row">
        ${button({ label: labels.me.signIn, icon: 'login', press: openSignIn })}
        ${button({ label: labels.me.signOut, icon: 'logout', look: 'danger', disabled: unsent, press: () => this.leave() })}
      </div>
      ${unsent ? html`<p class="field-hint">${labels.me.signOutText}</p>` : nothing}
    </section>`;
  }

  helpCard() {
    return html`<section class="card form-card">
      <h2>${labels.me.help}</h2>
      <ul class="help-list">
        ${labels.me.helpText.map((line) => html`<li>${icon('circle-check')}<span>${line}</span></li>`)}
      </ul>
    </section>`;
  }

  async leave() {
    const choice = await ask({
      title: labels.me.signOutQuestion,
      choices: [
        { value: 'stay', label: labels.me.signOutStay, safe: true },
        { value: 'leave', label: labels.me.signOut, look: 'danger' },
      ],
    });
    if (choice === 'leave') await attempt(signOut);
  }
}

function openPinSetup() {
  const setup = document.createElement('pin-setup');
  const { close } = openOverlay(setup, { name: labels.me.setPin, look: 'overlay-dialog' });
  setup.addEventListener('pin-done', close);
}

define('me-page', MePage);
