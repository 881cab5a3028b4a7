// @ts-check
/**
 * The toast: confirms one's own tap and offers 「撤销」 for eight seconds; F6 reaches it.
 * Does not: tell of errors, saving or sync; those stay on the page.
 */
import { html, nothing } from '../../vendor/lit.js';
import { messages } from '../texts.js';
import { announce } from './announce.js';
import { TabletElement, define } from './element.js';

const SHOWN_MS = 8_000;
const channel = new EventTarget();

/**
 * @param {string} text what was just done
 * @param {() => unknown} undo takes it back
 */
export function showUndo(text, undo) {
  channel.dispatchEvent(new CustomEvent('show', { detail: { text, undo } }));
}

class ToastHost extends TabletElement {
  static properties = { shown: { state: true } };

  constructor() {
    super();
    /** @type {{ text: string, undo: () => unknown } | null} */
    this.shown = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.listen(channel, 'show', (event) => this.show(event.detail));
    this.listen(globalThis, 'keydown', (event) => {
      if (event.key !== 'F6' || !this.shown) return;
      event.preventDefault();
      this.querySelector('button')?.focus();
    });
  }

  /** @param {{ text: string, undo: () => unknown }} toast */
  show(toast) {
    clearTimeout(this.timer);
    this.shown = toast;
    this.timer = setTimeout(() => (this.shown = null), SHOWN_MS);
    announce(`${toast.text}${messages.undo}`);
  }

  takeBack() {
    const undo = this.shown?.undo;
    clearTimeout(this.timer);
    this.shown = null;
    undo?.();
  }

  /** @override */
  render() {
    if (!this.shown) return nothing;
    return html`<div class="toast">
      <span>${this.shown.text}</span>
      <button type="button" class="toast-action" @click=${this.takeBack}>${messages.undo}</button>
    </div>`;
  }
}

define('toast-host', ToastHost);
