// @ts-check
/**
 * The people of this tablet: names, wrapped keys and the count of wrong tries, in the registry database.
 *
 * Everything here is readable without a key, so nothing else is kept here.
 */
import { liveQuery } from '../../vendor/dexie.js';
import { openDatabase } from './migrations.js';
import { registryDatabase } from './schema.js';

/** @typedef {import('./schema.js').Slot} Slot */

const registry = registryDatabase();
/** @type {Promise<void> | null} */
let opening = null;

async function slots() {
  if (!registry.isOpen()) opening = null;
  opening ??= openDatabase(registry, () => {});
  await opening;
  return registry.table('slots');
}

/** @param {string} slotId @returns {Promise<Slot | undefined>} */
export async function readSlot(slotId) {
  return (await slots()).get(slotId);
}

/** @returns {Promise<Slot[]>} oldest first */
export async function allSlots() {
  return (await (await slots()).toArray()).sort((one, other) => one.createdAt - other.createdAt);
}

/** @param {Slot} slot */
export async function addSlot(slot) {
  await (await slots()).add(slot);
}

/**
 * @param {string} slotId
 * @param {Partial<Slot>} changes
 */
export async function changeSlot(slotId, changes) {
  await (await slots()).update(slotId, changes);
}

/** @param {string} slotId destroys both wrappings of the key: what it sealed cannot be opened by anyone again */
export async function destroySlot(slotId) {
  await (await slots()).delete(slotId);
}

/**
 * @param {(slots: Slot[]) => void} callback now and after each change, from any tab
 * @param {(error: unknown) => void} failed
 * @returns {() => void}
 */
export function watchSlots(callback, failed) {
  const subscription = liveQuery(allSlots).subscribe({ next: callback, error: failed });
  return () => subscription.unsubscribe();
}
