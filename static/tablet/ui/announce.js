// @ts-check
/**
 * The two live regions. Polite: saved and sync sentences, at most one in ten seconds and only when the words change.
 * Assertive: only what needs the person (需要处理, a full store). Does not: show anything.
 */
import { html } from '../../vendor/lit.js';
import { TabletElement, define } from './element.js';

const QUIET_MS = 10_000;
const channel = new EventTarget();

/** @param {string} text */
export function announce(text) {
  channel.dispatchEvent(new CustomEvent('polite', { detail: text }));
}

/** @param {string} text */
export function announceUrgent(text) {
  channel.dispatchEvent(new CustomEvent('assertive', { detail: text }));
}

class LiveRegions extends TabletElement {
  static properties = { polite: { state: true }, assertive: { state: true } };

  constructor() {
    super();
    this.polite = '';
    this.assertive = '';
    this.spokenAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.listen(channel, 'polite', (event) => this.later(event.detail));
    this.listen(channel, 'assertive', (event) => (this.assertive = event.detail));
  }

  /** @param {string} text the newest sentence wins over one that has not been spoken yet */
  later(text) {
    clearTimeout(this.timer);
    const wait = Math.max(0, this.spokenAt + QUIET_MS - Date.now());
    this.timer = setTimeout(() => {
      this.spokenAt = Date.now();
      this.polite = text;
    }, wait);
  }

  /** @override */
  render() {
    return html`<div class="visually-hidden" role="status">${this.polite}</div>
      <div class="visually-hidden" role="alert">${this.assertive}</div>`;
  }
}

define('live-regions', LiveRegions);
