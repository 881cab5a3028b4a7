// @ts-check
/**
 * Which inspections may still be written, and how far a thing is on its way to the server. Pure.
 */

/** @typedef {import('../types.d.ts').SyncState} SyncState */
/** @typedef {import('../types.d.ts').SyncPhase} SyncPhase */

/** On this tablet only: the inspection was given to others while unsent work lay here. */
const HANDED_OVER = 'handed_over';
const LOCKED = new Set([HANDED_OVER, 'locked', 'received', 'returned', 'accepted', 'closed', 'cancelled']);
/** Locked, and not even 「补充」 goes in. */
const OVER = new Set([HANDED_OVER, 'closed', 'cancelled']);

/** @param {{state?: unknown, rights_lost?: unknown}} inspection @returns {string} the state that says what may be written */
export function writingState({ state, rights_lost }) {
  return rights_lost ? HANDED_OVER : String(state);
}

/** @param {unknown} state @returns {boolean} whether nothing that stands may be edited any more */
export function isLockedState(state) {
  return LOCKED.has(String(state));
}

/** @param {unknown} state of an inspection @returns {boolean} whether something may be added to it after its lock */
export function takesAdditions(state) {
  return isLockedState(state) && !OVER.has(String(state));
}

/**
 * @param {unknown} inspectionState
 * @param {{state?: unknown, late?: unknown}} finding as it stands
 * @returns {boolean} whether the finding may be written: before the lock any; then one the office returned, and an
 *   addition until the office decides on it
 */
export function mayEditFinding(inspectionState, { state, late }) {
  if (!isLockedState(inspectionState)) return true;
  return takesAdditions(inspectionState) && (state === 'returned' || (Boolean(late) && state === 'submitted'));
}

/** @param {unknown} state of a finding @returns {boolean} whether the office has taken it over */
export function isAccepted(state) {
  return ['accepted', 'in_letter', 'closed'].includes(String(state));
}

/**
 * @param {readonly {state: string}[]} operations of the thing that have no receipt
 * @param {SyncPhase} phase
 * @returns {SyncState}
 */
export function syncStateOf(operations, phase) {
  if (operations.some(({ state }) => state === 'rejected')) return 'attention';
  if (operations.length === 0) return 'delivered';
  return phase === 'sending' ? 'sending' : 'queued';
}

/** @param {readonly SyncState[]} states @returns {SyncState} the one that says most about all of them together */
export function worstState(states) {
  for (const state of /** @type {const} */ (['attention', 'sending', 'queued'])) {
    if (states.includes(state)) return state;
  }
  return 'delivered';
}
