// @ts-check
/** Blanks in half sentences: what stands in them in a text, and whether a number belongs there. Pure. */

export const BLANK = '__';

const MEASURES = /^(?:余)?(?:米|厘米|公里|吨|个|人|名|辆|台|次|元|天|日|月|年|时|分|秒|小时|分钟|条|件|份|处|起|块|卷|页|张|段|项|%|％)/;

/** @param {string} after the words behind a blank @returns {boolean} whether a number is meant */
export function isMeasure(after) {
  return MEASURES.test(after);
}

/**
 * @param {string} text
 * @param {string} phrase with or without blanks
 * @returns {string[] | null} what fills the blanks, or null when the text does not hold the phrase
 */
export function valuesIn(text, phrase) {
  const pieces = phrase.split(BLANK);
  if (pieces.length === 1) return text.includes(phrase) ? [] : null;
  // A blank at the very end has no words behind it: it ends at the next mark.
  const pattern = pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('([^，。；]{1,60}?)');
  const found = new RegExp(pattern + (pieces.at(-1) === '' ? '(?=[，。；]|$)' : '')).exec(text);
  return found ? found.slice(1) : null;
}
