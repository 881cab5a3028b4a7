// @ts-check
/**
 * The photo queue, apart from the words: working copies before originals, small before large, two side by side.
 *
 * The offset is stored after every piece, so that a cut or a closed browser costs only what was in flight. A photo is
 * done only with a receipt for exactly its bytes. A file the server refuses stays here and is shown.
 */
import { change, read, readBlob, readWhere } from '../db/vault.js';
import { receiptProves } from './receipts.js';
import { ServerRefusal } from './server.js';
import { putSyncNotes, readSession } from './session.js';
import { UnprovenAnswer } from './settle.js';
import { askProgress, createUpload, sendPiece } from './tus.js';

/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */
/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */
/** @typedef {import('./session.js').Session} Session */
/**
 * @typedef {object} UploadBody
 * @property {string} evidenceId
 * @property {'working' | 'original'} role
 * @property {string} blobId where the bytes are; an original that is the working copy has no blob of its own
 * @property {string} sha256
 * @property {number} size
 * @property {string} type
 * @property {string | null} url
 * @property {number} offset
 * @property {number} queuedAt milliseconds
 * @property {number} restarts after the server found the whole file to be another one
 * @property {import('./receipts.js').Receipt | null} receipt
 * @property {{code: string, message: string} | null} refusal
 */

export const PIECE_BYTES = 256 * 1024;
const SIDE_BY_SIDE = 2;
/** A server that takes nothing of the same file again and again is out of order; the next run tries again. */
const MAX_STANDSTILLS = 3;
/** The bytes here are proven by their seal, so a file that arrived as another one was put together wrongly: send it anew. */
const MAX_RESTARTS = 3;
/** Refusals that a person must see; any other (sign-in, revoked, version) stops the run. */
const FILE_REFUSALS = new Set([404, 409, 413, 415, 422]);

/**
 * An upload's life: `waiting` → `done` (has a receipt) → `released` (the tablet gave the bytes up for want of room), or
 * `refused` (a person must look).
 * @param {string} state
 */
export function isUnsent(state) {
  return state === 'waiting' || state === 'refused';
}

/** @type {Set<(bytes: number, ms: number) => void>} */
const meters = new Set();

/** @param {(bytes: number, ms: number) => void} meter called after each piece @returns {() => void} */
export function onPieceSent(meter) {
  meters.add(meter);
  return () => meters.delete(meter);
}

/**
 * @param {UnitOfWork} unit
 * @param {string} inspectionId
 * @param {Pick<UploadBody, 'evidenceId' | 'role' | 'blobId' | 'sha256' | 'size' | 'type'>} file
 */
export function queueUpload(unit, inspectionId, file) {
  const body = { ...file, url: null, offset: 0, queuedAt: Date.now(), restarts: 0, receipt: null, refusal: null };
  unit.put('uploads', `${file.evidenceId}:${file.role}`, { state: 'waiting', ownerId: inspectionId }, body);
}

/**
 * @param {AbortSignal} signal
 * @param {() => Promise<boolean>} shouldYield asked before each piece: words go first
 * @returns {Promise<boolean>} true when nothing waits any more
 */
export async function uploadAll(signal, shouldYield) {
  const session = await readSession();
  const waiting = inOrder(await readWhere('uploads', 'state', 'waiting'));
  let yielded = false;
  const runner = async () => {
    for (let row = waiting.shift(); row && !yielded && !signal.aborted; row = waiting.shift()) {
      const end = await uploadOne(row, session, signal, shouldYield);
      if (end === 'made_way') yielded = true;
      const again = end === 'anew' ? await read('uploads', row.id) : null;
      if (again) waiting.push(again);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, runner));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return !yielded && !signal.aborted;
}

/** @param {OpenedRow[]} rows @returns {OpenedRow[]} */
export function inOrder(rows) {
  const rank = (/** @type {OpenedRow} */ { body }) => (body.role === 'working' ? 0 : 1);
  return [...rows].sort((one, other) => rank(one) - rank(other) || one.body.size - other.body.size);
}

/**
 * @param {OpenedRow} row
 * @param {Session} session
 * @param {AbortSignal} signal
 * @param {() => Promise<boolean>} shouldYield
 * @returns {Promise<'settled' | 'made_way' | 'anew'>}
 */
async function uploadOne(row, session, signal, shouldYield) {
  const bytes = await readBlob(row.body.blobId);
  if (!bytes) {
    await keep(row, { refusal: { code: 'bytes_missing', message: '' } }, 'refused');
    return 'settled';
  }
  try {
    const sent = await sendFile(row, new Uint8Array(bytes), { session, signal, shouldYield });
    return sent ? 'settled' : 'made_way';
  } catch (error) {
    if (!(error instanceof ServerRefusal) || !FILE_REFUSALS.has(error.status)) throw error;
    const restarts = error.code === 'hash_mismatch' ? row.body.restarts + 1 : MAX_RESTARTS;
    const refusal = { code: error.code, message: error.text };
    const anew = restarts < MAX_RESTARTS;
    await keep(row, { refusal, restarts, url: null, offset: 0 }, anew ? 'waiting' : 'refused');
    return anew ? 'anew' : 'settled';
  }
}

/**
 * @param {OpenedRow} row
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {{session: Session, signal: AbortSignal, shouldYield: () => Promise<boolean>}} run
 * @returns {Promise<boolean>} false when it made way before the end
 */
async function sendFile(row, bytes, { session, signal, shouldYield }) {
  /** @type {UploadBody} */
  const file = row.body;
  const access = { token: session.token, signal };
  let progress = file.url ? await askProgress(file.url, access) : await createUpload(file, access);
  for (let standstills = 0; !progress.receipt; ) {
    if (!progress.url) progress = await createUpload(file, access);
    await keep(row, { url: progress.url, offset: progress.offset }, 'waiting');
    if (progress.receipt) break;
    if (signal.aborted || (await shouldYield())) return false;
    const { url, offset } = /** @type {{url: string, offset: number}} */ (progress);
    const begun = performance.now();
    progress = await sendPiece(url, offset, bytes.slice(offset, offset + PIECE_BYTES), access);
    standstills = progress.offset > offset || progress.receipt ? 0 : standstills + 1;
    if (standstills > MAX_STANDSTILLS) throw new UnprovenAnswer(`upload ${row.id} stands still`);
    for (const meter of meters) meter(Math.max(0, progress.offset - offset), performance.now() - begun);
  }
  const proven = await receiptProves(progress.receipt, file.sha256, session.receiptKey);
  if (!proven) throw new UnprovenAnswer(`no proof for file ${row.id}`);
  await keep(row, { offset: file.size, receipt: progress.receipt, refusal: null }, 'done');
  return true;
}

/**
 * @param {OpenedRow} row
 * @param {Partial<UploadBody>} changes
 * @param {'waiting' | 'done' | 'refused'} state
 */
async function keep(row, changes, state) {
  await change(async (unit) => {
    const present = await unit.get('uploads', row.id);
    if (!present) return;
    unit.put('uploads', row.id, { state, ownerId: row.ownerId }, { ...present.body, ...changes });
    if (state === 'done') await putSyncNotes(unit, { lastDeliveredAt: Date.now() });
  });
}
