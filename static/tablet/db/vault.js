// @ts-check
/**
 * The only door to the tablet's store: opening and locking it, sealed reads, writes and watches.
 *
 * Promises: nothing is ever written in clear but opaque ids, states and times; no key is ever stored; a write is on
 * the disk when its promise resolves; reads of a closed store are refused. Does not know what the rows mean, and does
 * not talk to the server.
 */
import { liveQuery } from '../../vendor/dexie.js';
import { coreTexts } from '../core-texts.js';
import { UserError } from '../user-error.js';
import { openDatabase } from './migrations.js';
import { waitAfter } from './passphrase.js';
import { isStoreFull, keepReserve, noteStoreFull, releaseReserve } from './quota.js';
import { personDatabase } from './schema.js';
import { hex, newDataKey, openBytes, randomBytes, toBytes, unwrapWithPassphrase } from './sealing.js';
import { addSlot, changeSlot, destroySlot, readSlot } from './slots.js';
import { openRow, openRows, runUnit } from './unit-of-work.js';

/** @typedef {import('./unit-of-work.js').OpenStore} OpenStore */
/** @typedef {import('./unit-of-work.js').OpenedRow} OpenedRow */
/** @typedef {import('./unit-of-work.js').UnitOfWork} UnitOfWork */
/** @typedef {import('./schema.js').TableName} TableName */
/** @typedef {import('./schema.js').SealedRow} SealedRow */

/** @type {OpenStore | null} */
let store = null;
/** @type {Promise<unknown>} writes of this tab go one after the other */
let lastWrite = Promise.resolve();
let writing = 0;
/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {OpenStore | null} next */
function setStore(next) {
  store?.cache.clear();
  store?.database.close();
  store = next;
  for (const listener of [...listeners]) listener();
}

/** @param {() => void} listener called when a store was opened or closed @returns {() => void} */
export function onStoreChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @returns {string | null} whose store is open */
export function openSlotId() {
  return store?.slotId ?? null;
}

/** True while a write is on its way to the disk. */
export function isWriting() {
  return writing > 0;
}

/** @returns {OpenStore} @throws {UserError} */
function opened() {
  if (!store) throw new UserError(coreTexts.notOpen, { code: 'not_open' });
  return store;
}

/**
 * Makes a person's store with its key wrapped both ways, and opens it.
 * @param {{slotId: string, name: string, passphrase: string, iterations: number,
 *   recoveryKey: {id: string, public_jwk: JsonWebKey}}} person `iterations`: what a try of the passphrase costs
 * @param {(unit: UnitOfWork) => void} fill the first rows; a store without them does not come to be
 */
export async function createStore({ slotId, name, passphrase, iterations, recoveryKey }, fill) {
  const { dataKey, byPassphrase, byRecovery } = await newDataKey(passphrase, recoveryKey, iterations);
  const database = personDatabase(slotId);
  await openDatabase(database, lock);
  const indexBytes = randomBytes(32);
  const fresh = { slotId, database, dataKey, indexKey: await indexKeyOf(indexBytes), cache: new Map() };
  await runUnit(fresh, (unit) => {
    unit.put('meta', 'index-key', {}, { key: hex(indexBytes) });
    fill(unit);
  });
  const createdAt = Date.now();
  await addSlot({ slotId, name, byPassphrase, byRecovery, wrongTries: 0, waitUntil: 0, revoked: false, createdAt });
  setStore(fresh);
  await keepReserve(database);
}

/**
 * Opens a person's store by the passphrase; needs no network.
 * @param {string} slotId
 * @param {string} passphrase
 * @throws {UserError} wrong passphrase, still waiting, revoked
 */
export async function openStore(slotId, passphrase) {
  const slot = await readSlot(slotId);
  if (!slot) throw new UserError(coreTexts.notFound, { code: 'no_such_person' });
  if (!slot.byPassphrase) throw new UserError(coreTexts.passphraseGone, { code: 'device_revoked' });
  const wait = slot.waitUntil - Date.now();
  if (wait > 0) throw new UserError(coreTexts.passphraseWait(wait), { code: 'wait' });
  // Counted before the try: closing the browser in the middle does not make a wrong try free.
  const wrongTries = slot.wrongTries + 1;
  await noteTries(slotId, wrongTries);
  const dataKey = await unwrapWithPassphrase(passphrase, slot.byPassphrase).catch((cause) => {
    const delay = waitAfter(wrongTries);
    const text = delay > 0 ? coreTexts.passphraseWait(delay) : coreTexts.passphraseWrong;
    throw new UserError(text, { code: 'wrong_passphrase', cause });
  });
  await noteTries(slotId, 0);
  const next = await openedWith(slotId, dataKey);
  setStore(next);
  await keepReserve(next.database);
}

/**
 * @param {string} slotId
 * @param {number} wrongTries
 */
async function noteTries(slotId, wrongTries) {
  const wait = waitAfter(wrongTries);
  try {
    await changeSlot(slotId, { wrongTries, waitUntil: wait > 0 ? Date.now() + wait : 0 });
  } catch (error) {
    // A full store must still open: it is the way to send what fills it.
    if (!isStoreFull(error)) throw error;
  }
}

/** @param {string} slotId @param {CryptoKey} dataKey @returns {Promise<OpenStore>} */
async function openedWith(slotId, dataKey) {
  const database = personDatabase(slotId);
  await openDatabase(database, lock);
  const row = await database.table('meta').get('index-key');
  const { key } = JSON.parse(new TextDecoder().decode(await openBytes(dataKey, 'meta/index-key', row)));
  const bytes = Uint8Array.from(key.match(/../g), (/** @type {string} */ pair) => Number.parseInt(pair, 16));
  return { slotId, database, dataKey, indexKey: await indexKeyOf(bytes), cache: new Map() };
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function indexKeyOf(bytes) {
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** Drops the key from memory. What is being written is finished first. */
export async function lock() {
  await lastWrite.catch(() => {});
  if (store) setStore(null);
}

/** Drops the key and the passphrase's wrapping: from now on only the office's recovery key opens this store. */
export async function lockForRecoveryOnly() {
  const { slotId } = opened();
  await changeSlot(slotId, { byPassphrase: null, revoked: true });
  await lock();
}

/** Destroys the wrapped keys of the open store, then its rows. */
export async function destroyStore() {
  const { slotId, database } = opened();
  await destroySlot(slotId);
  await lock();
  await database.delete();
}

/**
 * @template T
 * @param {(unit: UnitOfWork) => Promise<T> | T} work one write: all of it reaches the disk, or nothing; may run again
 * @param {{photo?: boolean}} [about] a photo may not use the room that is kept for words
 * @returns {Promise<T>}
 * @throws {UserError} with code store_full when it does not fit; nothing of it was written then
 */
export function change(work, { photo = false } = {}) {
  const target = opened();
  writing += 1;
  const done = lastWrite.catch(() => {}).then(() => runWithReserve(target, work, photo));
  lastWrite = done.catch(() => {});
  return done.finally(() => {
    writing -= 1;
  });
}

/**
 * @template T
 * @param {OpenStore} target
 * @param {(unit: UnitOfWork) => Promise<T> | T} work
 * @param {boolean} photo
 * @returns {Promise<T>}
 */
async function runWithReserve(target, work, photo) {
  try {
    const result = await runUnit(target, work);
    if (photo) noteStoreFull(false);
    return result;
  } catch (error) {
    if (!isStoreFull(error)) throw error;
    noteStoreFull(true);
    if (!photo && (await releaseReserve(target.database))) return runWithReserve(target, work, photo);
    const text = photo ? coreTexts.storeFull : coreTexts.storeFullWords;
    throw new UserError(text, { code: 'store_full', cause: error });
  }
}

/** @param {TableName} table @param {string} id @returns {Promise<OpenedRow | null>} */
export async function read(table, id) {
  const current = opened();
  const row = await current.database.table(table).get(id);
  return row ? openRow(current, table, row) : null;
}

/**
 * @param {TableName} table
 * @param {string} index
 * @param {string | number | (string | number)[]} value
 * @returns {Promise<OpenedRow[]>}
 */
export async function readWhere(table, index, value) {
  const current = opened();
  return openRows(current, table, await current.database.table(table).where(index).equals(value).toArray());
}

/** @param {string} id @returns {Promise<ArrayBuffer | null>} a picture's bytes */
export async function readBlob(id) {
  const { database, dataKey } = opened();
  const row = await database.table('blobs').get(id);
  return row ? openBytes(dataKey, `blobs/${id}`, row) : null;
}

/** @param {string} text @returns {Promise<string>} an id that tells nothing, always the same for the same text */
export async function opaqueId(text) {
  const { indexKey } = opened();
  return hex(new Uint8Array(await crypto.subtle.sign('HMAC', indexKey, toBytes(text)))).slice(0, 32);
}

/**
 * The database for queries over clear index keys only; bodies are opened by `watch` and the reads above.
 * @returns {import('./schema.js').Database}
 */
export function clearIndexes() {
  return opened().database;
}

/**
 * Watches sealed rows while a store is open, and again after the next opening.
 * @template T
 * @param {(database: import('./schema.js').Database) => Promise<Partial<Record<TableName, SealedRow[]>>>} query
 *   awaits nothing but the database
 * @param {(rows: Record<TableName, OpenedRow[]>) => T | Promise<T>} build
 * @param {(view: T) => void} callback
 * @returns {() => void}
 */
export function watch(query, build, callback) {
  let stop = () => {};
  const start = () => {
    stop();
    stop = store ? watchOpen(store, query, build, callback) : () => {};
  };
  const forget = onStoreChange(start);
  start();
  return () => {
    forget();
    stop();
  };
}

/**
 * @template T
 * @param {OpenStore} current
 * @param {(database: import('./schema.js').Database) => Promise<Partial<Record<TableName, SealedRow[]>>>} query
 * @param {(rows: Record<TableName, OpenedRow[]>) => T | Promise<T>} build
 * @param {(view: T) => void} callback
 */
function watchOpen(current, query, build, callback) {
  let newest = 0;
  let stopped = false;
  const subscription = liveQuery(() => query(current.database)).subscribe({
    next: async (tables) => {
      const mine = ++newest;
      // Opened outside the query: WebCrypto inside it would end its transaction.
      const names = /** @type {TableName[]} */ (Object.keys(tables));
      const lists = await Promise.all(names.map((name) => openRows(current, name, tables[name] ?? [])));
      const rows = /** @type {Record<TableName, OpenedRow[]>} */ (
        Object.fromEntries(names.map((name, index) => [name, lists[index]]))
      );
      const view = await build(rows);
      if (!stopped && mine === newest) callback(view);
    },
    error: (error) => {
      if (!stopped && store === current) throw error;
    },
  });
  return () => {
    stopped = true;
    subscription.unsubscribe();
  };
}
