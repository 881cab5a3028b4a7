// @ts-check
/**
 * What an inspection still lacks before it may be finished, each with the very place to mend it. Pure.
 */
import { coreTexts } from '../core-texts.js';
import { findingPath, itemPath } from '../routes.js';

/** @typedef {import('../types.d.ts').ItemView} ItemView */
/** @typedef {import('../types.d.ts').FindingView} FindingView */
/** @typedef {import('../types.d.ts').MissingEntry} MissingEntry */

/**
 * @param {string} inspectionId
 * @param {readonly {key: string, items: readonly ItemView[]}[]} sections
 * @returns {MissingEntry[]} in the order of the checklist
 */
export function missingIn(inspectionId, sections) {
  return sections.flatMap((section) => section.items.flatMap((view) => missingOf(inspectionId, section.key, view)));
}

/** @param {string} inspectionId @param {string} sectionKey @param {ItemView} view @returns {MissingEntry[]} */
function missingOf(inspectionId, sectionKey, view) {
  const { item, answer, findings } = view;
  const path = itemPath(inspectionId, sectionKey, item.code);
  const entry = (/** @type {MissingEntry['kind']} */ kind, /** @type {string} */ text, to = path) => [
    { itemKey: item.key, kind, text, path: to },
  ];
  if (!answer?.value) return item.required ? entry('unanswered', coreTexts.missingAnswer(item.code)) : [];
  if (answer.value === 'not_checked' && !answer.reason.trim()) return entry('reason', coreTexts.missingReason(item.code));
  if (answer.value !== 'problem_found') return [];
  if (findings.length === 0) return entry('fact', coreTexts.missingFinding(item.code));
  return findings.flatMap((finding) => {
    const to = findingPath(inspectionId, finding.id);
    const photosLeft = item.photos_required - finding.photos.filter(({ state }) => state === 'ok').length;
    return [
      ...(finding.fact.trim() ? [] : entry('fact', coreTexts.missingFact(item.code, finding.ordinal), to)),
      ...(photosLeft > 0 ? entry('photos', coreTexts.missingPhotos(item.code, finding.ordinal, photosLeft), to) : []),
    ];
  });
}
