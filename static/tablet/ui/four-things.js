// @ts-check
/** 「写清四样」: time, place, fact and yardstick light up as they are met. A hint, never a block. */
import { html } from '../../vendor/lit.js';
import { labels, words } from '../texts.js';
import { icon } from './icon.js';

/** @typedef {{ time: boolean, place: boolean, fact: boolean, yardstick: boolean }} Met */

/** @param {Met} met */
export function fourThingsLine(met) {
  return html`<ul class="four-things" aria-label=${labels.finding.fourThings}>
    <li class="four-head" aria-hidden="true">${labels.finding.fourThings}</li>
    ${/** @type {(keyof Met)[]} */ (['time', 'place', 'fact', 'yardstick']).map(
      (thing) =>
        html`<li class=${met[thing] ? 'thing thing-met' : 'thing'}>
          ${icon(met[thing] ? 'circle-check' : 'circle-dashed')}<span>${words.fourThings[thing]}</span
          ><span class="visually-hidden">${met[thing] ? labels.finding.met : labels.finding.notMet}</span>
        </li>`,
    )}
  </ul>`;
}
