// @ts-check
/**
 * A tablet in node: the real modules over fake-indexeddb, with one inspection from the office.
 */
import 'fake-indexeddb/auto';
import { generateKeyPairSync } from 'node:crypto';
import { MIN_ITERATIONS } from '../../../static/tablet/db/sealing.js';
import { createStore, lock, openSlotId } from '../../../static/tablet/db/vault.js';
import { watchInspection } from '../../../static/tablet/inspections/inspections.js';
import { storePage } from '../../../static/tablet/sync/pull.js';
import { putSession } from '../../../static/tablet/sync/session.js';
import { uuidv7 } from '../../../static/vendor/uuidv7.js';

export const PASSPHRASE = '青石岭上有棵老槐树';
export const INSPECTION = '01890000-0000-7000-8000-000000000001';
export const CHECKLIST = '01890000-0000-7000-8000-0000000000c1';

const recovery = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const recoveryPrivateKey = recovery.privateKey;

/** @param {Partial<import('../../../static/tablet/types.d.ts').ChecklistItem>} about */
export function item(about) {
  return {
    key: 'B02', code: 'B02', title: '随意设置路障', question: '有没有随意设置路障？', how_to_check: '看', yardstick: '公路法第四条',
    legal_basis: '', answer_kind: 'problem', phrases: [], suggestion: '立即拆除', photos_required: 0, restricted: false, required: true,
    ...about,
  };
}

/** @param {any[]} [items] @returns {any[]} the changes with which the office sends an inspection */
export function inspectionChanges(items = [item({}), item({ key: 'B03', code: 'B03', title: '以罚代管' })]) {
  const record = {
    id: INSPECTION, number: '2023-001', campaign: { id: 'x', name: '专项', year: 2023 }, trip: null,
    unit: { id: 'u', name: '东岭县青石岭治超站', short_name: '青石岭治超站', county: '东岭县', sector: 'transport', level: 'station', address: '东岭县青石岭' },
    method: 'surprise_check', checklist_version_id: CHECKLIST, planned_on: '2023-07-18', team: [{ person_id: 'p', name: '李明远', leader: true }],
    state: 'sent', started_at: null, finished_at: null, finished_by: null, returned_reason: null,
  };
  const checklist = { id: CHECKLIST, title: '突击检查', method: 'surprise_check', number: 4, sections: [{ key: 'B', title: '执法', short: 'B', items }] };
  return [
    { type: 'checklist', id: CHECKLIST, removed: false, versions: {}, record: checklist },
    { type: 'inspection', id: INSPECTION, removed: false, versions: {}, record },
  ];
}

/** @param {any[]} changes */
export function pulled(changes) {
  return storePage({ protocol: 1, epoch: 'epoch-1', cursor: 'c1', more: false, backed_up_at: null, changes });
}

/**
 * Makes a person's store, opens it, and lays an inspection in it.
 * @param {{receiptKey?: string, items?: any[], name?: string}} [about]
 * @returns {Promise<string>} the slot's id
 */
export async function newTablet({ receiptKey = '', items, name = '李明远' } = {}) {
  if (openSlotId()) await lock();
  const slotId = uuidv7();
  const public_jwk = recovery.publicKey.export({ format: 'jwk' });
  const session = {
    token: 'token-1', tokenExpiresAt: '2023-08-01T00:00:00.000Z', deviceId: slotId, tabletName: '平板一',
    person: { id: 'p', name, roles: ['inspector'] }, epoch: 'epoch-1', receiptKey,
  };
  await createStore({ slotId, name, passphrase: PASSPHRASE, iterations: MIN_ITERATIONS, recoveryKey: { id: 'r1', public_jwk } }, (unit) => putSession(unit, session));
  await pulled(inspectionChanges(items));
  return slotId;
}

/**
 * The first view that a watch gives and that is accepted.
 * @template T
 * @param {(callback: (view: T) => void) => () => void} watch
 * @param {(view: T) => boolean} [accepted]
 * @returns {Promise<T>}
 */
export function firstView(watch, accepted = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no such view within 5 s')), 5_000);
    const stop = watch((view) => {
      if (!accepted(view)) return;
      clearTimeout(timer);
      queueMicrotask(() => stop());
      resolve(view);
    });
  });
}

/**
 * @param {(view: import('../../../static/tablet/types.d.ts').InspectionView) => boolean} [accepted]
 * @returns {Promise<import('../../../static/tablet/types.d.ts').InspectionView>}
 */
export async function inspection(accepted = () => true) {
  const view = await firstView(
    (/** @type {(view: import('../../../static/tablet/types.d.ts').InspectionView | null) => void} */ callback) =>
      watchInspection(INSPECTION, callback),
    (found) => found !== null && accepted(found),
  );
  if (!view) throw new Error('no inspection');
  return view;
}
