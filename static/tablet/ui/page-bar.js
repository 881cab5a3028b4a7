// @ts-check
/**
 * The bar on top of every page: back, name, one line of context with 「已存本平板」, the network button, 「强光」.
 *
 * Promises: never scrolls away; back goes up one level and loses nothing. Does not: send; its button only leads to the sync page.
 */
import { html, nothing } from '../../vendor/lit.js';
import { goUp, navigate } from '../routes.js';
import { watchSync } from './shared-watch.js';
import { labels, messages, words } from '../texts.js';
import { announce } from './announce.js';
import { TabletElement, define } from './element.js';
import { clock, count } from './format.js';
import { icon } from './icon.js';
import { HOME, SYNC } from './paths.js';
import { preferences, setPreferences, watchPreferences } from './preferences.js';

/** @typedef {import('../types.d.ts').SyncView} SyncView */

class PageBar extends TabletElement {
  static properties = {
    heading: {},
    context: {},
    up: {},
    savedAt: { attribute: false },
    extra: { attribute: false },
    compact: { type: Boolean },
    sync: { state: true },
    theme: { state: true },
  };

  constructor() {
    super();
    this.heading = '';
    this.context = '';
    /** @type {string | null} path one level up; none on the four top pages */
    this.up = null;
    /** @type {number | null} when something was last stored here */
    this.savedAt = null;
    /** @type {unknown} one more button, such as the menu */
    this.extra = nothing;
    this.compact = false;
    /** @type {SyncView | null} */
    this.sync = null;
    this.theme = preferences().theme;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchSync((sync) => (this.sync = sync)));
    this.keep(watchPreferences(({ theme }) => (this.theme = theme)));
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    const before = changed.get('savedAt');
    if (this.savedAt !== null && typeof before === 'number' && before !== this.savedAt) announce(messages.savedHere(clock(this.savedAt)));
  }

  /** @override */
  render() {
    return html`<header class="page-bar">
      ${this.up === null
        ? nothing
        : html`<button type="button" class="bar-back" aria-label=${labels.frame.back} @click=${() => goUp(this.up ?? HOME)}>
            ${icon('chevron-left')}
          </button>`}
      <div class="bar-words">
        <h1>${this.heading}</h1>
        <p>${this.context}${this.savedText()}</p>
      </div>
      ${this.networkButton()} ${this.themeButton()} ${this.extra}
    </header>`;
  }

  savedText() {
    if (this.savedAt === null) return nothing;
    return html`${this.context ? ' · ' : ''}<span class="bar-saved">${messages.savedHere(clock(this.savedAt))}</span>`;
  }

  networkButton() {
    if (this.sync === null) return nothing;
    const { name, text } = networkState(this.sync);
    return html`<button type="button" class="bar-button" title=${labels.frame.toSync} @click=${() => navigate(SYNC)}>
      ${icon(name)}<span>${text}</span>
    </button>`;
  }

  themeButton() {
    const strong = this.theme === 'strong';
    const label = strong ? labels.frame.strongOn : labels.frame.strong;
    return html`<button
      type="button"
      class="bar-button bar-theme"
      aria-label=${label}
      aria-pressed=${strong ? 'true' : 'false'}
      @click=${() => setPreferences({ theme: strong ? 'light' : 'strong' })}
    >
      ${icon(strong ? 'sun-high' : 'sun')}<span class=${this.compact ? 'bar-wide-only' : ''}>${label}</span>
    </button>`;
  }
}

/**
 * @param {SyncView} sync
 * @returns {{ name: Parameters<typeof icon>[0], text: string }} what waits, what is stuck, else how the line is; offline is grey and calm
 */
function networkState({ phase, queuedPhotos, queuedRecords, lastDeliveredAt, attention }) {
  const away = phase === 'offline' || phase === 'server_away';
  /** @type {Parameters<typeof icon>[0]} */
  const name = away ? 'wifi-off' : phase === 'paused' ? 'player-pause' : 'cloud-upload';
  if (queuedPhotos > 0) return { name, text: labels.frame.waitingPhotos(count(queuedPhotos)) };
  if (queuedRecords > 0) return { name, text: labels.frame.waitingRecords(count(queuedRecords)) };
  if (phase === 'offline') return { name, text: labels.frame.offline };
  if (phase === 'server_away') return { name, text: labels.frame.serverAway };
  if (attention.some(({ kind }) => kind === 'photo')) return { name: 'alert-circle', text: words.sync.attention };
  if (lastDeliveredAt === null) return { name: 'wifi', text: labels.frame.online };
  return { name: 'cloud-check', text: labels.frame.allSent };
}

define('page-bar', PageBar);
