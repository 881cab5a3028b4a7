// @ts-check
/**
 * Fetches what changed for this person, page by page, each page with its cursor in one write.
 *
 * Promises that a field this tablet has changed and not yet settled keeps its value and the version it was based on;
 * the server's value waits in the record's shadow. What the person may not see any more goes, unless unsent work
 * hangs on it: that stays and says so.
 */
import { change, opaqueId } from '../db/vault.js';
import { adoptEpoch } from './epoch.js';
import { emptyRecord, UNSETTLED } from './outbox.js';
import { askJson } from './server.js';
import { readCursor, readSession } from './session.js';
import { heldFields, unsettledOperations } from './settle.js';
import { countUnsent } from './unsent.js';
import { isUnsent } from './uploads.js';

/** @typedef {import('./protocol.d.ts').Change} Change */
/** @typedef {import('./outbox.js').RecordBody} RecordBody */
/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */
/** @typedef {import('../db/schema.js').TableName} TableName */

const PAGE = 200;
/** @type {Readonly<Record<string, TableName>>} a type that is not here came from a newer server and is left out */
const TABLES = Object.freeze({
  inspection: 'inspections',
  checklist: 'checklists',
  answer: 'answers',
  finding: 'findings',
  evidence: 'evidence',
  conflict: 'conflicts',
});

/** @param {AbortSignal} signal */
export async function pullAll(signal) {
  for (let more = true; more && !signal.aborted; ) {
    const session = await readSession();
    const { cursor } = await readCursor();
    const path = `/sync/pull?cursor=${encodeURIComponent(cursor)}&limit=${PAGE}`;
    const { records, photos, bytes } = await countUnsent();
    const headers = { 'X-Unsent': `${records} ${photos} ${bytes}` };
    const { answer } = await askJson(path, { token: session.token, headers, signal });
    if (await adoptEpoch(answer.epoch)) continue;
    await storePage(answer);
    more = answer.more;
  }
}

/** @param {import('./protocol.d.ts').PullAnswer} page */
export async function storePage(page) {
  await change(async (unit) => {
    for (const entry of page.changes) await storeChange(unit, entry);
    unit.put('meta', 'pull', {}, { cursor: page.cursor, lastAt: Date.now() });
  });
}

/** @param {UnitOfWork} unit @param {Change} entry */
async function storeChange(unit, entry) {
  const table = TABLES[entry.type];
  if (!table) return;
  // An answer's id names its item; in clear it stands only as a keyed digest.
  const id = table === 'answers' ? await opaqueId(entry.id) : entry.id;
  if (entry.removed || !entry.record) await forget(unit, table, id);
  else await merge(unit, table, id, entry);
}

/**
 * @param {UnitOfWork} unit
 * @param {TableName} table
 * @param {string} id
 * @param {Change} entry
 */
async function merge(unit, table, id, entry) {
  const incoming = /** @type {import('../types.d.ts').Fields} */ (entry.record);
  const ownerId = ownerOf(table, entry.id, incoming);
  const row = await unit.get(table, id);
  /** @type {RecordBody} */
  const record = row?.body ?? emptyRecord();
  const pending = row ? await unsettledOperations(unit, entry.id) : [];
  const held = heldFields(pending);
  const fields = { ...incoming };
  const versions = { ...entry.versions };
  /** @type {RecordBody['shadow']} */
  const shadow = {};
  for (const name of held) {
    shadow[name] = { value: incoming[name] ?? null, version: entry.versions[name] ?? 0 };
    if (name in record.fields) fields[name] = record.fields[name];
    versions[name] = record.versions[name] ?? 0;
  }
  const state = table === 'inspections' ? String(fields.state) : table === 'conflicts' ? conflictState(fields) : '';
  unit.put(table, id, { state, ownerId }, { fields, versions, shadow, savedAt: record.savedAt });
}

/** @param {import('../types.d.ts').Fields} fields */
function conflictState(fields) {
  return fields.resolved ? 'resolved' : 'open';
}

/** @param {TableName} table @param {string} id @param {import('../types.d.ts').Fields} fields @returns {string} */
function ownerOf(table, id, fields) {
  if (table === 'inspections') return id;
  return typeof fields.inspection_id === 'string' ? fields.inspection_id : '';
}

/** @param {UnitOfWork} unit @param {TableName} table @param {string} id */
async function forget(unit, table, id) {
  const row = await unit.get(table, id);
  if (!row) return;
  const operations = await unit.find('operations', 'ownerId', row.ownerId);
  const waits = operations.some(({ state }) => UNSETTLED.includes(state)) || (await photosWait(unit, row.ownerId));
  if (waits) {
    const body = { ...row.body, fields: { ...row.body.fields, rights_lost: true } };
    unit.put(table, id, { state: row.state, ownerId: row.ownerId }, body);
  } else {
    unit.remove(table, id);
    if (table === 'evidence') await forgetPictures(unit, id);
  }
}

/** @param {UnitOfWork} unit @param {string} inspectionId */
async function photosWait(unit, inspectionId) {
  return (await unit.find('uploads', 'ownerId', inspectionId)).some(({ state }) => isUnsent(state));
}

/** @param {UnitOfWork} unit @param {string} id of an evidence */
async function forgetPictures(unit, id) {
  for (const role of ['working', 'original', 'thumb']) unit.remove('blobs', `${id}:${role}`);
  for (const role of ['working', 'original']) unit.remove('uploads', `${id}:${role}`);
}
