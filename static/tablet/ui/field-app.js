// @ts-check
/**
 * The whole app: the doors while the store is closed, else the page of the address; above them toast, live regions and lock.
 *
 * Promises: nothing of a page stays in the document while the tablet is locked; a deep link opens once it is unlocked;
 * focus goes to the page's beginning when the page changes. Does not: know what the pages do.
 */
import { html, keyed, nothing } from '../../vendor/lit.js';
import { noteActivity, watchAccount } from '../account/account.js';
import '../account/me-page.js';
import '../account/register-page.js';
import { openSignIn } from '../account/sign-in-sheet.js';
import '../account/unlock-page.js';
import '../evidence/photo-page.js';
import '../inspections/answer-page.js';
import '../inspections/finish-page.js';
import '../inspections/home-page.js';
import '../inspections/inspections-page.js';
import '../inspections/overview-page.js';
import '../inspections/ready-page.js';
import { currentRoute, navigate, watchRoute } from '../routes.js';
import '../sync-pages/conflict-page.js';
import '../sync-pages/receipt-page.js';
import '../sync-pages/sync-page.js';
import { labels, messages } from '../texts.js';
import './announce.js';
import { TabletElement, define } from './element.js';
import './notices.js';
import { dropOverlays } from './overlays.js';
import { button, emptyState, frame } from './parts.js';
import { HOME } from './paths.js';
import { applyPreferences } from './preferences.js';
import { tellProblem } from './problems.js';
import './toast.js';

/** @typedef {import('../types.d.ts').Route} Route */

applyPreferences();

class FieldApp extends TabletElement {
  static properties = { account: { state: true }, route: { state: true }, registering: { state: true } };

  constructor() {
    super();
    /** @type {import('../types.d.ts').AccountView | null} */
    this.account = null;
    /** @type {Route} */
    this.route = currentRoute();
    /** Someone is being added; stays until the PIN was offered, although the store is open by then. */
    this.registering = false;
    this.focusedPage = '';
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchAccount((account) => this.turnTo(account)));
    this.keep(watchRoute((route) => (this.route = route)));
    this.listen(this, 'click', (event) => this.follow(event));
    this.listen(this, 'sign-in-asked', () => openSignIn());
    this.listen(globalThis, 'pointerdown', noteActivity);
    this.listen(globalThis, 'keydown', noteActivity);
    this.listen(globalThis, 'unhandledrejection', (event) => tellProblem(event.reason));
  }

  /** @param {import('../types.d.ts').AccountView} account */
  turnTo(account) {
    if (account.state === 'none') this.registering = true;
    if (this.account?.state === 'open' && account.state !== 'open') dropOverlays();
    this.account = account;
  }

  /** @param {MouseEvent} event a link inside the app turns the page without loading it */
  follow(event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = /** @type {Element | null} */ (event.target)?.closest?.('a[href^="/field"]');
    if (!link) return;
    event.preventDefault();
    navigate(link.getAttribute('href') ?? HOME);
  }

  /** @override */
  updated() {
    if (this.account?.state === 'open' && this.route.name === 'unlock') navigate(HOME, { replace: true });
    const page = `${this.account?.state} ${pageName(this.route)}`;
    if (page === this.focusedPage) return;
    this.focusedPage = page;
    // The focus was lost with the old page. The new one may take it itself, or be still reading the store for a frame.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) /** @type {HTMLElement | null} */ (this.querySelector('main'))?.focus({ preventScroll: true });
    });
  }

  /** @override */
  render() {
    if (!this.account) return nothing;
    return html`${this.content(this.account)}<toast-host></toast-host><live-regions></live-regions>`;
  }

  /** @param {import('../types.d.ts').AccountView} account */
  content(account) {
    if (this.registering) {
      return html`<register-page ?first=${account.people.length === 0} @register-left=${() => (this.registering = false)}></register-page>`;
    }
    if (account.state !== 'open') {
      return html`<unlock-page .account=${account} @person-added=${() => (this.registering = true)}></unlock-page>`;
    }
    return this.page(this.route);
  }

  /** @param {Route} route */
  page({ name, params, anchor, path }) {
    const { id = '' } = params;
    switch (name) {
      case 'home':
      case 'unlock':
        return html`<home-page></home-page>`;
      case 'ready':
        return html`<ready-page></ready-page>`;
      case 'inspections':
        return html`<inspections-page></inspections-page>`;
      case 'inspection':
        return keyed(id, html`<overview-page .inspectionId=${id}></overview-page>`);
      case 'section':
      case 'finding':
        return keyed(
          id,
          html`<answer-page .inspectionId=${id} .sectionKey=${params.section ?? ''} .anchor=${anchor} .findingId=${params.finding ?? null}></answer-page>`,
        );
      case 'photo':
        return keyed(id, html`<photo-page .inspectionId=${id} .photoId=${params.photo ?? ''}></photo-page>`);
      case 'finish':
        return keyed(id, html`<finish-page .inspectionId=${id}></finish-page>`);
      case 'conflict':
        return keyed(id, html`<conflict-page .inspectionId=${id} .conflictId=${params.conflict ?? ''}></conflict-page>`);
      case 'sync':
        return html`<sync-page></sync-page>`;
      case 'receipt':
        return keyed(path, html`<receipt-page .inspectionId=${id}></receipt-page>`);
      case 'me':
        return html`<me-page></me-page>`;
      default:
        return noPage();
    }
  }
}

/** @param {Route} route @returns {string} sections and findings of one inspection are one page, which moves the focus itself */
function pageName({ name, params }) {
  return name === 'section' || name === 'finding' ? `answers ${params.id}` : `${name} ${Object.values(params).join(' ')}`;
}

function noPage() {
  return frame({
    bar: html`<page-bar heading=${labels.frame.noPage} up=${HOME}></page-bar>`,
    content: emptyState({
      icon: 'help-circle',
      title: messages.noPage,
      action: button({ label: labels.frame.goHome, icon: 'home', press: () => navigate(HOME, { replace: true }) }),
    }),
  });
}

define('field-app', FieldApp);
