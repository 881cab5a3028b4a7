// @ts-check
/**
 * A restored server: its epoch is a new one, and it may have forgotten what it once confirmed.
 *
 * The tablet then offers again everything it kept, operations and files, with the same ids; what the server still has
 * it answers as a repeat. Pulling begins anew.
 */
import { change } from '../db/vault.js';
import { changeOperation } from './outbox.js';

/**
 * @param {string} epoch as named in an answer
 * @returns {Promise<boolean>} true when it was a new one and everything was queued again
 */
export async function adoptEpoch(epoch) {
  return change(async (unit) => {
    const session = await unit.get('meta', 'session');
    if (!session || session.body.epoch === epoch) return false;
    unit.put('meta', 'session', {}, { ...session.body, epoch });
    unit.remove('meta', 'pull');
    for (const row of await unit.find('operations', 'state', 'kept')) {
      if (row.body.receipt) await changeOperation(unit, row, { state: 'sent' });
    }
    for (const row of await unit.find('uploads', 'state', 'done')) {
      const body = { ...row.body, url: null, offset: 0 };
      unit.put('uploads', row.id, { state: 'waiting', ownerId: row.ownerId }, body);
    }
    return true;
  });
}
