// @ts-check
/**
 * The queue of named operations: every change of a record and its operation are one write.
 *
 * An operation's life: `queued` (never left) → `sent` (might have arrived) → `kept` (has a receipt; sealed here, to be
 * sent again when the server was restored) or `rejected` (needs a person) or `deferred` (the server is older than this
 * app). Only a queued operation may take in later edits of its target. Sends nothing itself.
 */
import { uuidv7 } from '../../vendor/uuidv7.js';
import { opaqueId } from '../db/vault.js';
import { readClock } from './session.js';

/** @typedef {import('../types.d.ts').Fields} Fields */
/** @typedef {import('../types.d.ts').Json} Json */
/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */
/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */
/** @typedef {import('../db/schema.js').TableName} TableName */
/**
 * A record as the tablet keeps it. `shadow` holds what the server says about fields that this tablet has changed and
 * not yet settled; they come to light when the tablet's own change is decided.
 * @typedef {{fields: Fields, versions: Record<string, number>, shadow: Record<string, {value: Json, version: number}>,
 *   savedAt: number | null}} RecordBody
 */
/**
 * @typedef {object} StoredOperation
 * @property {string} op_id
 * @property {string} kind
 * @property {string} inspection_id
 * @property {string} target_id
 * @property {Fields} fields
 * @property {Record<string, number>} base
 * @property {string} made_at
 * @property {number | null} clock_offset_ms
 * @property {string[]} depends_on
 * @property {string[]} implied fields that the change moves on this tablet without sending them
 * @property {{table: TableName, id: string}} record
 * @property {{id: string, sha256: string, at: string, signature: string} | null} receipt
 * @property {{code: string, message: string} | null} refusal
 */
/**
 * @typedef {object} RecordChange
 * @property {TableName} table
 * @property {string} id of the row
 * @property {string} kind of the operation
 * @property {string} inspectionId
 * @property {string} targetId on the wire
 * @property {Fields} fields what the operation sets
 * @property {Fields} [implied] what changes on this tablet only, until the server says so too
 * @property {string} [rowState] the row's state in clear
 */

export const UNSETTLED = Object.freeze(['queued', 'sent', 'deferred', 'rejected']);
/** Kinds that set fields of something that is there, and the kinds whose queued operation may take them in. */
const ABSORBERS = Object.freeze({
  'answer.set': ['answer.set'],
  'finding.edit': ['finding.create', 'finding.edit'],
  'evidence.edit': ['evidence.announce', 'evidence.edit'],
});
/** An edit that points to another record keeps its own place in the order. */
const POINTING_FIELDS = ['finding_id'];

/** @returns {RecordBody} */
export function emptyRecord() {
  return { fields: {}, versions: {}, shadow: {}, savedAt: null };
}

/**
 * Writes changed fields into a record and queues the operation that tells the server.
 * @param {UnitOfWork} unit
 * @param {RecordChange} change
 * @returns {Promise<boolean>} false when nothing differed
 */
export async function recordChange(unit, change) {
  const row = await unit.get(change.table, change.id);
  /** @type {RecordBody} */
  const record = row?.body ?? emptyRecord();
  const fields = row ? differing(record.fields, change.fields) : change.fields;
  const isEdit = change.kind in ABSORBERS;
  if (isEdit && row && Object.keys(fields).length === 0) return false;
  const known = record.versions;
  const basis = isEdit || Object.keys(fields).length > 0 ? Object.keys(fields) : Object.keys(known);
  const base = Object.fromEntries(basis.map((name) => [name, known[name] ?? 0]));
  const next = {
    ...record,
    fields: { ...record.fields, ...fields, ...change.implied },
    savedAt: Date.now(),
  };
  unit.put(change.table, change.id, { state: change.rowState ?? row?.state ?? '', ownerId: change.inspectionId }, next);
  await addOperation(unit, { ...change, fields }, base);
  return true;
}

/** @param {Fields} old @param {Fields} wanted @returns {Fields} */
function differing(old, wanted) {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => (old[name] ?? null) !== value));
}

/**
 * @param {UnitOfWork} unit
 * @param {RecordChange} change
 * @param {Record<string, number>} base
 */
async function addOperation(unit, change, base) {
  const targetKey = await opaqueId(change.targetId);
  const unsettled = await unsettledOf(unit, targetKey);
  if (await absorbed(unit, unsettled.at(-1), change, base, targetKey)) return;
  const seq = await nextSequence(unit);
  const dependencies = [...unsettled, ...(await pointedAt(unit, change.fields))];
  const clock = await readClock(unit);
  /** @type {StoredOperation} */
  const operation = {
    op_id: uuidv7(),
    kind: change.kind,
    inspection_id: change.inspectionId,
    target_id: change.targetId,
    fields: change.fields,
    base,
    made_at: new Date().toISOString(),
    clock_offset_ms: clock.offsetMs,
    depends_on: [...new Set(dependencies.map(({ id }) => id))],
    implied: Object.keys(change.implied ?? {}),
    record: { table: change.table, id: change.id },
    receipt: null,
    refusal: null,
  };
  const keys = { state: 'queued', ownerId: change.inspectionId, seq, targetKey };
  unit.put('operations', operation.op_id, keys, operation);
}

/** @param {UnitOfWork} unit @param {string} targetKey @returns {Promise<OpenedRow[]>} in order, without refused ones */
async function unsettledOf(unit, targetKey) {
  const lists = await Promise.all(
    ['queued', 'sent', 'deferred'].map((state) => unit.find('operations', '[state+targetKey]', [state, targetKey])),
  );
  return lists.flat().sort((one, other) => one.seq - other.seq);
}

/** @param {UnitOfWork} unit @param {Fields} fields */
async function pointedAt(unit, fields) {
  const targets = POINTING_FIELDS.map((name) => fields[name]).filter((id) => typeof id === 'string');
  const lists = await Promise.all(targets.map(async (id) => unsettledOf(unit, await opaqueId(/** @type {string} */ (id)))));
  return lists.flat();
}

/**
 * Lets the target's last operation take in the change, when it has certainly not left the tablet.
 * @param {UnitOfWork} unit
 * @param {OpenedRow | undefined} last
 * @param {RecordChange} change
 * @param {Record<string, number>} base
 * @param {string} targetKey
 */
async function absorbed(unit, last, change, base, targetKey) {
  const absorbers = /** @type {Record<string, readonly string[]>} */ (ABSORBERS)[change.kind];
  if (last?.state !== 'queued' || !absorbers?.includes(last.body.kind)) return false;
  if (POINTING_FIELDS.some((name) => name in change.fields)) return false;
  /** @type {StoredOperation} */
  const operation = {
    ...last.body,
    fields: { ...last.body.fields, ...change.fields },
    base: { ...base, ...last.body.base },
    made_at: new Date().toISOString(),
    clock_offset_ms: (await readClock(unit)).offsetMs,
  };
  unit.put('operations', last.id, { state: 'queued', ownerId: last.ownerId, seq: last.seq, targetKey }, operation);
  return true;
}

/** @param {UnitOfWork} unit @returns {Promise<number>} the device's next number; read and written, so never given twice */
async function nextSequence(unit) {
  const row = await unit.get('meta', 'sequence');
  const seq = row?.body.next ?? 1;
  unit.put('meta', 'sequence', {}, { next: seq + 1 });
  return seq;
}

/**
 * Puts an operation row back under another state or number.
 * @param {UnitOfWork} unit
 * @param {OpenedRow} row
 * @param {{state?: string, seq?: number, body?: Partial<StoredOperation>}} changes
 */
export async function changeOperation(unit, row, { state = row.state, seq = row.seq, body = {} }) {
  const targetKey = await opaqueId(row.body.target_id);
  unit.put('operations', row.id, { state, ownerId: row.ownerId, seq, targetKey }, { ...row.body, ...body });
}

/**
 * Gives operations new numbers from `first` on, in the order given. What might have left the tablet stays closed to
 * later edits.
 * @param {UnitOfWork} unit
 * @param {OpenedRow[]} rows
 * @param {number} first
 */
export async function renumber(unit, rows, first) {
  for (const [index, row] of rows.entries()) {
    const state = row.state === 'queued' ? 'queued' : 'sent';
    await changeOperation(unit, row, { state, seq: first + index });
  }
  unit.put('meta', 'sequence', {}, { next: first + rows.length });
}
