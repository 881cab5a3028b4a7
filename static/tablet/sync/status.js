// @ts-check
/**
 * The state of sending, in numbers and in one sentence, for every page of the tablet.
 *
 * Counts what the store holds, never what was hoped for: nothing is delivered without a receipt. Reads only.
 */
import { coreTexts } from '../core-texts.js';
import { deepFreeze } from '../db/sealing.js';
import { watch } from '../db/vault.js';
import { onPhase, syncPhase } from './scheduler.js';
import { attentionOf } from './attention.js';
import { operationsByTarget, photoView } from '../inspections/view.js';
import { syncStateOf, worstState } from '../inspections/states.js';
import { UNSETTLED } from './outbox.js';
import { throughputMeter } from './throughput.js';
import { onPieceSent } from './uploads.js';

/** @typedef {import('../types.d.ts').SyncView} SyncView */
/** @typedef {import('../types.d.ts').SyncPhase} SyncPhase */
/** @typedef {import('../db/schema.js').Database} Database */
/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */
/**
 * @typedef {object} StatusRows
 * @property {OpenedRow[]} meta
 * @property {OpenedRow[]} inspections
 * @property {OpenedRow[]} operations those without a receipt
 * @property {OpenedRow[]} uploads
 * @property {OpenedRow[]} evidence
 * @property {OpenedRow[]} findings
 * @property {OpenedRow[]} conflicts
 */
/** @typedef {Map<string, Set<string>>} DeliveredByInspection */

const DAY_MS = 24 * 3_600_000;
const UNSENT_DAYS = 5;
const meter = throughputMeter();
onPieceSent((bytes) => meter.add(bytes, Date.now()));

/**
 * @param {(view: SyncView) => void} callback now and after each change
 * @returns {() => void}
 */
export function watchSync(callback) {
  /** @type {{rows: StatusRows, delivered: DeliveredByInspection} | null} */
  let last = null;
  const tell = () => last && callback(buildStatus(last.rows, last.delivered, syncPhase(), Date.now()));
  const forgetPhase = onPhase(tell);
  /** @type {DeliveredByInspection} */
  let delivered = new Map();
  const forgetRows = watch(
    async (database) => {
      // Read in the same query as the rows, so that the counts belong together; clear keys only.
      delivered = await deliveredTargets(database);
      return statusRows(database);
    },
    (rows) => ({ rows: /** @type {StatusRows} */ (/** @type {unknown} */ (rows)), delivered }),
    (next) => {
      last = next;
      tell();
    },
  );
  return () => {
    forgetPhase();
    forgetRows();
  };
}

/** @param {Database} database */
async function statusRows(database) {
  const [meta, inspections, operations, uploads, evidence, findings, conflicts] = await Promise.all([
    database.table('meta').where('id').equals('sync').toArray(),
    database.table('inspections').toArray(),
    database.table('operations').where('state').anyOf(UNSETTLED).toArray(),
    database.table('uploads').toArray(),
    database.table('evidence').toArray(),
    database.table('findings').toArray(),
    database.table('conflicts').where('state').equals('open').toArray(),
  ]);
  return { meta, inspections, operations, uploads, evidence, findings, conflicts };
}

/** @param {Database} database @returns {Promise<DeliveredByInspection>} keyed digests of the targets that have a receipt */
async function deliveredTargets(database) {
  /** @type {DeliveredByInspection} */
  const targets = new Map();
  await database
    .table('operations')
    .where('state')
    .equals('kept')
    .each(({ ownerId, targetKey }) => {
      targets.set(ownerId, (targets.get(ownerId) ?? new Set()).add(targetKey));
    });
  return targets;
}

/**
 * @param {StatusRows} rows
 * @param {DeliveredByInspection} delivered
 * @param {SyncPhase} phase
 * @param {number} now
 * @returns {SyncView}
 */
export function buildStatus(rows, delivered, phase, now) {
  const lastDeliveredAt = rows.meta[0]?.body.lastDeliveredAt ?? null;
  const waiting = rows.uploads.filter(({ state }) => state === 'waiting');
  const queuedBytes = waiting.reduce((sum, { body }) => sum + body.size - body.offset, 0);
  const counts = {
    deliveredRecords: sum([...delivered.values()].map(({ size }) => size)),
    queuedRecords: new Set(rows.operations.map(({ body }) => body.target_id)).size,
    queuedPhotos: waiting.filter(({ body }) => body.role === 'working').length,
    queuedBytes,
    deliveredPhotos: rows.uploads.filter(({ state, body }) => body.role === 'working' && isDone(state)).length,
    originalsWaiting: waiting.filter(({ body }) => body.role === 'original').length,
  };
  const times = [...rows.operations.map(({ body }) => Date.parse(body.made_at)), ...waiting.map(({ body }) => body.queuedAt)];
  const waitingSince = times.length > 0 ? Math.min(...times) : null;
  const attention = attentionOf(rows);
  const stuckPhotos = attention.filter(({ kind }) => kind === 'photo').length;
  const secondsLeft = phase === 'sending' ? meter.secondsFor(queuedBytes, now) : null;
  return deepFreeze({
    phase,
    ...counts,
    lastDeliveredAt,
    waitingSince,
    secondsLeft,
    sentence: sentenceOf({ ...counts, stuckPhotos }, lastDeliveredAt),
    detail: detailOf(phase, counts, { secondsLeft, waitingSince, now }),
    inspections: inspectionsOf(rows, delivered, phase),
    attention,
  });
}

/** @param {string} state */
function isDone(state) {
  return state === 'done' || state === 'released';
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @typedef {Pick<SyncView, 'deliveredRecords' | 'queuedRecords' | 'queuedPhotos' | 'queuedBytes' | 'originalsWaiting'>} Counts */

/** @param {Counts & {stuckPhotos: number}} counts stuck photos do not open and stay here @param {number | null} lastDeliveredAt @returns {string} what has arrived and what has not */
export function sentenceOf(counts, lastDeliveredAt) {
  const { deliveredRecords: delivered, queuedRecords: records, queuedPhotos: photos, queuedBytes: bytes } = counts;
  if (records + photos > 0) {
    return delivered > 0 ? coreTexts.waiting({ delivered, records, photos, bytes }) : coreTexts.nothingSent;
  }
  if (counts.stuckPhotos > 0) return coreTexts.stuck(delivered, counts.stuckPhotos);
  return lastDeliveredAt === null ? coreTexts.nothingYet : coreTexts.allDelivered(lastDeliveredAt);
}

/**
 * @param {SyncPhase} phase
 * @param {Counts} counts
 * @param {{secondsLeft: number | null, waitingSince: number | null, now: number}} times
 * @returns {string}
 */
function detailOf(phase, counts, { secondsLeft, waitingSince, now }) {
  const held = heldUp(phase);
  if (held) return held;
  const days = waitingSince === null ? 0 : Math.floor((now - waitingSince) / DAY_MS);
  if (days >= UNSENT_DAYS) return coreTexts.daysUnsent(days);
  if (secondsLeft !== null && counts.queuedBytes > 0) {
    return meter.isSlow(now) ? coreTexts.slow(secondsLeft) : coreTexts.remaining(secondsLeft);
  }
  const { queuedPhotos, originalsWaiting } = counts;
  return queuedPhotos === 0 && originalsWaiting > 0 ? coreTexts.originalsWaiting(originalsWaiting) : '';
}

/** @param {SyncPhase} phase @returns {string} why nothing goes out, '' when it does */
function heldUp(phase) {
  const texts = {
    offline: coreTexts.offline,
    server_away: coreTexts.serverAway,
    sign_in: coreTexts.signInOver,
    revoked: coreTexts.revoked,
    too_old: coreTexts.tooOld,
    paused: coreTexts.paused,
    idle: '',
    sending: '',
  };
  return texts[phase];
}

/**
 * @param {StatusRows} rows
 * @param {DeliveredByInspection} delivered
 * @param {SyncPhase} phase
 * @returns {SyncView['inspections']} those with anything to send or anything sent, the newest change first
 */
function inspectionsOf(rows, delivered, phase) {
  const uploads = new Map(rows.uploads.map((row) => [row.id, row]));
  return rows.inspections
    .map((row) => {
      const own = (/** @type {OpenedRow[]} */ list) => list.filter(({ ownerId }) => ownerId === row.id);
      const operations = own(rows.operations);
      const byTarget = operationsByTarget(operations);
      const photos = own(rows.evidence)
        .filter(({ body }) => !body.fields.removed)
        .map((evidence) => photoView(evidence, { byTarget, uploads, phase }))
        .sort((one, other) => one.ordinal - other.ordinal);
      const words = own(rows.conflicts).length > 0 ? 'attention' : syncStateOf(operations, phase);
      return {
        id: row.id,
        unitName: row.body.fields.unit?.name ?? '',
        method: row.body.fields.method,
        queuedRecords: byTarget.size,
        deliveredRecords: delivered.get(row.id)?.size ?? 0,
        photos,
        syncState: worstState([words, ...photos.map(({ syncState }) => syncState)]),
        updatedAt: row.updatedAt,
      };
    })
    .filter(({ queuedRecords, deliveredRecords, photos }) => queuedRecords + deliveredRecords + photos.length > 0)
    .sort((one, other) => other.updatedAt - one.updatedAt)
    .map(({ updatedAt: _updatedAt, ...entry }) => entry);
}
