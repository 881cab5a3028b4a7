// @ts-check
/**
 * What an answered batch changes on the tablet, in one write: receipts, versions, conflicts, refusals.
 *
 * Promises that nothing typed here is lost: a refused operation keeps its words on the tablet, a conflict keeps both
 * values. An operation leaves the queue only with a receipt that proves itself.
 */
import { change, opaqueId } from '../db/vault.js';
import { changeOperation, renumber, UNSETTLED } from './outbox.js';
import { operationHash, receiptProves } from './receipts.js';
import { putSyncNotes } from './session.js';

/** @typedef {import('./protocol.d.ts').Outcome} Outcome */
/** @typedef {import('./outbox.js').RecordBody} RecordBody */
/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */
/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */

const TAKEN = Object.freeze(['applied', 'duplicate', 'merged', 'conflict']);

/** The server's answer does not prove what it says: it is treated as if it had not come. */
export class UnprovenAnswer extends Error {
  name = 'UnprovenAnswer';
}

/**
 * @param {OpenedRow[]} sent the operation rows of the batch
 * @param {Outcome[]} outcomes
 * @param {string} receiptKey
 * @throws {UnprovenAnswer} when a receipt is missing or wrong; nothing is changed then
 */
export async function settle(sent, outcomes, receiptKey) {
  const rows = new Map(sent.map((row) => [row.id, row]));
  const known = outcomes.filter((outcome) => rows.has(outcome.op_id));
  await Promise.all(
    known.map(async ({ op_id, result, receipt }) => {
      const hash = await operationHash(/** @type {OpenedRow} */ (rows.get(op_id)).body);
      const proven = !TAKEN.includes(result) || (await receiptProves(receipt, hash, receiptKey));
      if (!proven) throw new UnprovenAnswer(`no proof for operation ${op_id}`);
    }),
  );
  await change(async (unit) => {
    for (const outcome of known) await settleOne(unit, outcome);
    if (known.some(({ result }) => TAKEN.includes(result))) await putSyncNotes(unit, { lastDeliveredAt: Date.now() });
  });
}

/** @param {UnitOfWork} unit @param {Outcome} outcome */
async function settleOne(unit, outcome) {
  const row = await unit.get('operations', outcome.op_id);
  if (!row || row.state === 'kept') return;
  if (outcome.result === 'deferred') {
    await changeOperation(unit, row, { state: 'deferred', body: { refusal: outcome.refusal } });
  } else if (outcome.result === 'rejected') {
    await changeOperation(unit, row, { state: 'rejected', body: { refusal: outcome.refusal } });
  } else {
    await changeOperation(unit, row, { state: 'kept', body: { receipt: outcome.receipt, refusal: null } });
    const pending = await unsettledOperations(unit, row.body.target_id, row.id);
    await settleRecord(unit, row, outcome, pending);
    await dropSuperseded(unit, row, pending);
    for (const conflict of outcome.conflicts) putConflict(unit, row, conflict);
  }
}

/**
 * @param {UnitOfWork} unit
 * @param {string} targetId
 * @param {string} [except] an operation's id
 * @returns {Promise<OpenedRow[]>} the target's operations that the server has not taken
 */
export async function unsettledOperations(unit, targetId, except = '') {
  const rows = await unit.find('operations', 'targetKey', await opaqueId(targetId));
  return rows.filter((row) => row.id !== except && UNSETTLED.includes(row.state));
}

/** @param {OpenedRow[]} pending @returns {Set<string>} fields whose value on this tablet is not to be overwritten */
export function heldFields(pending) {
  return new Set(pending.flatMap(({ body }) => [...Object.keys(body.fields), ...body.implied]));
}

/**
 * @param {UnitOfWork} unit
 * @param {OpenedRow} operation
 * @param {Outcome} outcome
 * @param {OpenedRow[]} pending
 */
async function settleRecord(unit, operation, outcome, pending) {
  const { table, id } = operation.body.record;
  const row = await unit.get(table, id);
  if (!row) return;
  /** @type {RecordBody} */
  const record = row.body;
  const held = heldFields(pending);
  const fields = { ...record.fields };
  const shadow = { ...record.shadow };
  const lost = new Map(outcome.conflicts.map((conflict) => [conflict.field, conflict.theirs]));
  for (const name of [...Object.keys(operation.body.fields), ...operation.body.implied, ...lost.keys()]) {
    const theirs = /** @type {any} */ (lost.get(name));
    if (held.has(name)) {
      if (lost.has(name)) shadow[name] = { value: theirs, version: outcome.versions[name] ?? 0 };
    } else {
      if (lost.has(name)) fields[name] = theirs;
      delete shadow[name];
    }
  }
  const versions = { ...record.versions, ...outcome.versions };
  unit.put(table, id, { state: row.state, ownerId: row.ownerId }, { ...record, fields, versions, shadow });
}

/**
 * A refused operation needs nobody any more once a later one set the same fields and was taken.
 * @param {UnitOfWork} unit
 * @param {OpenedRow} taken
 * @param {OpenedRow[]} pending
 */
async function dropSuperseded(unit, taken, pending) {
  const set = new Set(Object.keys(taken.body.fields));
  for (const row of pending) {
    const covered = Object.keys(row.body.fields).every((name) => set.has(name));
    if (row.state === 'rejected' && row.seq < taken.seq && covered) await changeOperation(unit, row, { state: 'kept' });
  }
}

/**
 * @param {UnitOfWork} unit
 * @param {OpenedRow} operation
 * @param {import('./protocol.d.ts').FieldConflict} conflict
 */
function putConflict(unit, operation, conflict) {
  const { conflict_id, ...about } = conflict;
  const { kind, target_id, inspection_id } = operation.body;
  const fields = { ...about, inspection_id, target_type: kind.split('.')[0], target_id, resolved: false };
  unit.put('conflicts', conflict_id, { state: 'open', ownerId: operation.ownerId }, { fields, versions: {}, shadow: {}, savedAt: null });
}

/**
 * The server asks for everything from number `first` on: what it should have had from there is queued again, and all
 * that is unsettled is numbered anew, with the same ids.
 * @param {number} first
 */
export async function resendFrom(first) {
  await change(async (unit) => {
    const rows = await unit.all('operations');
    const again = rows
      .filter(({ state, seq }) => state === 'queued' || state === 'sent' || (state === 'kept' && seq >= first))
      .sort((one, other) => one.seq - other.seq);
    await renumber(unit, again, first);
  });
}

/** Sends what the server did not know how to take once more, under new numbers, after everything else. */
export async function retryDeferred() {
  await change(async (unit) => {
    const deferred = await unit.find('operations', 'state', 'deferred');
    if (deferred.length === 0) return;
    const next = (await unit.get('meta', 'sequence'))?.body.next ?? 1;
    await renumber(unit, deferred.sort((one, other) => one.seq - other.seq), next);
  });
}
