// @ts-check
/**
 * State tags: always colour, icon and word together, in the words of `texts.js`.
 *
 * Does not: decide a state; it only draws the one it is given.
 */
import { html } from '../../vendor/lit.js';
import { words } from '../texts.js';
import { icon } from './icon.js';

/** @typedef {import('../types.d.ts').AnswerValue} AnswerValue */
/** @typedef {import('../types.d.ts').SyncState} SyncState */
/** @typedef {'neutral' | 'brand' | 'ok' | 'warn' | 'bad' | 'open'} Tone */
/** @typedef {Parameters<typeof icon>[0]} IconName */

/**
 * @param {Tone} tone
 * @param {IconName | null} name
 * @param {unknown} text
 */
export function tag(tone, name, text) {
  return html`<span class="tag tag-${tone}">${name ? icon(name) : ''}<span>${text}</span></span>`;
}

/** @type {Record<AnswerValue, { tone: Tone, icon: IconName, chosen: IconName }>} */
export const ANSWER_LOOK = {
  none_found: { tone: 'ok', icon: 'circle-check', chosen: 'circle-check' },
  problem_found: { tone: 'bad', icon: 'flag', chosen: 'flag-filled' },
  not_applicable: { tone: 'neutral', icon: 'circle-minus', chosen: 'circle-minus' },
  not_checked: { tone: 'warn', icon: 'eye-off', chosen: 'eye-off' },
};

/** @type {readonly AnswerValue[]} the four places, in their fixed order */
export const ANSWER_ORDER = ['none_found', 'problem_found', 'not_applicable', 'not_checked'];

/**
 * @param {AnswerValue | null} value null = not yet answered
 * @param {'problem' | 'quality'} kind
 * @param {string} [number] stands behind the word
 */
export function answerTag(value, kind, number) {
  const suffix = number === undefined ? '' : ` ${number}`;
  if (value === null) return tag('open', 'circle-dashed', words.unanswered + suffix);
  return tag(ANSWER_LOOK[value].tone, ANSWER_LOOK[value].chosen, words.answers[kind][value] + suffix);
}

/** @param {AnswerValue | null} value @param {'problem' | 'quality'} kind the icon alone, with the word for screen readers */
export function answerMark(value, kind) {
  const word = value === null ? words.unanswered : words.answers[kind][value];
  const tone = value === null ? 'open' : ANSWER_LOOK[value].tone;
  return html`<span class="mark mark-${tone}">
    ${icon(value === null ? 'circle-dashed' : ANSWER_LOOK[value].chosen)}<span class="visually-hidden">${word}</span>
  </span>`;
}

/** @type {Record<SyncState | 'paused', [Tone, IconName]>} */
const SYNC_LOOK = {
  queued: ['neutral', 'device-tablet'],
  sending: ['brand', 'cloud-upload'],
  delivered: ['ok', 'cloud-check'],
  attention: ['bad', 'alert-circle-filled'],
  paused: ['neutral', 'player-pause'],
};

/** @param {SyncState | 'paused'} state */
export function syncTag(state) {
  const [tone, name] = SYNC_LOOK[state];
  return tag(tone, name, words.sync[state]);
}

/** @type {Record<import('../types.d.ts').InspectionState, [Tone, IconName]>} */
const INSPECTION_LOOK = {
  planned: ['neutral', 'calendar-event'],
  sent: ['neutral', 'circle-dashed'],
  under_way: ['brand', 'pencil'],
  locked: ['neutral', 'lock'],
  received: ['ok', 'cloud-check'],
  returned: ['warn', 'corner-down-left'],
  accepted: ['ok', 'circle-check-filled'],
  closed: ['neutral', 'archive'],
  cancelled: ['neutral', 'ban'],
};

/** @param {import('../types.d.ts').InspectionState} state */
export function inspectionTag(state) {
  const [tone, name] = INSPECTION_LOOK[state];
  return tag(tone, name, words.inspection[state]);
}

/** @type {Record<1 | 2 | 3, Tone>} */
const SEVERITY_TONE = { 1: 'neutral', 2: 'warn', 3: 'bad' };

/** @param {1 | 2 | 3} severity the dots carry it in print and for those who do not see the colour */
export function severityDots(severity) {
  return html`<span class="dots" aria-hidden="true">${'●'.repeat(severity)}${'○'.repeat(3 - severity)}</span>`;
}

/** @param {1 | 2 | 3} severity */
export function severityTag(severity) {
  return tag(SEVERITY_TONE[severity], null, html`${severityDots(severity)} ${words.severity[severity]}`);
}

/** Added after the lock. */
export function lateTag() {
  return tag('warn', 'history', words.late);
}

/** @param {import('../types.d.ts').PhotoSource} source */
export function sourceTag(source) {
  if (source === 'gallery') return tag('warn', 'photo', words.source.gallery);
  return tag('ok', 'camera', words.source[source] ?? words.source.unknown);
}

/** @param {string} code */
export function codeTag(code) {
  return html`<span class="code">${code}</span>`;
}
