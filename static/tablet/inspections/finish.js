// @ts-check
/**
 * Finishing: one act that checks what is missing and locks the inspection.
 */
import { coreTexts } from '../core-texts.js';
import { change } from '../db/vault.js';
import { UNSETTLED, recordChange } from '../sync/outbox.js';
import { requestSync } from '../sync/scheduler.js';
import { UserError } from '../user-error.js';
import { openInspection } from './guard.js';
import { buildInspectionView } from './view.js';

/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */

/**
 * @param {string} id
 * @throws {UserError} while something is missing, or when it is locked already
 */
export async function finishInspection(id) {
  await change(async (unit) => {
    await openInspection(unit, id);
    const missing = (await viewIn(unit, id))?.missing.length ?? 0;
    if (missing > 0) throw new UserError(coreTexts.finishBlocked(missing), { code: 'incomplete' });
    const finished_at = new Date().toISOString();
    await recordChange(unit, {
      table: 'inspections',
      id,
      kind: 'inspection.finish',
      inspectionId: id,
      targetId: id,
      fields: { finished_at },
      implied: { state: 'locked' },
      rowState: 'locked',
    });
  });
  requestSync('edit');
}

/** @param {UnitOfWork} unit @param {string} id what stands in the very write that locks it */
async function viewIn(unit, id) {
  const own = (/** @type {import('../db/schema.js').TableName} */ table) => unit.find(table, 'ownerId', id);
  const inspection = await unit.get('inspections', id);
  const operations = (await own('operations')).filter(({ state }) => UNSETTLED.includes(state));
  const rows = {
    inspections: inspection ? [inspection] : [],
    checklists: await unit.all('checklists'),
    answers: await own('answers'),
    findings: await own('findings'),
    evidence: await own('evidence'),
    conflicts: await own('conflicts'),
    uploads: await own('uploads'),
    operations,
    meta: [],
  };
  return buildInspectionView(rows, 'idle');
}
