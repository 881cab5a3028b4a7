// @ts-check
/**
 * The tablet's databases, all versions of them. A version is never edited after release: add the next one.
 *
 * One registry names the people of this tablet; each person has a database of its own under an opaque name. In a
 * person's database every row is `{id, state, updatedAt, ownerId, iv, body}`: opaque ids, states and times in clear
 * for the indexes, everything else sealed in `body` (see vault.js).
 */
import { Dexie } from '../../vendor/dexie.js';

/** @typedef {import('./sealing.js').PassphraseWrapping} PassphraseWrapping */
/** @typedef {import('./sealing.js').RecoveryWrapping} RecoveryWrapping */
/**
 * A person on this tablet. The name is the one thing kept in clear: the lock screen has to ask "who" before anything
 * can be opened (ui 01). No unit, campaign or organisation stands beside it.
 * @typedef {object} Slot
 * @property {string} slotId also the device id towards the server
 * @property {string} name
 * @property {PassphraseWrapping | null} byPassphrase null once the tablet was revoked
 * @property {RecoveryWrapping} byRecovery
 * @property {number} wrongTries in a row
 * @property {number} waitUntil milliseconds of the device's clock, 0 = may try
 * @property {boolean} revoked
 * @property {number} createdAt
 */
/**
 * @typedef {object} SealedRow
 * @property {string} id
 * @property {string} state
 * @property {number} updatedAt
 * @property {string} ownerId the inspection it belongs to, '' when none
 * @property {number} [seq] operations only
 * @property {string} [targetKey] operations only: a keyed digest of the target's id
 * @property {Uint8Array<ArrayBuffer>} iv
 * @property {ArrayBuffer} body
 */
/**
 * @typedef {'meta' | 'inspections' | 'checklists' | 'answers' | 'findings' | 'evidence' | 'conflicts' | 'operations'
 *   | 'blobs' | 'uploads'} TableName
 */
/** @typedef {import('../../vendor/dexie.js').Dexie} Database */

/** Strict: a write counts as done when it is on the disk; costs nothing measurable (facts A). */
const OPTIONS = Object.freeze({ chromeTransactionDurability: /** @type {const} */ ('strict') });
/** The newest version below, of both databases. */
export const SCHEMA_VERSION = 1;
const REGISTRY_NAME = 'field-people';

/** @returns {Database} */
export function registryDatabase() {
  const database = new Dexie(REGISTRY_NAME, OPTIONS);
  database.version(1).stores({ slots: 'slotId' });
  return database;
}

/** @param {string} slotId */
export function personDatabaseName(slotId) {
  return `field-${slotId}`;
}

/** @param {string} slotId @returns {Database} */
export function personDatabase(slotId) {
  const database = new Dexie(personDatabaseName(slotId), OPTIONS);
  database.version(1).stores({
    meta: 'id',
    inspections: 'id, state, updatedAt',
    checklists: 'id',
    answers: 'id, ownerId',
    findings: 'id, ownerId',
    evidence: 'id, ownerId',
    conflicts: 'id, state, ownerId',
    operations: 'id, seq, state, ownerId, targetKey, [state+targetKey]',
    blobs: 'id, ownerId',
    uploads: 'id, state, ownerId',
  });
  return database;
}
