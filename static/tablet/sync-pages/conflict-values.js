// @ts-check
/** The values of a conflict in the words a person knows. Pure. */
import { labels, words } from '../texts.js';
import { dayAndClock } from '../ui/format.js';

const TEXT_FIELDS = new Set(['reason', 'note', 'fact', 'place', 'people', 'yardstick', 'suggestion', 'caption']);

/** @param {{ field: string, yours: unknown, theirs: unknown }} conflict @returns {boolean} whether it can be written together */
export function isText({ field, yours, theirs }) {
  const plain = (/** @type {unknown} */ value) => value === null || typeof value === 'string';
  return TEXT_FIELDS.has(field) && plain(yours) && plain(theirs);
}

/**
 * @param {string} field
 * @param {import('../types.d.ts').Json} value
 * @param {'problem' | 'quality'} kind of the item
 * @returns {string}
 */
export function valueWords(field, value, kind) {
  if (field === 'removed') return value ? labels.conflict.removedYes : labels.conflict.removedNo;
  if (value === null) return field === 'value' ? words.unanswered : '';
  if (field === 'value') return words.answers[kind][/** @type {keyof typeof words.answers.problem} */ (String(value))] ?? String(value);
  if (field === 'severity') return words.severity[/** @type {1 | 2 | 3} */ (Number(value))] ?? String(value);
  if (field === 'found_at' || field.endsWith('_at')) return dayAndClock(String(value));
  return String(value);
}
