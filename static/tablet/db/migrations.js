// @ts-check
/**
 * Opening a store that another version of the app has written.
 *
 * An older store is brought forward by Dexie from the versions in schema.js; a newer one (a tab of the next release
 * was here) is left alone and said so; a tab that stands in the way of an update lets go of the store. What waits to
 * be sent is never dropped on the way.
 */
import { coreTexts } from '../core-texts.js';
import { UserError } from '../user-error.js';
import { SCHEMA_VERSION } from './schema.js';

/**
 * @param {import('./schema.js').Database} database
 * @param {() => void} letGo called when a newer version of the app asks for the store
 * @throws {UserError} when this version of the app cannot use the store
 */
export async function openDatabase(database, letGo) {
  database.on('versionchange', () => {
    letGo();
    database.close();
  });
  let blocked = () => {};
  const standsInTheWay = new Promise((_resolve, reject) => {
    blocked = () => reject(new UserError(coreTexts.storeBlocked, { code: 'store_blocked' }));
  });
  database.on('blocked', blocked);
  try {
    await Promise.race([database.open(), standsInTheWay]);
  } catch (error) {
    throw asUserError(error);
  }
  // Dexie opens a newer store too and would write it in the old shapes. It numbers the browser's versions in tens.
  if (Math.floor(database.backendDB().version / 10) > SCHEMA_VERSION) {
    database.close();
    throw new UserError(coreTexts.storeNewer, { code: 'store_newer' });
  }
}

/** @param {unknown} error */
function asUserError(error) {
  const name = error instanceof Error ? error.name : '';
  if (name === 'MissingAPIError' || name === 'InvalidStateError' || name === 'SecurityError') {
    return new UserError(coreTexts.noStore, { code: 'no_store', cause: error });
  }
  return error;
}
