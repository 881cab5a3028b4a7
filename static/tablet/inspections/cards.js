// @ts-check
/**
 * Cards for the lists of inspections, and their order on the home page. Pure but for today's date, which is given.
 */
import { deepFreeze } from '../db/sealing.js';
import { isLockedState, syncStateOf } from './states.js';
import { placeId, savedAtOf } from './view.js';

/** @typedef {import('../types.d.ts').InspectionCard} InspectionCard */
/** @typedef {import('../types.d.ts').HomeView} HomeView */
/** @typedef {import('../types.d.ts').SyncPhase} SyncPhase */
/** @typedef {import('../db/vault.js').OpenedRow} OpenedRow */
/**
 * Opened rows of all inspections. `operations` are those without a receipt, `uploads` those that wait.
 * @typedef {{inspections: OpenedRow[], checklists: OpenedRow[], answers: OpenedRow[], findings: OpenedRow[],
 *   operations: OpenedRow[], uploads: OpenedRow[], meta: OpenedRow[]}} CardRows
 */

/** @param {CardRows} rows @param {SyncPhase} phase @returns {InspectionCard[]} by day, then by the last change */
export function buildCards(rows, phase) {
  const totals = new Map(rows.checklists.map(({ id, body }) => [id, itemCount(body.fields)]));
  const own = grouped(rows);
  return rows.inspections
    .map((row) => card(row, own(row.id), totals, phase))
    .sort((one, other) => one.planned_on.localeCompare(other.planned_on) || other.updatedAt - one.updatedAt);
}

/** @param {{sections: {items: unknown[]}[]}} checklist */
function itemCount({ sections }) {
  return sections.reduce((count, { items }) => count + items.length, 0);
}

/** @param {CardRows} rows @returns {(id: string) => Omit<CardRows, 'inspections' | 'checklists'>} */
function grouped({ answers, findings, operations, uploads, meta }) {
  const tables = { answers, findings, operations, uploads };
  /** @type {Map<string, Record<string, OpenedRow[]>>} */
  const byOwner = new Map();
  for (const [table, list] of Object.entries(tables)) {
    for (const row of list) {
      const own = byOwner.get(row.ownerId) ?? { answers: [], findings: [], operations: [], uploads: [] };
      own[table]?.push(row);
      byOwner.set(row.ownerId, own);
    }
  }
  return (id) => /** @type {any} */ ({ answers: [], findings: [], operations: [], uploads: [], ...byOwner.get(id), meta });
}

/**
 * @param {OpenedRow} row
 * @param {Omit<CardRows, 'inspections' | 'checklists'>} own
 * @param {Map<string, number>} totals
 * @param {SyncPhase} phase
 * @returns {InspectionCard}
 */
function card(row, own, totals, phase) {
  const { fields } = row.body;
  return deepFreeze({
    id: row.id,
    unitName: fields.unit?.name ?? '',
    method: fields.method,
    checklistId: fields.checklist_version_id,
    planned_on: fields.planned_on ?? '',
    state: fields.state,
    teamNames: (fields.team ?? []).map((/** @type {{name: string}} */ { name }) => name),
    total: totals.get(fields.checklist_version_id) ?? 0,
    answered: own.answers.filter(({ body }) => body.fields.value).length,
    findingCount: own.findings.filter(({ body }) => !body.fields.removed).length,
    lastItemKey: own.meta.find(({ id }) => id === placeId(row.id))?.body.itemKey ?? null,
    returned: fields.rights_lost ? [] : returnedFindings(own.findings),
    handedOver: Boolean(fields.rights_lost),
    syncState: syncStateOf([...own.operations, ...own.uploads], phase),
    updatedAt: savedAtOf([[row], own.answers, own.findings]) ?? 0,
  });
}

/** @param {OpenedRow[]} findings @returns {{findingId: string, code: string, reason: string}[]} what the office gave back */
export function returnedFindings(findings) {
  return findings
    .filter(({ body: { fields } }) => fields.state === 'returned' && !fields.removed)
    .map(({ id, body: { fields } }) => ({ findingId: id, code: fields.code ?? '', reason: fields.returned_reason ?? '' }))
    .sort((one, other) => one.code.localeCompare(other.code) || one.findingId.localeCompare(other.findingId));
}

/**
 * @param {readonly InspectionCard[]} cards
 * @param {string} today as YYYY-MM-DD
 * @returns {HomeView}
 */
export function buildHome(cards, today) {
  const open = cards.filter(({ state, handedOver }) => !handedOver && !isLockedState(state));
  const begun = open.filter(({ state }) => state === 'under_way');
  return deepFreeze({
    returned: cards.filter(({ returned }) => returned.length > 0),
    continueCard: [...begun].sort((one, other) => other.updatedAt - one.updatedAt)[0] ?? null,
    today: cards.filter((one) => one.planned_on === today || (one.planned_on < today && open.includes(one))),
    upcoming: open.filter(({ planned_on }) => planned_on > today),
  });
}
