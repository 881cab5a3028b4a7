// @ts-check
/**
 * Inspections as the screens watch them: the home page, the list, and one inspection whole.
 *
 * Reads only. Everything comes from the sealed store and is redrawn by its live queries and by the phase of sending.
 */
import { watch } from '../db/vault.js';
import { UNSETTLED } from '../sync/outbox.js';
import { onPhase, syncPhase } from '../sync/scheduler.js';
import { isoDay } from '../ui/format.js';
import { buildCards, buildHome } from './cards.js';
import { buildInspectionView, placeId } from './view.js';

/** @typedef {import('../db/schema.js').Database} Database */
/** @typedef {import('../types.d.ts').SyncPhase} SyncPhase */

/**
 * Watches rows, and builds the view again when the phase of sending changes.
 * @template R, T
 * @param {(database: Database) => Promise<any>} query
 * @param {(rows: R, phase: SyncPhase) => T} build
 * @param {(view: T) => void} callback
 * @returns {() => void}
 */
export function watchWithPhase(query, build, callback) {
  /** @type {R | null} */
  let last = null;
  const tell = () => last && callback(build(last, syncPhase()));
  const forgetPhase = onPhase(tell);
  const forgetRows = watch(
    query,
    (rows) => /** @type {R} */ (/** @type {unknown} */ (rows)),
    (rows) => {
      last = rows;
      tell();
    },
  );
  return () => {
    forgetPhase();
    forgetRows();
  };
}

/** @param {Database} database */
async function cardRows(database) {
  const [inspections, checklists, answers, findings, operations, uploads, meta] = await Promise.all([
    database.table('inspections').toArray(),
    database.table('checklists').toArray(),
    database.table('answers').toArray(),
    database.table('findings').toArray(),
    database.table('operations').where('state').anyOf(UNSETTLED).toArray(),
    database.table('uploads').where('state').equals('waiting').toArray(),
    database.table('meta').where('id').startsWith(placeId('')).toArray(),
  ]);
  return { inspections, checklists, answers, findings, operations, uploads, meta };
}

/** @param {(view: import('../types.d.ts').HomeView) => void} callback @returns {() => void} */
export function watchHome(callback) {
  return watchWithPhase(
    cardRows,
    (/** @type {import('./cards.js').CardRows} */ rows, phase) => buildHome(buildCards(rows, phase), isoDay(Date.now())),
    callback,
  );
}

/** @param {(cards: readonly import('../types.d.ts').InspectionCard[]) => void} callback @returns {() => void} */
export function watchInspections(callback) {
  return watchWithPhase(cardRows, buildCards, callback);
}

/**
 * @param {string} id
 * @param {(view: import('../types.d.ts').InspectionView | null) => void} callback null when there is none
 * @returns {() => void}
 */
export function watchInspection(id, callback) {
  return watchWithPhase((database) => inspectionRows(database, id), buildInspectionView, callback);
}

/** @param {Database} database @param {string} id */
async function inspectionRows(database, id) {
  const own = (/** @type {string} */ table) => database.table(table).where('ownerId').equals(id).toArray();
  const [inspections, checklists, answers, findings, evidence, conflicts, operations, uploads, meta] = await Promise.all([
    database.table('inspections').where('id').equals(id).toArray(),
    database.table('checklists').toArray(),
    own('answers'),
    own('findings'),
    own('evidence'),
    own('conflicts'),
    own('operations'),
    own('uploads'),
    database.table('meta').where('id').equals(placeId(id)).toArray(),
  ]);
  const unsettled = operations.filter(({ state }) => UNSETTLED.includes(state));
  return { inspections, checklists, answers, findings, evidence, conflicts, operations: unsettled, uploads, meta };
}
