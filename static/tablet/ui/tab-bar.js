// @ts-check
/** The four top pages: a bar at the bottom in portrait, a rail at the left in landscape. Hidden inside an inspection. */
import { html, nothing } from '../../vendor/lit.js';
import { watchSync } from './shared-watch.js';
import { labels } from '../texts.js';
import { TabletElement, define } from './element.js';
import { count } from './format.js';
import { icon } from './icon.js';

/** @type {readonly { key: string, path: string, label: string, icon: Parameters<typeof icon>[0] }[]} */
const TABS = [
  { key: 'home', path: '/field', label: labels.frame.today, icon: 'home' },
  { key: 'inspections', path: '/field/inspections', label: labels.frame.inspections, icon: 'clipboard-list' },
  { key: 'sync', path: '/field/sync', label: labels.frame.sync, icon: 'cloud-upload' },
  { key: 'me', path: '/field/me', label: labels.frame.me, icon: 'user' },
];

class TabBar extends TabletElement {
  static properties = { current: {}, waiting: { state: true } };

  constructor() {
    super();
    this.current = 'home';
    this.waiting = 0;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchSync(({ queuedRecords, queuedPhotos }) => (this.waiting = queuedRecords + queuedPhotos)));
  }

  /** @override */
  render() {
    return html`<nav class="tab-bar" aria-label=${labels.frame.tabs}>
      ${TABS.map(
        ({ key, path, label, icon: name }) =>
          html`<a href=${path} class="tab" aria-current=${key === this.current ? 'page' : nothing}>
            <span class="tab-icon">${icon(name)}${key === 'sync' ? this.badge() : nothing}</span><span>${label}</span>
          </a>`,
      )}
    </nav>`;
  }

  badge() {
    if (this.waiting === 0) return nothing;
    const number = count(this.waiting);
    return html`<span class="badge" aria-hidden="true">${number}</span><span class="visually-hidden">${labels.frame.waitingBadge(number)}</span>`;
  }
}

define('tab-bar', TabBar);
