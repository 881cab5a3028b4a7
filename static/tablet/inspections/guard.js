// @ts-check
/**
 * What every write inside an inspection asks first: is it there, and may it still be written? After the lock only
 * additions go in, and findings that the office returned.
 */
import { coreTexts } from '../core-texts.js';
import { UserError } from '../user-error.js';
import { isLockedState, mayEditFinding, takesAdditions, writingState } from './states.js';

/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */
/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */

/**
 * @param {UnitOfWork} unit
 * @param {string} id
 * @returns {Promise<OpenedRow>}
 * @throws {UserError} unknown, or locked
 */
export async function openInspection(unit, id) {
  const row = await present(unit, 'inspections', id);
  const { fields } = row.body;
  if (fields.rights_lost) throw new UserError(coreTexts.rightsLost, { code: 'locked' });
  if (isLockedState(fields.state)) throw new UserError(coreTexts.locked, { code: 'locked' });
  return row;
}

/**
 * @param {UnitOfWork} unit
 * @param {string} id
 * @returns {Promise<{inspection: OpenedRow, locked: boolean}>} an inspection that takes a new finding: as a part of it, or
 *   after the lock as an addition
 * @throws {UserError} unknown, or over
 */
export async function inspectionForAdding(unit, id) {
  const inspection = await present(unit, 'inspections', id);
  const { fields } = inspection.body;
  const locked = isLockedState(writingState(fields));
  if (locked && !takesAdditions(writingState(fields))) {
    throw new UserError(fields.rights_lost ? coreTexts.rightsLost : coreTexts.over, { code: 'locked' });
  }
  return { inspection, locked };
}

/**
 * @param {UnitOfWork} unit
 * @param {string} id
 * @returns {Promise<OpenedRow>} a finding that may be written
 * @throws {UserError} unknown, or locked
 */
export async function openFinding(unit, id) {
  const row = await present(unit, 'findings', id);
  const inspection = await present(unit, 'inspections', row.ownerId);
  if (!mayEditFinding(writingState(inspection.body.fields), row.body.fields)) {
    throw new UserError(coreTexts.locked, { code: 'locked' });
  }
  return row;
}

/**
 * @param {UnitOfWork} unit
 * @param {{inspectionId: string, findingId: string | null}} owner
 * @returns {Promise<boolean>} whether the photo comes after the lock
 * @throws {UserError} unknown, or locked: then a photo goes only to a finding that may be written
 */
export async function openForPhoto(unit, { inspectionId, findingId }) {
  const inspection = await present(unit, 'inspections', inspectionId);
  if (!isLockedState(writingState(inspection.body.fields))) return false;
  if (!findingId) throw new UserError(coreTexts.locked, { code: 'locked' });
  await openFinding(unit, findingId);
  return true;
}

/**
 * @param {UnitOfWork} unit
 * @param {string} id
 * @returns {Promise<OpenedRow>} a photo that may be written: after the lock only one that was added since
 * @throws {UserError} unknown, or locked
 */
export async function openPhoto(unit, id) {
  const row = await present(unit, 'evidence', id);
  const { finding_id: findingId, late } = row.body.fields;
  const after = await openForPhoto(unit, { inspectionId: row.ownerId, findingId: findingId ?? null });
  if (after && !late) throw new UserError(coreTexts.locked, { code: 'locked' });
  return row;
}

/**
 * @param {UnitOfWork} unit
 * @param {'inspections' | 'findings' | 'evidence'} table
 * @param {string} id
 */
async function present(unit, table, id) {
  const row = await unit.get(table, id);
  if (!row) throw new UserError(coreTexts.notFound, { code: 'not_found' });
  return row;
}

/**
 * @param {UnitOfWork} unit
 * @param {OpenedRow} inspection
 * @param {string} itemKey
 * @returns {Promise<import('../types.d.ts').ChecklistItem>}
 * @throws {UserError} when the inspection's checklist has no such item
 */
export async function itemOf(unit, inspection, itemKey) {
  const checklist = await unit.get('checklists', inspection.body.fields.checklist_version_id);
  const items = (checklist?.body.fields.sections ?? []).flatMap((/** @type {{items: any[]}} */ { items: list }) => list);
  const item = items.find((/** @type {{key: string}} */ { key }) => key === itemKey);
  if (!item) throw new UserError(coreTexts.notFound, { code: 'not_found' });
  return item;
}
