// @ts-check
/**
 * How much of this person's work is only on this tablet; the office sees it beside the tablet's name, so that a lost or
 * broken one is known for what it held. Numbers only.
 */
import { clearIndexes, read, readWhere } from '../db/vault.js';

/** @returns {Promise<{records: number, photos: number, bytes: number}>} bytes of photos that have not arrived */
export async function countUnsent() {
  const [records, waiting, refused, kept] = await Promise.all([
    clearIndexes().table('operations').where('state').noneOf(['kept']).count(),
    readWhere('uploads', 'state', 'waiting'),
    readWhere('uploads', 'state', 'refused'),
    unreadablePhotos(),
  ]);
  const uploads = [...waiting, ...refused];
  const bytes =
    uploads.reduce((sum, { body }) => sum + body.size - body.offset, 0) +
    kept.reduce((sum, { body }) => sum + body.fields.original_size, 0);
  return { records, photos: uploads.length + kept.length, bytes };
}

/** Photos that do not open were never queued, for the server would only refuse them; until they are removed they are nowhere else. */
async function unreadablePhotos() {
  const ids = await clearIndexes()
    .table('evidence')
    .filter(({ state }) => state === 'unreadable')
    .primaryKeys();
  const rows = await Promise.all(ids.map((id) => read('evidence', String(id))));
  return rows.filter((row) => row !== null).filter(({ body }) => !body.fields.removed);
}
