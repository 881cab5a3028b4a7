// @ts-check
/**
 * What needs the person before everything is through: two values for one field, refused words, photos that do not
 * open, returned work, and rights that were lost. Pure.
 */
import { coreTexts } from '../core-texts.js';
import { returnedFindings } from '../inspections/cards.js';
import { isAccepted } from '../inspections/states.js';
import { conflictPath, findingPath, inspectionPath, photoPath } from '../routes.js';

/** @typedef {import('../types.d.ts').AttentionEntry} AttentionEntry */
/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */
/** @typedef {import('./status.js').StatusRows} StatusRows */

/** @param {StatusRows} rows @returns {AttentionEntry[]} worst first */
export function attentionOf(rows) {
  const units = new Map(rows.inspections.map(({ id, body }) => [id, body.fields.unit?.short_name || body.fields.unit?.name || '']));
  return [
    ...conflictEntries(rows, units),
    ...rejectedEntries(rows, units),
    ...photoEntries(rows),
    ...rows.inspections.flatMap((row) => inspectionEntries(row, rows.findings)),
  ];
}

/** @param {StatusRows} rows @param {Map<string, string>} units @returns {AttentionEntry[]} */
function conflictEntries({ conflicts, findings }, units) {
  const items = new Map(findings.map(({ id, body }) => [id, body.fields.code || body.fields.item_key]));
  const accepted = new Set(findings.filter(({ body }) => isAccepted(body.fields.state)).map(({ id }) => id));
  const undecided = conflicts.filter(({ body }) => !accepted.has(String(body.fields.target_id)));
  return undecided.map(({ id, ownerId, body: { fields } }) => {
    const target = String(fields.target_id);
    const code = items.get(target) ?? (fields.target_type === 'answer' ? target.slice(target.indexOf('/') + 1) : '');
    const field = coreTexts.fieldNames[fields.field] ?? fields.field;
    const text = coreTexts.conflict(units.get(ownerId) ?? '', code, field);
    return { id, kind: 'conflict', inspectionId: ownerId, text, actionPath: conflictPath(ownerId, id) };
  });
}

/** @param {StatusRows} rows @param {Map<string, string>} units @returns {AttentionEntry[]} */
function rejectedEntries({ operations }, units) {
  return operations
    .filter(({ state }) => state === 'rejected')
    .map(({ id, ownerId, body }) => {
      const text = coreTexts.rejected(units.get(ownerId) ?? '', body.refusal?.message ?? '');
      const isFinding = body.record.table === 'findings';
      const actionPath = isFinding ? findingPath(ownerId, body.record.id) : inspectionPath(ownerId);
      return { id, kind: 'rejected', inspectionId: ownerId, text, actionPath };
    });
}

/** @param {StatusRows} rows @returns {AttentionEntry[]} photos that this tablet or the server cannot open */
function photoEntries({ evidence, uploads }) {
  const refused = new Set(uploads.filter(({ state }) => state === 'refused').map(({ body }) => body.evidenceId));
  return evidence
    .filter(({ id, state, body }) => !body.fields.removed && (state === 'unreadable' || refused.has(id)))
    .map(({ id, ownerId, body }) => ({
      id,
      kind: 'photo',
      inspectionId: ownerId,
      text: coreTexts.pictureUnreadable(body.fields.ordinal),
      actionPath: photoPath(ownerId, id),
    }));
}

/** @param {OpenedRow} row @param {OpenedRow[]} findings of all inspections @returns {AttentionEntry[]} */
function inspectionEntries({ id, body: { fields } }, findings) {
  const entry = (/** @type {string} */ text, /** @type {string} */ actionPath) => [
    { id, kind: /** @type {const} */ ('returned'), inspectionId: id, text, actionPath },
  ];
  if (fields.rights_lost) return entry(coreTexts.rightsLost, inspectionPath(id));
  const returned = returnedFindings(findings.filter(({ ownerId }) => ownerId === id));
  const [first] = returned;
  if (!first) return [];
  const path = returned.length === 1 ? findingPath(id, first.findingId) : inspectionPath(id);
  return entry(coreTexts.returned(returned.length, first.reason), path);
}
