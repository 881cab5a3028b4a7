// @ts-check
/**
 * How much of this person's work is only on this tablet; the office sees it beside the tablet's name, so that a lost or
 * broken one is known for what it held. Numbers only.
 */
import { clearIndexes, readWhere } from '../db/vault.js';

/** @returns {Promise<{records: number, photos: number, bytes: number}>} bytes of photos that have not arrived */
export async function countUnsent() {
  const [records, waiting, refused] = await Promise.all([
    clearIndexes().table('operations').where('state').noneOf(['kept']).count(),
    readWhere('uploads', 'state', 'waiting'),
    readWhere('uploads', 'state', 'refused'),
  ]);
  const uploads = [...waiting, ...refused];
  const bytes = uploads.reduce((sum, { body }) => sum + body.size - body.offset, 0);
  return { records, photos: uploads.length, bytes };
}
