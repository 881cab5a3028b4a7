// @ts-check
/**
 * Room on the tablet: how much is left, and the reserve that lets words be written when photos no longer fit.
 *
 * A full store stops new photos, never old ones and never words: a reserve of half a megabyte lies in every person's
 * database and is given up for the first words that do not fit.
 */
import { randomBytes } from './sealing.js';

/** @typedef {import('./schema.js').Database} Database */
/** @typedef {import('../types.d.ts').StoreState} StoreState */

const RESERVE_ID = 'reserve';
const RESERVE_PIECES = 8;
/** The browser gives at most 65,536 random bytes at a time; random, for a store may compress what it keeps. */
const PIECE_BYTES = 65_536;
const LOW_SHARE = 0.8;
const FULL_SHARE = 0.985;
/** Working copy, original and thumbnail of an ordinary photo. */
const PHOTO_BYTES = 4.5 * 1024 * 1024;
const CHECK_EVERY_MS = 60_000;
const PERSIST_PATIENCE_MS = 3_000;

/** @type {Set<(state: StoreState) => void>} */
const watchers = new Set();
/** Set by a write that did not fit; cleared when a photo fits again. */
let seenFull = false;
/** @type {boolean | null} */
let persisted = null;

/** @param {unknown} error @returns {boolean} whether a write failed for want of room */
export function isStoreFull(error) {
  if (!(error instanceof Error) && !(error instanceof DOMException)) return false;
  // Chromium reports a full store as an aborted transaction whose reason is the quota error.
  const { inner, cause } = /** @type {{inner?: unknown, cause?: unknown}} */ (error);
  return error.name === 'QuotaExceededError' || isStoreFull(inner) || isStoreFull(cause);
}

/** @param {Database} database lays the reserve aside, unless it is there or does not fit */
export async function keepReserve(database) {
  const meta = database.table('meta');
  if (await meta.get(RESERVE_ID)) return;
  const body = new Uint8Array(RESERVE_PIECES * PIECE_BYTES);
  for (let piece = 0; piece < RESERVE_PIECES; piece += 1) body.set(randomBytes(PIECE_BYTES), piece * PIECE_BYTES);
  try {
    await meta.put({ id: RESERVE_ID, body: body.buffer });
  } catch (error) {
    if (!isStoreFull(error)) throw error;
  }
}

/** @param {Database} database @returns {Promise<boolean>} whether there was a reserve to give up */
export async function releaseReserve(database) {
  const meta = database.table('meta');
  const there = Boolean(await meta.get(RESERVE_ID));
  await meta.delete(RESERVE_ID);
  return there;
}

/** @param {boolean} full what the last write of a photo met */
export function noteStoreFull(full) {
  if (seenFull === full) return;
  seenFull = full;
  void tellWatchers();
}

/** @returns {Promise<StoreState>} */
export async function storeState() {
  const { usage = 0, quota = 0 } = (await globalThis.navigator?.storage?.estimate?.()) ?? {};
  const share = quota > 0 ? usage / quota : 0;
  const level = seenFull || share >= FULL_SHARE ? 'full' : share >= LOW_SHARE ? 'low' : 'ok';
  const photosLeft = level === 'full' ? 0 : Math.max(0, Math.floor((quota * FULL_SHARE - usage) / PHOTO_BYTES));
  return Object.freeze({ usage, quota, persisted, level, photosLeft });
}

/**
 * @param {(state: StoreState) => void} callback now, each minute, and when a write met a full store
 * @returns {() => void}
 */
export function watchStore(callback) {
  watchers.add(callback);
  void storeState().then((state) => watchers.has(callback) && callback(state));
  const timer = setInterval(tellWatchers, CHECK_EVERY_MS);
  return () => {
    watchers.delete(callback);
    clearInterval(timer);
  };
}

async function tellWatchers() {
  const state = await storeState();
  for (const watcher of [...watchers]) watcher(state);
}

/**
 * Asks the browser not to clear this app's data by itself.
 * @returns {Promise<boolean | null>} its answer; null when it gives none (Firefox may wait for ever)
 */
export async function askPersistence() {
  const storage = globalThis.navigator?.storage;
  if (!storage?.persist) return null;
  const patience = new Promise((resolve) => setTimeout(resolve, PERSIST_PATIENCE_MS, null));
  persisted = /** @type {boolean | null} */ (await Promise.race([storage.persist().catch(() => null), patience]));
  await tellWatchers();
  return persisted;
}
