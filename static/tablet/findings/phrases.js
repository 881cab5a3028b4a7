// @ts-check
/**
 * Half sentences: putting them into a fact with the right comma, taking out exactly what was put in, and what a fact
 * still lacks. Pure.
 *
 * A phrase holds blanks `__`; each blank is filled with one value. What was inserted is recognised again by its text.
 */

/** @typedef {{text: string, cursor: number}} Typed */
/** @typedef {{time: boolean, place: boolean, fact: boolean, yardstick: boolean}} FourThings */

const BLANK = /_{2,}/g;
const ENDS_CLAUSE = /[，。；：、！？（“‘\n]$/;
const COMMA = '，';
const MARK_AHEAD = /^[，。；：、！？）”’\n]/;
/** A fact of fewer characters says nothing yet. */
const MIN_FACT = 4;

/** @param {string} phrase @returns {number} how many blanks it has */
export function blankCount(phrase) {
  return (phrase.match(BLANK) ?? []).length;
}

/**
 * @param {string} phrase
 * @param {readonly string[]} values one for each blank; a blank without a value stays as it is
 * @returns {string}
 */
export function filledPhrase(phrase, values) {
  let index = 0;
  return phrase.replace(BLANK, (blank) => values[index++]?.trim() || blank);
}

/**
 * @param {string} text
 * @param {number} cursor
 * @param {string} phrase
 * @param {readonly string[]} [values]
 * @returns {Typed}
 */
export function insertPhrase(text, cursor, phrase, values = []) {
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  const sentence = filledPhrase(phrase, values);
  const lead = before.trim() === '' || ENDS_CLAUSE.test(before) ? '' : COMMA;
  const tail = after === '' || MARK_AHEAD.test(after) || ENDS_CLAUSE.test(sentence) ? '' : COMMA;
  const inserted = lead + sentence + tail;
  return { text: before + inserted + after, cursor: before.length + lead.length + sentence.length };
}

/**
 * Takes a phrase out again, with the comma that came with it. Where it is not found as it was put in, nothing changes.
 * @param {string} text
 * @param {string} phrase
 * @param {readonly string[]} [values]
 * @returns {Typed}
 */
export function removePhrase(text, phrase, values = []) {
  const sentence = filledPhrase(phrase, values);
  const found = sentence === '' ? -1 : text.lastIndexOf(sentence);
  if (found < 0) return { text, cursor: text.length };
  let before = text.slice(0, found);
  let after = text.slice(found + sentence.length);
  if (before.endsWith(COMMA)) before = before.slice(0, -1);
  else if (before.trim() === '' && after.startsWith(COMMA)) after = after.slice(1);
  return { text: before + after, cursor: before.length };
}

/**
 * @param {string} text
 * @param {string} phrase
 * @param {readonly string[]} [values]
 */
export function hasPhrase(text, phrase, values = []) {
  return text.includes(filledPhrase(phrase, values));
}

/**
 * Which of the four things a finding names; a hint, never a block.
 * @param {{found_at: string, place: string, latitude?: number | null, fact: string, yardstick: string}} finding
 * @returns {FourThings}
 */
export function fourThings({ found_at, place, latitude = null, fact, yardstick }) {
  return {
    time: found_at !== '',
    place: place.trim() !== '' || latitude !== null,
    fact: [...fact.trim()].length >= MIN_FACT && blankCount(fact) === 0,
    yardstick: yardstick.trim() !== '',
  };
}
