// @ts-check
/**
 * First use by a person on this tablet: sign in once online, choose the passphrase, then a PIN if wanted.
 *
 * Raises `register-left` when done or given up. Does not: send the passphrase anywhere.
 */
import { html, nothing } from '../../vendor/lit.js';
import { labels, messages, words } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { icon } from '../ui/icon.js';
import { banner, button } from '../ui/parts.js';
import { sentenceFor } from '../ui/problems.js';
import '../ui/secret-field.js';
import '../ui/text-field.js';
import { checkPassphrase, register } from './account.js';
import './pin-setup.js';

/** @typedef {'username' | 'password' | 'tabletName' | 'passphrase' | 'again'} FieldName */

class RegisterPage extends TabletElement {
  static properties = {
    first: { type: Boolean },
    values: { state: true },
    errors: { state: true },
    problem: { state: true },
    working: { state: true },
    registered: { state: true },
  };

  constructor() {
    super();
    /** Nobody uses the tablet yet: there is no unlock page to go back to. */
    this.first = false;
    /** @type {Record<FieldName, string>} */
    this.values = { username: '', password: '', tabletName: labels.register.defaultTablet, passphrase: '', again: '' };
    /** @type {Partial<Record<FieldName, string>>} */
    this.errors = {};
    /** @type {string | null} what the server or the store said */
    this.problem = null;
    this.working = false;
    this.registered = false;
  }

  /** @override */
  render() {
    if (this.registered) return html`<main class="door door-narrow" tabindex="-1"><pin-setup offered @pin-done=${this.leave}></pin-setup></main>`;
    return html`<main class="door door-narrow" tabindex="-1">
      <header class="door-head">
        <span class="door-badge">${icon('notes')}</span>
        <div>
          <h1>${words.appName}</h1>
          <p>${labels.register.title}</p>
        </div>
      </header>
      <p class="door-lead">${labels.register.lead}</p>
      <form class="register-form" novalidate @submit=${this.submit}>${this.accountPart()} ${this.passphrasePart()} ${this.foot()}</form>
      <p class="door-secrets">${icon('shield-check')}<span>${messages.secrets}</span></p>
    </main>`;
  }

  accountPart() {
    return html`<section class="card form-card">
      <h2>${labels.register.stepAccount}</h2>
      ${this.line('username', labels.register.username, { autocomplete: 'username' })}
      ${this.secret('password', labels.register.password, 'current-password')}
      ${this.line('tabletName', labels.register.tabletName, { hint: labels.register.tabletNameHint })}
    </section>`;
  }

  passphrasePart() {
    return html`<section class="card form-card">
      <h2>${labels.register.stepPassphrase}</h2>
      <div class="rules">
        <p>${labels.register.rulesTitle}</p>
        <ul>
          ${labels.register.rules.map((rule) => html`<li>${icon('point')}<span>${rule}</span></li>`)}
        </ul>
      </div>
      ${this.secret('passphrase', labels.register.passphrase, 'new-password')} ${this.secret('again', labels.register.again, 'new-password')}
      <p class="field-hint">${labels.register.onlyHere}</p>
    </section>`;
  }

  foot() {
    return html`${this.problem ? html`<div role="alert">${banner({ tone: 'bad', text: this.problem })}</div>` : nothing}
      <button type="submit" class="button button-primary button-main" ?disabled=${this.working}>
        ${icon('login')}<span>${this.working ? labels.register.working : labels.register.submit}</span>
      </button>
      ${this.first ? nothing : button({ label: labels.register.back, icon: 'chevron-left', look: 'quiet', press: () => this.leave() })}`;
  }

  /** @param {FieldName} name @param {string} label @param {{ autocomplete?: string, hint?: string }} about */
  line(name, label, { autocomplete = 'off', hint = '' }) {
    return html`<text-field
      label=${label}
      hint=${hint}
      autocomplete=${autocomplete}
      limit="60"
      .value=${this.values[name]}
      .error=${this.errors[name] ?? null}
      @field-input=${(/** @type {CustomEvent<string>} */ { detail }) => this.set(name, detail)}
    ></text-field>`;
  }

  /** @param {FieldName} name @param {string} label @param {'current-password' | 'new-password'} autocomplete */
  secret(name, label, autocomplete) {
    return html`<secret-field
      label=${label}
      name=${name}
      autocomplete=${autocomplete}
      .error=${this.errors[name] ?? null}
      @secret-input=${(/** @type {CustomEvent<string>} */ { detail }) => this.set(name, detail)}
    ></secret-field>`;
  }

  /** @param {FieldName} name @param {string} text */
  set(name, text) {
    this.values = { ...this.values, [name]: text };
    if (this.errors[name]) this.errors = { ...this.errors, [name]: undefined };
  }

  /** @returns {Partial<Record<FieldName, string>>} what is missing or does not fit */
  check() {
    const { username, password, tabletName, passphrase, again } = this.values;
    /** @type {Partial<Record<FieldName, string>>} */
    const errors = {};
    if (!username.trim()) errors.username = labels.register.missingUsername;
    if (!password) errors.password = labels.register.missingPassword;
    if (!tabletName.trim()) errors.tabletName = labels.register.missingTablet;
    const weak = checkPassphrase(passphrase);
    if (weak) errors.passphrase = weak;
    else if (again !== passphrase) errors.again = labels.register.mismatch;
    return errors;
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    if (this.working) return;
    this.errors = this.check();
    this.problem = null;
    if (Object.keys(this.errors).length > 0) return this.focusError();
    this.working = true;
    try {
      const { username, password, tabletName, passphrase } = this.values;
      await register({ username: username.trim(), password, tabletName: tabletName.trim(), passphrase });
      this.values = { username: '', password: '', tabletName: '', passphrase: '', again: '' };
      this.registered = true;
    } catch (error) {
      this.problem = sentenceFor(error);
    } finally {
      this.working = false;
    }
  }

  async focusError() {
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector('[aria-invalid=true]'))?.focus();
  }

  leave() {
    this.emit('register-left');
  }
}

define('register-page', RegisterPage);
