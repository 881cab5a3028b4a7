// @ts-check
/** One inspection in a list: unit, method and companions, state; leads to its overview. A template. */
import { html } from '../../vendor/lit.js';
import { inspectionPath } from '../routes.js';
import { labels, words } from '../texts.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import { inspectionTag } from '../ui/tags.js';

/**
 * @param {import('../types.d.ts').InspectionCard} card
 * @param {string} [date] its day, where the list holds several
 */
export function inspectionRow(card, date) {
  const method = words.method[/** @type {keyof typeof words.method} */ (card.method)] ?? '';
  const told = [date, method, card.teamNames.join('、'), card.answered > 0 ? labels.home.answeredShort(count(card.total), count(card.answered)) : ''];
  return html`<a class="row" href=${inspectionPath(card.id)}>
    <span class="row-words"><strong>${card.unitName}</strong><span>${told.filter(Boolean).join(' · ')}</span></span>
    ${inspectionTag(card.state)} ${icon('chevron-right')}
  </a>`;
}
