// @ts-check
/**
 * Writing findings. Several may hang on one item; each gets its id, number, time and place where it is born. One that is
 * born after the lock is an addition and leaves the answer as it is.
 */
import { uuidv7 } from '../../vendor/uuidv7.js';
import { coreTexts } from '../core-texts.js';
import { change } from '../db/vault.js';
import { lastPosition, MAX_GOOD_ACCURACY_M } from '../evidence/position.js';
import { inspectionForAdding, itemOf, openFinding } from '../inspections/guard.js';
import { recordChange } from '../sync/outbox.js';
import { requestSync } from '../sync/scheduler.js';
import { UserError } from '../user-error.js';

/** @typedef {import('../types.d.ts').Fields} Fields */
/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */

/** What a person may write; anything else is a mistake of the screen. */
const FIELDS = new Set(
  'fact found_at place place_source latitude longitude accuracy_m people yardstick severity suggestion'.split(' '),
);
const PLACE_MAX = 200;

/**
 * @param {string} inspectionId
 * @param {string} itemKey
 * @param {Fields} [fields] taken over from the finding before, for example
 * @returns {Promise<string>} the new finding's id
 * @throws {import('../user-error.js').UserError} unknown, closed or cancelled
 */
export async function createFinding(inspectionId, itemKey, fields = {}) {
  const id = uuidv7();
  const given = checked(fields);
  await change(async (unit) => {
    const { inspection, locked } = await inspectionForAdding(unit, inspectionId);
    const item = await itemOf(unit, inspection, itemKey);
    const ordinal = await nextOrdinal(unit, inspectionId, itemKey);
    await recordChange(unit, {
      table: 'findings',
      id,
      kind: 'finding.create',
      inspectionId,
      targetId: id,
      fields: { ...born(item, inspection.body.fields.unit, ordinal), ...given },
      implied: { code: item.code, removed: false, late: locked, state: locked ? 'submitted' : 'draft' },
    });
  });
  requestSync('edit');
  return id;
}

/**
 * @param {import('../types.d.ts').ChecklistItem} item
 * @param {{address?: string, name?: string}} unitRecord
 * @param {number} ordinal
 * @returns {Fields}
 */
function born(item, unitRecord, ordinal) {
  const position = lastPosition();
  const good = position && position.accuracy_m <= MAX_GOOD_ACCURACY_M;
  return {
    item_key: item.key,
    ordinal,
    fact: '',
    found_at: new Date().toISOString(),
    place: good ? (unitRecord?.address || unitRecord?.name || '').slice(0, PLACE_MAX) : '',
    place_source: good ? 'auto' : 'manual',
    latitude: position?.latitude ?? null,
    longitude: position?.longitude ?? null,
    accuracy_m: position?.accuracy_m ?? null,
    people: '',
    yardstick: item.legal_basis,
    severity: 1,
    suggestion: item.suggestion,
  };
}

/** @param {UnitOfWork} unit @param {string} inspectionId @param {string} itemKey removed ones keep their number */
async function nextOrdinal(unit, inspectionId, itemKey) {
  const rows = await unit.find('findings', 'ownerId', inspectionId);
  const own = rows.filter(({ body }) => body.fields.item_key === itemKey);
  return Math.max(0, ...own.map(({ body }) => body.fields.ordinal ?? 0)) + 1;
}

/**
 * Writes changed fields; typing on while nothing has been sent yet goes into the same operation.
 * @param {string} id
 * @param {Fields} fields
 * @throws {import('../user-error.js').UserError} unknown or locked
 */
export async function editFinding(id, fields) {
  const given = checked(fields);
  await act(id, 'finding.edit', given);
}

/** @param {Fields} fields @returns {Fields} */
function checked(fields) {
  const unknown = Object.keys(fields).filter((name) => !FIELDS.has(name));
  if (unknown.length > 0) throw new TypeError(`a finding has no field ${unknown.join(', ')}`);
  const { place } = fields;
  if (typeof place !== 'string') return fields;
  // A place written by hand says so, unless the screen knows better.
  return { place_source: 'manual', ...fields, place: place.slice(0, PLACE_MAX) };
}

/** @param {string} id @throws {import('../user-error.js').UserError} unknown or locked */
export async function removeFinding(id) {
  await act(id, 'finding.remove', {}, { removed: true });
}

/**
 * 「补好了，交回」: the office gets a returned finding again, after all words and photos added to it.
 * @param {string} id
 * @throws {import('../user-error.js').UserError} unknown, or not returned
 */
export async function handBack(id) {
  await change(async (unit) => {
    const row = await openFinding(unit, id);
    if (row.body.fields.state !== 'returned') throw new UserError(coreTexts.locked, { code: 'locked' });
    await recordChange(unit, {
      table: 'findings',
      id,
      kind: 'finding.hand_back',
      inspectionId: row.ownerId,
      targetId: id,
      fields: { handed_back_at: new Date().toISOString() },
      implied: { state: 'submitted' },
    });
  });
  requestSync('edit');
}

/** @param {string} id @throws {import('../user-error.js').UserError} unknown or locked */
export async function restoreFinding(id) {
  await act(id, 'finding.restore', {}, { removed: false });
}

/** @param {string} id @param {string} kind @param {Fields} fields @param {Fields} [implied] */
async function act(id, kind, fields, implied) {
  await change(async (unit) => {
    const row = await openFinding(unit, id);
    if (implied && Boolean(row.body.fields.removed) === implied.removed) return;
    const about = { table: /** @type {const} */ ('findings'), id, inspectionId: row.ownerId, targetId: id };
    await recordChange(unit, { ...about, kind, fields, implied });
  });
  requestSync('edit');
}
