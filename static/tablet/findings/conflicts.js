// @ts-check
/**
 * A field that two people wrote differently: showing both, and settling it. Works without network.
 */
import { change, openSlotId, watch } from '../db/vault.js';
import { conflictView } from '../inspections/view.js';
import { recordChange } from '../sync/outbox.js';
import { requestSync } from '../sync/scheduler.js';
import { coreTexts } from '../core-texts.js';
import { UserError } from '../user-error.js';

/** @typedef {import('../types.d.ts').ConflictView} ConflictView */
/** @typedef {import('../types.d.ts').Json} Json */

/**
 * @param {string} id
 * @param {(view: ConflictView | null) => void} callback
 * @returns {() => void}
 */
export function watchConflict(id, callback) {
  return watch(
    async (database) => {
      const conflicts = await database.table('conflicts').where('id').equals(id).toArray();
      const owner = conflicts[0]?.ownerId ?? '';
      return { conflicts, findings: await database.table('findings').where('ownerId').equals(owner).toArray() };
    },
    ({ conflicts: [row], findings }) => {
      const items = new Map(findings.map((finding) => [finding.id, finding.body.fields.item_key]));
      return row ? Object.freeze(conflictView(row, items, openSlotId())) : null;
    },
    callback,
  );
}

/**
 * @param {string} id
 * @param {'yours' | 'theirs' | 'merged'} choice
 * @param {Json} [value] the text written together, with `merged`
 * @throws {UserError} when there is no such conflict any more
 */
export async function resolveConflict(id, choice, value = null) {
  await change(async (unit) => {
    const row = await unit.get('conflicts', id);
    if (!row) throw new UserError(coreTexts.notFound, { code: 'not_found' });
    if (row.body.fields.resolved) return;
    await recordChange(unit, {
      table: 'conflicts',
      id,
      kind: 'conflict.resolve',
      inspectionId: row.ownerId,
      targetId: id,
      fields: { choice, ...(choice === 'merged' ? { value } : {}) },
      implied: { resolved: true },
      rowState: 'resolved',
    });
  });
  requestSync('edit');
}
