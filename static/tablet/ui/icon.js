// @ts-check
/** Draws an icon of the one set beside a word. Does not: stand alone; whoever shows it without a word gives the button a name. */
import { svg } from '../../vendor/lit.js';
import { ICONS, isFilled } from '../../vendor/icons.js';

/**
 * @param {keyof typeof ICONS} name
 * @returns {import('../../vendor/lit.js').TemplateResult} an svg that screen readers pass over
 */
export function icon(name) {
  return svg`<svg class=${isFilled(name) ? 'icon icon-filled' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${ICONS[name].map((/** @type {string} */ d) => svg`<path d=${d}></path>`)}
  </svg>`;
}
