// @ts-check
/** Signing in again, over whatever page one is on: only sending needs it, nothing recorded is touched. */
import { html, nothing } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { icon } from '../ui/icon.js';
import { openOverlay } from '../ui/overlays.js';
import { banner, button } from '../ui/parts.js';
import { sentenceFor } from '../ui/problems.js';
import '../ui/secret-field.js';
import '../ui/text-field.js';
import { signIn } from './account.js';

/** Opens the sheet; it closes by itself once signed in. */
export function openSignIn() {
  const sheet = new SignInSheet();
  const { close } = openOverlay(sheet, { name: labels.signIn.title, look: 'overlay-dialog' });
  sheet.addEventListener('sign-in-left', close);
}

class SignInSheet extends TabletElement {
  static properties = { problem: { state: true }, working: { state: true } };

  constructor() {
    super();
    /** @type {string | null} */
    this.problem = null;
    this.working = false;
    this.username = '';
    this.password = '';
  }

  /** @override */
  render() {
    return html`<form class="sign-in" @submit=${this.submit}>
      <h2>${labels.signIn.title}</h2>
      <p>${labels.signIn.lead}</p>
      ${this.problem ? html`<div role="alert">${banner({ tone: 'bad', text: this.problem })}</div>` : nothing}
      <text-field
        label=${labels.register.username}
        autocomplete="username"
        limit="60"
        @field-input=${(/** @type {CustomEvent<string>} */ { detail }) => (this.username = detail)}
      ></text-field>
      <secret-field
        label=${labels.register.password}
        name="sign-in-password"
        autocomplete="current-password"
        @secret-input=${(/** @type {CustomEvent<string>} */ { detail }) => (this.password = detail)}
      ></secret-field>
      <div class="button-row">
        ${button({ label: labels.signIn.later, press: () => this.emit('sign-in-left') })}
        <button type="submit" class="button button-primary grow" ?disabled=${this.working}>
          ${icon('login')}<span>${this.working ? labels.signIn.working : labels.signIn.submit}</span>
        </button>
      </div>
    </form>`;
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    if (this.working) return;
    this.working = true;
    this.problem = null;
    try {
      await signIn({ username: this.username.trim(), password: this.password });
      this.emit('sign-in-left');
    } catch (error) {
      this.problem = sentenceFor(error);
    } finally {
      this.working = false;
    }
  }
}

define('sign-in-sheet', SignInSheet);
