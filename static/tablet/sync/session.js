// @ts-check
/**
 * What this tablet knows about its standing with the server, sealed in the store: token, epoch, clock, cursor.
 *
 * One small row each, so that a changed cursor does not rewrite the token. Does not talk to the server.
 */
import { change, read } from '../db/vault.js';

/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */
/**
 * @typedef {object} Session
 * @property {string | null} token kept when the sign-in ran out: with it the server still recognises a stopped tablet
 * @property {boolean} [signedOut] the sign-in ran out; nothing can be sent before the next one
 * @property {string} tokenExpiresAt
 * @property {string} deviceId
 * @property {string} tabletName
 * @property {{id: string, name: string, roles: string[]}} person
 * @property {string} epoch
 * @property {string} receiptKey Ed25519 public key, base64url
 */
/** @typedef {{offsetMs: number | null, measuredAt: number}} Clock */

const CLOCK_CHANGE_MS = 500;
const CLOCK_AGE_MS = 3_600_000;

/** @returns {Promise<Session>} */
export async function readSession() {
  return (await read('meta', 'session'))?.body;
}

/** @param {UnitOfWork} unit @param {Session} session */
export function putSession(unit, session) {
  unit.put('meta', 'session', {}, session);
}

/** @param {Partial<Session>} changes */
export async function changeSession(changes) {
  await change(async (unit) => {
    const row = await unit.get('meta', 'session');
    unit.put('meta', 'session', {}, { ...row?.body, ...changes });
  });
}

/** @param {UnitOfWork} [unit] @returns {Promise<Clock>} */
export async function readClock(unit) {
  const row = await (unit ? unit.get('meta', 'clock') : read('meta', 'clock'));
  return row?.body ?? { offsetMs: null, measuredAt: 0 };
}

/**
 * Keeps how far the tablet's clock is from the server's (device minus server).
 * @param {string} serverTime
 * @param {number} sentAt of the device's clock
 * @param {number} receivedAt
 */
export async function noteServerTime(serverTime, sentAt, receivedAt) {
  const offsetMs = Math.round((sentAt + receivedAt) / 2 - Date.parse(serverTime));
  const known = await readClock();
  const moved = known.offsetMs === null || Math.abs(known.offsetMs - offsetMs) > CLOCK_CHANGE_MS;
  if (!moved && Math.abs(receivedAt - known.measuredAt) < CLOCK_AGE_MS) return;
  await change((unit) => unit.put('meta', 'clock', {}, { offsetMs, measuredAt: receivedAt }));
}

/** @returns {Promise<{cursor: string, lastAt: number}>} */
export async function readCursor() {
  return (await read('meta', 'pull'))?.body ?? { cursor: '', lastAt: 0 };
}

/** @returns {Promise<{paused: boolean, lastDeliveredAt: number | null}>} */
export async function readSyncNotes() {
  return (await read('meta', 'sync'))?.body ?? { paused: false, lastDeliveredAt: null };
}

/**
 * @param {UnitOfWork} unit
 * @param {{paused?: boolean, lastDeliveredAt?: number}} changes
 */
export async function putSyncNotes(unit, changes) {
  const row = await unit.get('meta', 'sync');
  unit.put('meta', 'sync', {}, { paused: false, lastDeliveredAt: null, ...row?.body, ...changes });
}
