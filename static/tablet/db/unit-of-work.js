// @ts-check
/**
 * One write of the tablet: reads, decides, seals, and only then opens one short Dexie transaction.
 *
 * WebCrypto must not be awaited inside a Dexie transaction (Firefox and WebKit end it), so the transaction checks
 * that nothing it was decided on has changed in between; if something has, the whole work is done again. All rows of
 * the work are written, or none.
 */
import { fromBytes, openBytes, sealBytes, toBytes } from './sealing.js';

/** @typedef {import('./schema.js').Database} Database */
/** @typedef {import('./schema.js').SealedRow} SealedRow */
/** @typedef {import('./schema.js').TableName} TableName */
/** @typedef {{slotId: string, database: Database, dataKey: CryptoKey, indexKey: CryptoKey, cache: Map<string, {stamp: string, body: any}>}} OpenStore */
/** @typedef {{state?: string, ownerId?: string, seq?: number, targetKey?: string}} ClearKeys */
/** @typedef {{table: TableName, id: string, keys: ClearKeys, bytes: BufferSource} | {table: TableName, id: string, remove: true}} Write */
/** @typedef {{id: string, state: string, updatedAt: number, ownerId: string, seq: number, body: any}} OpenedRow */

const MAX_ROUNDS = 12;
const CACHE_LIMIT = 20_000;
const MISSING = 'missing';

class StaleRead extends Error {}

/**
 * Opens rows, remembering what was opened: bodies are frozen, so that they can be shared.
 * @param {OpenStore} store
 * @param {TableName} table
 * @param {readonly SealedRow[]} rows
 * @returns {Promise<OpenedRow[]>}
 */
export function openRows(store, table, rows) {
  return Promise.all(rows.map((row) => openRow(store, table, row)));
}

/**
 * @param {OpenStore} store
 * @param {TableName} table
 * @param {SealedRow} row
 * @returns {Promise<OpenedRow>}
 */
export async function openRow(store, table, row) {
  const { id, state, updatedAt, ownerId, seq } = row;
  const place = `${table}/${id}`;
  const stamp = ivText(row);
  const known = store.cache.get(place);
  let body = known?.body;
  if (known?.stamp !== stamp) {
    body = fromBytes(await openBytes(store.dataKey, place, row));
    if (store.cache.size >= CACHE_LIMIT) store.cache.clear();
    store.cache.set(place, { stamp, body });
  }
  return { id, state, updatedAt, ownerId, seq: seq ?? 0, body };
}

/** @param {SealedRow} row */
function ivText(row) {
  return row.iv.join('.');
}

/** @param {SealedRow | undefined} row what changes whenever the row does */
function stampOf(row) {
  return row ? `${row.state} ${row.seq ?? ''} ${ivText(row)}` : MISSING;
}

export class UnitOfWork {
  /** @type {Map<string, {table: TableName, id: string, stamp: string}>} */
  #reads = new Map();
  /** @type {Map<string, Write>} */
  #writes = new Map();
  #store;

  /** @param {OpenStore} store */
  constructor(store) {
    this.#store = store;
  }

  /**
   * @param {TableName} table
   * @param {string} id
   * @returns {Promise<OpenedRow | null>} as this work has it, its own writes included
   */
  async get(table, id) {
    const written = this.#writes.get(`${table}/${id}`);
    if (written) return 'remove' in written ? null : this.#openedWrite(written);
    const row = await this.#store.database.table(table).get(id);
    this.#remember(table, id, row);
    return row ? openRow(this.#store, table, row) : null;
  }

  /**
   * @param {TableName} table
   * @param {string} index
   * @param {string | number | (string | number)[]} value
   * @returns {Promise<OpenedRow[]>} the stored rows with this index value, as this work has them
   */
  async find(table, index, value) {
    const rows = await this.#store.database.table(table).where(index).equals(value).toArray();
    return this.#asWritten(table, rows);
  }

  /** @param {TableName} table @returns {Promise<OpenedRow[]>} */
  async all(table) {
    return this.#asWritten(table, await this.#store.database.table(table).toArray());
  }

  /**
   * @param {TableName} table
   * @param {string} id
   * @param {ClearKeys} keys what stands in clear beside the sealed body
   * @param {unknown} body a JSON value, or an ArrayBuffer for pictures
   */
  put(table, id, keys, body) {
    const bytes = body instanceof ArrayBuffer ? body : toBytes(body);
    this.#writes.set(`${table}/${id}`, { table, id, keys, bytes });
  }

  /** @param {TableName} table @param {string} id */
  remove(table, id) {
    this.#writes.set(`${table}/${id}`, { table, id, remove: true });
  }

  /**
   * Seals everything, then writes it in one transaction.
   * @throws {StaleRead} when something read was changed meanwhile
   */
  async commit() {
    const writes = [...this.#writes.values()];
    if (writes.length === 0) return;
    const rows = await Promise.all(writes.map((write) => this.#sealed(write)));
    const tables = [...new Set([...writes, ...this.#reads.values()].map(({ table }) => table))];
    const { database } = this.#store;
    await database.transaction('rw', tables, async () => {
      for (const { table, id, stamp } of this.#reads.values()) {
        if (stampOf(await database.table(table).get(id)) !== stamp) throw new StaleRead();
      }
      for (const [index, write] of writes.entries()) {
        const row = rows[index];
        if (row) await database.table(write.table).put(row);
        else await database.table(write.table).delete(write.id);
      }
    });
  }

  /** @param {TableName} table @param {string} id @param {SealedRow | undefined} row */
  #remember(table, id, row) {
    const place = `${table}/${id}`;
    if (!this.#reads.has(place)) this.#reads.set(place, { table, id, stamp: stampOf(row) });
  }

  /** @param {TableName} table @param {SealedRow[]} rows */
  async #asWritten(table, rows) {
    const found = await Promise.all(
      rows.map((row) => {
        this.#remember(table, row.id, row);
        return this.#writes.has(`${table}/${row.id}`) ? this.get(table, row.id) : openRow(this.#store, table, row);
      }),
    );
    return found.filter((row) => row !== null);
  }

  /** @param {Extract<Write, {bytes: BufferSource}>} write @returns {OpenedRow} */
  #openedWrite({ id, keys, bytes }) {
    const { state = '', ownerId = '', seq = 0 } = keys;
    return { id, state, ownerId, seq, updatedAt: Date.now(), body: fromBytes(/** @type {any} */ (bytes)) };
  }

  /** @param {Write} write @returns {Promise<SealedRow | null>} */
  async #sealed(write) {
    if ('remove' in write) return null;
    const { table, id, keys, bytes } = write;
    const sealed = await sealBytes(this.#store.dataKey, `${table}/${id}`, bytes);
    return { state: '', ownerId: '', ...keys, id, updatedAt: Date.now(), ...sealed };
  }
}

/**
 * @template T
 * @param {OpenStore} store
 * @param {(unit: UnitOfWork) => Promise<T> | T} work may run several times: it must not act outside the unit
 * @returns {Promise<T>} what the work returned, after everything is on the disk
 */
export async function runUnit(store, work) {
  for (let round = 1; ; round += 1) {
    const unit = new UnitOfWork(store);
    const result = await work(unit);
    try {
      await unit.commit();
      return result;
    } catch (error) {
      if (!(error instanceof StaleRead) || round === MAX_ROUNDS) throw error;
    }
  }
}
