// @ts-check
/**
 * Writing an inspection's answers: each is one write of the answer and its operation.
 */
import { change, opaqueId } from '../db/vault.js';
import { recordChange } from '../sync/outbox.js';
import { requestSync } from '../sync/scheduler.js';
import { itemOf, openInspection } from './guard.js';
import { placeId } from './view.js';

/** @typedef {import('../types.d.ts').AnswerValue} AnswerValue */
/** @typedef {import('../types.d.ts').Fields} Fields */
/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */

/** States in which nobody has begun yet. */
const NOT_BEGUN = new Set(['planned', 'sent']);

/**
 * Marks the inspection as begun; once begun, nothing happens.
 * @param {string} id
 * @throws {import('../user-error.js').UserError} unknown or locked
 */
export async function startInspection(id) {
  await change(async (unit) => {
    await begin(unit, id);
  });
  requestSync('edit');
}

/** @param {UnitOfWork} unit @param {string} id */
async function begin(unit, id) {
  const row = await openInspection(unit, id);
  if (!NOT_BEGUN.has(row.body.fields.state) || row.body.fields.started_at) return row;
  await recordChange(unit, {
    table: 'inspections',
    id,
    kind: 'inspection.start',
    inspectionId: id,
    targetId: id,
    fields: { started_at: new Date().toISOString() },
    implied: { state: 'under_way' },
    rowState: 'under_way',
  });
  return row;
}

/**
 * Writes an answer. Away from `problem_found`, the item's findings go to the removed ones in the same write.
 * @param {string} inspectionId
 * @param {string} itemKey
 * @param {{value: AnswerValue, reason?: string, note?: string}} answer what is not given stays as it is
 * @throws {import('../user-error.js').UserError} unknown or locked
 */
export async function recordAnswer(inspectionId, itemKey, { value, reason, note }) {
  const given = { value, ...(reason === undefined ? {} : { reason }), ...(note === undefined ? {} : { note }) };
  await setAnswer(inspectionId, itemKey, given);
}

/**
 * Takes an answer back; its note goes with it.
 * @param {string} inspectionId
 * @param {string} itemKey
 */
export async function clearAnswer(inspectionId, itemKey) {
  await setAnswer(inspectionId, itemKey, { value: null, reason: '', note: '' });
}

/** @param {string} inspectionId @param {string} itemKey @param {Fields} fields */
async function setAnswer(inspectionId, itemKey, fields) {
  const targetId = `${inspectionId}/${itemKey}`;
  const rowId = await opaqueId(targetId);
  await change(async (unit) => {
    await itemOf(unit, await begin(unit, inspectionId), itemKey);
    if (!(await unit.get('answers', rowId))) {
      // The item's key lies sealed in the row; the operation carries it in its target.
      unit.put('answers', rowId, { ownerId: inspectionId }, answerRow(inspectionId, itemKey));
    }
    await recordChange(unit, { table: 'answers', id: rowId, kind: 'answer.set', inspectionId, targetId, fields });
    if (fields.value !== 'problem_found') await removeFindings(unit, inspectionId, itemKey);
  });
  requestSync('edit');
}

/** @param {string} inspectionId @param {string} itemKey @returns {import('../sync/outbox.js').RecordBody} */
function answerRow(inspectionId, itemKey) {
  const fields = { inspection_id: inspectionId, item_key: itemKey, value: null, reason: '', note: '' };
  return { fields, versions: {}, shadow: {}, savedAt: null };
}

/** @param {UnitOfWork} unit @param {string} inspectionId @param {string} itemKey */
async function removeFindings(unit, inspectionId, itemKey) {
  for (const { id, body } of await unit.find('findings', 'ownerId', inspectionId)) {
    if (body.fields.item_key !== itemKey || body.fields.removed) continue;
    const about = { inspectionId, targetId: id, fields: {}, implied: { removed: true } };
    await recordChange(unit, { table: 'findings', id, kind: 'finding.remove', ...about });
  }
}

/**
 * Remembers where the person was, on this tablet only.
 * @param {string} inspectionId
 * @param {string} itemKey
 */
export async function rememberPlace(inspectionId, itemKey) {
  await change(async (unit) => {
    const row = await unit.get('meta', placeId(inspectionId));
    if (row?.body.itemKey !== itemKey) unit.put('meta', placeId(inspectionId), {}, { itemKey });
  });
}
