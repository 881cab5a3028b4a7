// @ts-check
/**
 * Sends the queue's operations in batches, in device order, until none is left.
 *
 * A batch is read and marked as sent, the transaction is closed, then it is posted and its answer settled. A lost
 * answer costs nothing: the same operations are sent again and answered as repeats.
 */
import { change, clearIndexes } from '../db/vault.js';
import { adoptEpoch } from './epoch.js';
import { changeOperation } from './outbox.js';
import { wireOperation } from './receipts.js';
import { askJson, PROTOCOL } from './server.js';
import { noteServerTime, readSession } from './session.js';
import { resendFrom, settle } from './settle.js';

/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */
/** @typedef {import('./protocol.d.ts').PushAnswer} PushAnswer */

const BATCH_OPERATIONS = 500;
/** The server takes 4 MB; the rest is for the envelope. */
const BATCH_BYTES = 3_500_000;
/** A server that keeps asking for other numbers is out of order; the next run tries again. */
const MAX_RESENDS = 3;

/** The server asked for other numbers again and again. */
export class NumbersDisagree extends Error {
  name = 'NumbersDisagree';
}

/**
 * @param {AbortSignal} signal
 * @throws {import('./server.js').ServerAway | import('./server.js').ServerBusy | import('./server.js').ServerRefusal}
 */
export async function pushAll(signal) {
  let resends = 0;
  while (!signal.aborted) {
    const rows = await takeBatch();
    if (rows.length === 0) return;
    const session = await readSession();
    const operations = rows.map((row) => wireOperation(row.body, row.seq));
    const message = { protocol: PROTOCOL, device_id: session.deviceId, epoch: session.epoch, operations };
    const request = { method: 'POST', token: session.token, json: message, signal };
    const { answer, sentAt, receivedAt } = await askJson('/sync/push', request);
    await settleAnswer(answer, rows, session.receiptKey);
    await noteServerTime(answer.server_time, sentAt, receivedAt);
    if (typeof answer.resend_from === 'number') resends += 1;
    if (resends > MAX_RESENDS) throw new NumbersDisagree(`server expects ${answer.resend_from}`);
  }
}

/**
 * @param {PushAnswer} answer
 * @param {OpenedRow[]} rows
 * @param {string} receiptKey
 */
async function settleAnswer(answer, rows, receiptKey) {
  await adoptEpoch(answer.epoch);
  await settle(rows, answer.outcomes, receiptKey);
  if (typeof answer.resend_from === 'number') await resendFrom(answer.resend_from);
}

/** @returns {Promise<OpenedRow[]>} the next operations in order, marked as possibly sent */
async function takeBatch() {
  return change(async (unit) => {
    const lists = await Promise.all([unit.find('operations', 'state', 'queued'), unit.find('operations', 'state', 'sent')]);
    const rows = lists.flat().sort((one, other) => one.seq - other.seq);
    const batch = rows.slice(0, fittingCount(rows));
    for (const row of batch) {
      if (row.state === 'queued') await changeOperation(unit, row, { state: 'sent' });
    }
    return batch;
  });
}

/** @param {OpenedRow[]} rows @returns {number} how many go into one message */
function fittingCount(rows) {
  let bytes = 0;
  for (const [index, row] of rows.slice(0, BATCH_OPERATIONS).entries()) {
    bytes += new TextEncoder().encode(JSON.stringify(row.body)).length;
    if (bytes > BATCH_BYTES) return Math.max(1, index);
  }
  return Math.min(rows.length, BATCH_OPERATIONS);
}

/** @returns {Promise<boolean>} whether words wait to be sent */
export async function wordsWait() {
  return (await clearIndexes().table('operations').where('state').anyOf('queued', 'sent').count()) > 0;
}
