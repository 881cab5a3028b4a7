// @ts-check
/**
 * Builds what the screens show of one inspection out of its rows. Pure: no store, no clock.
 */
import { deepFreeze } from '../db/sealing.js';
import { missingIn } from './missing.js';
import { isAccepted, isLockedState, mayEditFinding, syncStateOf, takesAdditions, worstState, writingState } from './states.js';

/** @typedef {import('../types.d.ts').InspectionView} InspectionView */
/** @typedef {import('../types.d.ts').FindingView} FindingView */
/** @typedef {import('../types.d.ts').PhotoView} PhotoView */
/** @typedef {import('../types.d.ts').ItemView} ItemView */
/** @typedef {import('../types.d.ts').SectionView} SectionView */
/** @typedef {import('../types.d.ts').AnswerCounts} AnswerCounts */
/** @typedef {import('../types.d.ts').Answer} Answer */
/** @typedef {import('../types.d.ts').Checklist} Checklist */
/** @typedef {import('../types.d.ts').ConflictView} ConflictView */
/** @typedef {import('../types.d.ts').SyncPhase} SyncPhase */
/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */
/**
 * Opened rows of one inspection. `operations` are those without a receipt.
 * @typedef {{inspections: OpenedRow[], checklists: OpenedRow[], answers: OpenedRow[], findings: OpenedRow[],
 *   evidence: OpenedRow[], conflicts: OpenedRow[], operations: OpenedRow[], uploads: OpenedRow[], meta: OpenedRow[]}}
 *   InspectionRows
 */

/**
 * @param {InspectionRows} rows
 * @param {SyncPhase} phase
 * @returns {InspectionView | null}
 */
export function buildInspectionView(rows, phase) {
  const [row] = rows.inspections;
  if (!row) return null;
  const inspection = { returned_reason: null, ...row.body.fields, id: row.id };
  const context = contextOf(rows, phase);
  const checklistRow = rows.checklists.find(({ id }) => id === inspection.checklist_version_id);
  /** @type {Checklist | null} */
  const checklist = checklistRow ? checklistRow.body.fields : null;
  const photos = photoViews(rows, context);
  const present = photos.filter(isKept).map(({ view }) => view);
  const findings = findingViews(rows, context, present);
  const kept = findings.filter(isKept).map(({ view }) => view);
  const answers = answersOf(rows.answers);
  const sections = sectionViews(row.id, checklist, answers, kept, present, context);
  const items = sections.flatMap((section) => section.items);
  const missing = missingIn(row.id, sections);
  return deepFreeze({
    inspection,
    checklist,
    sections,
    findings: inChecklistOrder(kept, items),
    photos: present,
    removedFindings: findings.filter((entry) => !isKept(entry)).map(({ view }) => view),
    removedPhotos: photos.filter((entry) => !isKept(entry)).map(({ view }) => view),
    conflicts: context.conflicts,
    counts: countsOf(items),
    missing,
    nextUnanswered: items.find(({ answer }) => !answer?.value)?.item.key ?? null,
    lastItemKey: rows.meta.find(({ id }) => id === placeId(row.id))?.body.itemKey ?? null,
    savedAt: savedAtOf([rows.inspections, rows.answers, rows.findings, rows.evidence]),
    locked: isLockedState(context.state),
    takesAdditions: takesAdditions(context.state),
    handedOver: Boolean(inspection.rights_lost),
    syncState: overallState(context, present),
  });
}

/** @param {string} inspectionId @returns {string} where the item last looked at is remembered */
export function placeId(inspectionId) {
  return `place:${inspectionId}`;
}

/** @param {{removed: boolean}} entry */
function isKept({ removed }) {
  return !removed;
}

/** @param {InspectionRows} rows @param {SyncPhase} phase */
function contextOf(rows, phase) {
  const { operations } = rows;
  const byTarget = operationsByTarget(operations);
  const findingItems = new Map(rows.findings.map(({ id, body }) => [id, body.fields.item_key]));
  const accepted = new Set(rows.findings.filter(({ body }) => isAccepted(body.fields.state)).map(({ id }) => id));
  const unresolved = rows.conflicts.map((row) => conflictView(row, findingItems)).filter(({ resolved }) => !resolved);
  // Words that came after the office had accepted a finding: kept there beside it, and the office's to decide.
  const overtaken = new Set(unresolved.filter(({ targetId }) => accepted.has(targetId)).map(({ targetId }) => targetId));
  const conflicts = unresolved.filter(({ targetId }) => !overtaken.has(targetId));
  const uploads = new Map(rows.uploads.map((row) => [row.id, row]));
  return { phase, operations, byTarget, conflicts, overtaken, uploads, state: writingState(rows.inspections[0]?.body.fields ?? {}) };
}

/** @typedef {ReturnType<typeof contextOf>} Context */

/** @param {OpenedRow[]} operations @returns {Map<string, OpenedRow[]>} */
export function operationsByTarget(operations) {
  /** @type {Map<string, OpenedRow[]>} */
  const byTarget = new Map();
  for (const row of operations) byTarget.set(row.body.target_id, [...(byTarget.get(row.body.target_id) ?? []), row]);
  return byTarget;
}

/**
 * @param {OpenedRow} row
 * @param {Map<string, string>} findingItems
 * @param {string | null} [deviceId] this tablet's
 * @returns {ConflictView}
 */
export function conflictView({ id, ownerId, body: { fields } }, findingItems, deviceId = null) {
  // Raised by this tablet's own push, it has no device yet; pulled, it names the one it was sent from.
  const own = !fields.device_id || fields.device_id === deviceId;
  const targetId = String(fields.target_id);
  const itemKey = fields.target_type === 'answer' ? targetId.slice(targetId.indexOf('/') + 1) : findingItems.get(targetId);
  return {
    id,
    field: fields.field,
    yours: fields.yours ?? null,
    theirs: fields.theirs ?? null,
    yourPerson: own ? '' : (fields.your_person ?? ''),
    yourAt: fields.your_at ?? '',
    theirPerson: fields.their_person ?? '',
    theirAt: fields.their_at ?? '',
    inspectionId: ownerId,
    targetType: fields.target_type,
    targetId,
    itemKey: itemKey ?? null,
    resolved: Boolean(fields.resolved),
  };
}

/** @param {InspectionRows} rows @param {Context} context @returns {{view: PhotoView, removed: boolean}[]} */
function photoViews(rows, context) {
  return rows.evidence
    .map((row) => ({ view: photoView(row, context), removed: Boolean(row.body.fields.removed) }))
    .sort((one, other) => one.view.ordinal - other.view.ordinal || one.view.id.localeCompare(other.view.id));
}

/**
 * @param {OpenedRow} row
 * @param {{byTarget: Map<string, OpenedRow[]>, uploads: Map<string, OpenedRow>, phase: SyncPhase}} context
 * @returns {PhotoView}
 */
export function photoView(row, { byTarget, uploads, phase }) {
  const { fields } = row.body;
  const working = uploads.get(`${row.id}:working`);
  const original = uploads.get(`${row.id}:original`);
  const unreadable = row.state === 'unreadable' || working?.state === 'refused' || original?.state === 'refused';
  const waiting = working?.state === 'waiting' ? [working] : [];
  const state = unreadable ? 'attention' : syncStateOf([...(byTarget.get(row.id) ?? []), ...waiting], phase);
  const percent = working?.state === 'waiting' ? Math.floor((working.body.offset / working.body.size) * 100) : 100;
  return {
    id: row.id,
    inspectionId: row.ownerId,
    itemKey: fields.item_key,
    findingId: fields.finding_id ?? null,
    ordinal: fields.ordinal ?? 0,
    caption: fields.caption ?? '',
    source: fields.source,
    gallery_reason: fields.gallery_reason ?? '',
    taken_at: fields.taken_at,
    clock_offset_ms: fields.clock_offset_ms ?? null,
    latitude: fields.latitude ?? null,
    longitude: fields.longitude ?? null,
    accuracy_m: fields.accuracy_m ?? null,
    syncState: state,
    percent,
    state: unreadable ? 'unreadable' : 'ok',
    width: fields.width ?? 0,
    height: fields.height ?? 0,
    working_size: fields.working_size ?? 0,
    original_size: fields.original_size ?? 0,
    working_sha256: fields.working_sha256 ?? '',
    original_sha256: fields.original_sha256 ?? '',
    original_type: fields.original_type ?? '',
    originalWaiting: original?.state === 'waiting',
    here: row.state === 'unreadable' || Boolean(working),
    late: Boolean(fields.late),
  };
}

/**
 * @param {InspectionRows} rows
 * @param {Context} context
 * @param {PhotoView[]} photos
 * @returns {{view: FindingView, removed: boolean}[]}
 */
function findingViews(rows, context, photos) {
  const codes = new Map(
    rows.checklists.flatMap(({ body }) => body.fields.sections.flatMap(itemCodes)),
  );
  return rows.findings.map((row) => ({
    view: findingView(row, context, photos, codes),
    removed: Boolean(row.body.fields.removed),
  }));
}

/** @param {{items: {key: string, code: string}[]}} section @returns {[string, string][]} */
function itemCodes({ items }) {
  return items.map(({ key, code }) => [key, code]);
}

/**
 * @param {OpenedRow} row
 * @param {Context} context
 * @param {PhotoView[]} photos
 * @param {Map<string, string>} codes
 * @returns {FindingView}
 */
function findingView(row, context, photos, codes) {
  const { fields } = row.body;
  const conflict = context.conflicts.find(({ targetId }) => targetId === row.id) ?? null;
  const own = photos.filter(({ findingId }) => findingId === row.id);
  return {
    id: row.id,
    inspectionId: row.ownerId,
    itemKey: fields.item_key,
    code: fields.code || codes.get(fields.item_key) || fields.item_key,
    ordinal: fields.ordinal ?? 1,
    fact: fields.fact ?? '',
    found_at: fields.found_at ?? '',
    place: fields.place ?? '',
    place_source: fields.place_source ?? 'manual',
    latitude: fields.latitude ?? null,
    longitude: fields.longitude ?? null,
    accuracy_m: fields.accuracy_m ?? null,
    people: fields.people ?? '',
    yardstick: fields.yardstick ?? '',
    severity: fields.severity ?? 1,
    suggestion: fields.suggestion ?? '',
    photos: own,
    syncState: conflict ? 'attention' : syncStateOf(context.byTarget.get(row.id) ?? [], context.phase),
    conflict,
    returned_reason: fields.state === 'returned' ? (fields.returned_reason ?? '') : null,
    state: fields.state ?? 'draft',
    late: Boolean(fields.late),
    overtaken: context.overtaken.has(row.id),
    editable: mayEditFinding(context.state, fields),
    updatedAt: row.body.savedAt ?? 0,
  };
}

/** @param {OpenedRow[]} rows @returns {Map<string, Answer>} */
function answersOf(rows) {
  return new Map(
    rows.map(({ body: { fields } }) => [
      fields.item_key,
      { value: fields.value ?? null, reason: fields.reason ?? '', note: fields.note ?? '' },
    ]),
  );
}

/**
 * @param {string} inspectionId
 * @param {Checklist | null} checklist
 * @param {Map<string, Answer>} answers
 * @param {FindingView[]} findings
 * @param {PhotoView[]} photos
 * @param {Context} context
 * @returns {SectionView[]}
 */
function sectionViews(inspectionId, checklist, answers, findings, photos, context) {
  return (checklist?.sections ?? []).map(({ key, title, short, items }) => {
    const views = items.map((item) => ({
      item,
      answer: answers.get(item.key) ?? null,
      findings: findings.filter(({ itemKey }) => itemKey === item.key).sort((one, other) => one.ordinal - other.ordinal),
      photos: photos.filter(({ itemKey, findingId }) => itemKey === item.key && !findingId),
      syncState: syncStateOf(context.byTarget.get(`${inspectionId}/${item.key}`) ?? [], context.phase),
    }));
    const section = { key, title, short, items: views, total: views.length };
    const answered = views.filter(({ answer }) => answer?.value).length;
    return { ...section, answered, missing: missingIn(inspectionId, [section]).length };
  });
}

/** @param {FindingView[]} findings @param {ItemView[]} items */
function inChecklistOrder(findings, items) {
  const places = new Map(items.map(({ item }, index) => [item.key, index]));
  const place = (/** @type {FindingView} */ { itemKey }) => places.get(itemKey) ?? items.length;
  return [...findings].sort((one, other) => place(one) - place(other) || one.ordinal - other.ordinal);
}

/** @param {readonly ItemView[]} items @returns {AnswerCounts} */
export function countsOf(items) {
  const counts = { none_found: 0, problem_found: 0, not_applicable: 0, not_checked: 0, unanswered: 0, total: items.length };
  for (const { answer } of items) counts[answer?.value ?? 'unanswered'] += 1;
  return counts;
}

/** @param {OpenedRow[][]} tables @returns {number | null} */
export function savedAtOf(tables) {
  const times = tables.flat().map(({ body }) => body.savedAt ?? 0);
  return Math.max(0, ...times) || null;
}

/** @param {Context} context @param {PhotoView[]} photos */
function overallState({ operations, conflicts, phase }, photos) {
  const words = conflicts.length > 0 ? 'attention' : syncStateOf(operations, phase);
  return worstState([words, ...photos.map(({ syncState }) => syncState)]);
}
