// @ts-check
/**
 * Removing from a tablet what the server has: after a revocation, and when room is needed for new photos.
 *
 * Only what has a receipt ever goes; whatever is unsent stays sealed.
 */
import { change } from '../db/vault.js';
import { isUnsent } from './uploads.js';

/** @typedef {import('../db/schema.js').TableName} TableName */

/** @type {readonly TableName[]} */
const RECORD_TABLES = Object.freeze(['inspections', 'answers', 'findings', 'evidence', 'conflicts']);
/** Room is made by this many originals at a time. */
const RELEASE_COUNT = 5;

/** Removes every record, operation and picture of which nothing is unsent, and the token. */
export async function forgetDelivered() {
  await change(async (unit) => {
    const [operations, uploads] = await Promise.all([unit.all('operations'), unit.all('uploads')]);
    const unsent = [...operations.filter(({ state }) => state !== 'kept'), ...uploads.filter(({ state }) => isUnsent(state))];
    const busy = new Set(unsent.map(({ ownerId }) => ownerId));
    for (const table of RECORD_TABLES) {
      for (const row of await unit.all(table)) {
        if (!busy.has(row.ownerId)) unit.remove(table, row.id);
      }
    }
    for (const row of operations) if (row.state === 'kept') unit.remove('operations', row.id);
    for (const row of uploads) {
      if (isUnsent(row.state)) continue;
      unit.remove('uploads', row.id);
      if (row.body.blobId === row.id) unit.remove('blobs', row.id);
      if (row.body.role === 'working') unit.remove('blobs', `${row.body.evidenceId}:thumb`);
    }
    // Who and which device stays known to whoever opens the rest with the recovery key; the token goes.
    const session = await unit.get('meta', 'session');
    unit.put('meta', 'session', {}, { ...session?.body, token: null });
  });
}

/**
 * Makes room: removes the oldest delivered originals; their working copies stay to be looked at.
 * @returns {Promise<boolean>} whether there was anything to remove
 */
export async function releaseOriginals() {
  return change(async (unit) => {
    const done = await unit.find('uploads', 'state', 'done');
    const oldest = done
      .filter(({ id, body }) => body.role === 'original' && body.blobId === id)
      .sort((one, other) => one.updatedAt - other.updatedAt)
      .slice(0, RELEASE_COUNT);
    for (const { id, ownerId, body } of oldest) {
      unit.remove('blobs', id);
      unit.put('uploads', id, { state: 'released', ownerId }, body);
    }
    return oldest.length > 0;
  });
}
