// @ts-check
/** Choosing an item: all of the checklist with a search field, over the page. Does not: move or make a finding. */
import { html, nothing } from '../../vendor/lit.js';
import { matches, searchField } from '../inspections/item-search.js';
import { labels } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { openOverlay } from '../ui/overlays.js';
import { button } from '../ui/parts.js';
import { codeTag } from '../ui/tags.js';

/** @typedef {import('../types.d.ts').ItemView} ItemView */

/**
 * @param {import('../types.d.ts').InspectionView} view
 * @param {{ title: string, except?: string | null }} about `except`: the item that is left out
 * @returns {Promise<ItemView | null>} null when the person chose none
 */
export function chooseItem(view, { title, except = null }) {
  const chooser = new ItemChooser();
  chooser.heading = title;
  chooser.items = view.sections.flatMap(({ items }) => items).filter(({ item }) => item.key !== except);
  return new Promise((resolve) => {
    const { close } = openOverlay(chooser, { name: title, look: 'overlay-sheet' });
    chooser.addEventListener('item-chosen', (event) => {
      resolve(/** @type {CustomEvent<ItemView>} */ (event).detail);
      close();
    });
    chooser.addEventListener('chooser-gone', () => resolve(null));
  });
}

class ItemChooser extends TabletElement {
  static properties = { heading: {}, items: { attribute: false }, searched: { state: true } };

  constructor() {
    super();
    this.heading = '';
    /** @type {readonly ItemView[]} */
    this.items = [];
    this.searched = '';
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.emit('chooser-gone');
  }

  /** @override */
  render() {
    const shown = this.items.filter((item) => matches(item, this.searched));
    return html`<div class="chooser">
      <div class="finding-page-head">
        <h2>${this.heading}</h2>
        ${button({ label: labels.finding.close, icon: 'x', more: 'button-small', press: () => history.back() })}
      </div>
      ${searchField(labels.answer.search, this.searched, (searched) => (this.searched = searched))}
      <ul class="chooser-list">
        ${shown.map(
          (item) =>
            html`<li>
              <button type="button" class="chooser-item" @click=${() => this.emit('item-chosen', item)}>
                ${codeTag(item.item.code)}<span>${item.item.title}</span>
              </button>
            </li>`,
        )}
      </ul>
      ${shown.length === 0 ? html`<p class="quiet">${labels.answer.noMatch}</p>` : nothing}
    </div>`;
  }
}

define('item-chooser', ItemChooser);
