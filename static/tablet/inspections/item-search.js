// @ts-check
/** Finding an item by code or words, in a section or over all; the field appears from 30 rows on. */
import { html } from '../../vendor/lit.js';
import { icon } from '../ui/icon.js';

export const SEARCH_FROM = 30;

/** @param {import('../types.d.ts').ItemView} view @param {string} searched */
export function matches({ item }, searched) {
  return searched === '' || `${item.code} ${item.title} ${item.question}`.toLowerCase().includes(searched.toLowerCase());
}

/**
 * @param {string} label what is searched, in words
 * @param {string} value
 * @param {(searched: string) => void} search is told at every stroke
 */
export function searchField(label, value, search) {
  return html`<label class="search">
    ${icon('search')}<span class="visually-hidden">${label}</span>
    <input
      type="search"
      autocomplete="off"
      class="input"
      placeholder=${label}
      .value=${value}
      @input=${(/** @type {InputEvent & { target: HTMLInputElement }} */ event) => search(event.target.value.trim())}
    />
  </label>`;
}
