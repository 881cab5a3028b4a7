// @ts-check
/**
 * What every write inside an inspection asks first: is it there, and may it still be written?
 */
import { coreTexts } from '../core-texts.js';
import { UserError } from '../user-error.js';
import { isLockedState } from './states.js';

/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */
/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */

/**
 * @param {UnitOfWork} unit
 * @param {string} id
 * @returns {Promise<OpenedRow>}
 * @throws {UserError} unknown, or locked
 */
export async function openInspection(unit, id) {
  const row = await unit.get('inspections', id);
  if (!row) throw new UserError(coreTexts.notFound, { code: 'not_found' });
  if (isLockedState(row.body.fields.state)) throw new UserError(coreTexts.locked, { code: 'locked' });
  return row;
}

/**
 * @param {UnitOfWork} unit
 * @param {'findings' | 'evidence'} table
 * @param {string} id
 * @returns {Promise<OpenedRow>} a thing in an inspection that may be written
 * @throws {UserError} unknown, or locked
 */
export async function openThing(unit, table, id) {
  const row = await unit.get(table, id);
  if (!row) throw new UserError(coreTexts.notFound, { code: 'not_found' });
  await openInspection(unit, row.ownerId);
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
