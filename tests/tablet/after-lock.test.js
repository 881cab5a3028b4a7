// @ts-check
/** What the tablet still takes after 「完成并锁定」: additions, and findings the office gave back. */
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { jpegBytes, usePretendWorker } from './support/photos.js';
import { INSPECTION, firstView, inspection, newTablet, pulled } from './support/tablet.js';
import { change, lock, readWhere } from '../../static/tablet/db/vault.js';
import { addPhoto, editPhoto, removePhoto } from '../../static/tablet/evidence/capture.js';
import { createFinding, editFinding, handBack, removeFinding } from '../../static/tablet/findings/findings.js';
import { recordAnswer, startInspection } from '../../static/tablet/inspections/answers.js';
import { finishInspection } from '../../static/tablet/inspections/finish.js';
import { watchHome } from '../../static/tablet/inspections/inspections.js';
import { changeOperation } from '../../static/tablet/sync/outbox.js';

usePretendWorker();
beforeEach(() => newTablet());
after(lock);

/** @returns {Promise<import('../../static/tablet/db/vault.js').OpenedRow[]>} in order */
async function operations() {
  const rows = await readWhere('operations', 'ownerId', INSPECTION);
  return rows.sort((one, other) => one.seq - other.seq);
}

async function kinds() {
  return (await operations()).map(({ body }) => body.kind);
}

/** @param {string | null} findingId */
function photograph(findingId) {
  const picture = new Blob([new Uint8Array(jpegBytes(40_000))]);
  return addPhoto({ inspectionId: INSPECTION, itemKey: 'B02', findingId }, picture, { source: 'camera' });
}

/** Answers both items, with one finding, and locks. @returns {Promise<string>} the finding */
async function lockedWithFinding() {
  await recordAnswer(INSPECTION, 'B02', { value: 'problem_found' });
  const id = await createFinding(INSPECTION, 'B02', { fact: '设置限高杆一处' });
  await recordAnswer(INSPECTION, 'B03', { value: 'not_applicable' });
  await finishInspection(INSPECTION);
  return id;
}

/** The office's word on the inspection and one of its findings. @param {string} id @param {string} state @param {string | null} [reason] */
async function decided(id, state, reason = null) {
  const rows = await operations();
  await change(async (unit) => {
    for (const row of rows) await changeOperation(unit, row, { state: 'kept' });
  });
  const view = await inspection();
  const [finding] = await readWhere('findings', 'id', id);
  const fields = { ...finding?.body.fields, inspection_id: INSPECTION, state, returned_reason: reason };
  await pulled([
    { type: 'inspection', id: INSPECTION, removed: false, versions: { started_at: 1, finished_at: 1 }, record: { ...view.inspection, state } },
    { type: 'finding', id, removed: false, versions: { fact: 1 }, record: fields },
  ]);
}

test('finishing locks: what stands may not be written after it', async () => {
  const id = await lockedWithFinding();
  assert.equal((await kinds()).at(-1), 'inspection.finish');
  for (const act of [
    () => recordAnswer(INSPECTION, 'B03', { value: 'none_found' }),
    () => editFinding(id, { fact: '别的' }),
    () => removeFinding(id),
    () => finishInspection(INSPECTION),
    () => startInspection(INSPECTION),
  ]) {
    await assert.rejects(act, { code: 'locked' });
  }
  const view = await inspection();
  assert.deepEqual([view.locked, view.takesAdditions, view.findings[0]?.editable], [true, true, false]);
});

test('after the lock a finding may be added to any item; the answer stays, and the addition may be written until it is decided', async () => {
  await lockedWithFinding();
  const added = await createFinding(INSPECTION, 'B03', { fact: '另有一处' });
  await editFinding(added, { fact: '另有一处标牌' });
  assert.equal((await kinds()).at(-1), 'finding.create', 'it comes after the lock, and typing on goes into it');
  const view = await inspection();
  assert.equal(view.counts.not_applicable, 1);
  const finding = view.findings.find(({ id }) => id === added);
  assert.deepEqual([finding?.fact, finding?.late, finding?.editable], ['另有一处标牌', true, true]);
  await decided(added, 'accepted');
  await assert.rejects(() => editFinding(added, { fact: '再改' }), { code: 'locked' });
});

test('a finding the office returned may be written, and nothing else of its inspection', async () => {
  const id = await lockedWithFinding();
  await decided(id, 'returned', '请补停车场照片。');
  await editFinding(id, { fact: '设置限高杆一处，高 2.2 米' });
  assert.equal((await inspection()).findings[0]?.returned_reason, '请补停车场照片。');
  await assert.rejects(() => recordAnswer(INSPECTION, 'B03', { value: 'none_found' }), { code: 'locked' });
  const home = await firstView(watchHome);
  assert.deepEqual(home.returned.map(({ returned }) => returned), [[{ findingId: id, code: 'B02', reason: '请补停车场照片。' }]]);
});

test('a returned finding goes back in one act after its words, and is then closed until the office decides', async () => {
  const id = await lockedWithFinding();
  await assert.rejects(() => handBack(id), { code: 'locked' });
  await decided(id, 'returned', '请补停车场照片。');
  await editFinding(id, { fact: '设置限高杆一处，高 2.2 米' });
  const added = await photograph(id);
  await handBack(id);
  const sent = (await operations()).filter(({ state }) => state === 'queued').map(({ body }) => [body.kind, body.target_id]);
  assert.deepEqual(sent, [['finding.edit', id], ['evidence.announce', added.id], ['finding.hand_back', id]]);
  assert.deepEqual((await firstView(watchHome)).returned, []);
  for (const act of [() => editFinding(id, { fact: '又改' }), () => handBack(id), () => photograph(id)]) {
    await assert.rejects(act, { code: 'locked' });
  }
});

test('words that the office overtook by accepting ask nothing of the person and say where they are', async () => {
  const id = await lockedWithFinding();
  await decided(id, 'accepted');
  const conflict = { inspection_id: INSPECTION, target_type: 'finding', target_id: id, field: 'fact', yours: '二稿', theirs: '一稿', resolved: false };
  await pulled([{ type: 'conflict', id: 'c1', removed: false, versions: {}, record: conflict }]);
  const view = await inspection(({ findings }) => Boolean(findings[0]?.overtaken));
  assert.deepEqual([view.conflicts.length, view.findings[0]?.conflict, view.syncState], [0, null, 'delivered']);
});

test('a closed or cancelled inspection takes nothing more', async () => {
  const id = await lockedWithFinding();
  for (const state of ['closed', 'cancelled']) {
    await decided(id, state);
    await assert.rejects(() => createFinding(INSPECTION, 'B03', { fact: '迟了' }), { code: 'locked' });
    assert.equal((await inspection()).takesAdditions, false);
  }
});

test('after the lock a photo goes only to a finding that may be written, and the locked ones stay as they are', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'problem_found' });
  const id = await createFinding(INSPECTION, 'B02', { fact: '设置限高杆一处' });
  const signed = await photograph(id);
  await recordAnswer(INSPECTION, 'B03', { value: 'not_applicable' });
  await finishInspection(INSPECTION);
  await assert.rejects(() => photograph(id), { code: 'locked' });
  await assert.rejects(() => photograph(null), { code: 'locked' });
  await decided(id, 'returned', '请补停车场照片。');
  const added = await photograph(id);
  await editPhoto(added.id, { caption: '停车场' });
  for (const act of [() => editPhoto(signed.id, { caption: '别的' }), () => removePhoto(signed.id)]) {
    await assert.rejects(act, { code: 'locked' });
  }
  const photos = (await inspection()).photos.map((photo) => [photo.id, photo.late, photo.caption]);
  assert.deepEqual(photos, [[signed.id, false, ''], [added.id, true, '停车场']]);
});

test('an inspection given to other people keeps what was not sent, says so, and takes nothing more', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  await pulled([{ type: 'inspection', id: INSPECTION, removed: true, versions: {}, record: null }]);
  for (const act of [() => recordAnswer(INSPECTION, 'B03', { value: 'none_found' }), () => createFinding(INSPECTION, 'B03')]) {
    await assert.rejects(act, { text: '这项检查已交给别人。您没发送的内容已存好，请联系办公室。' });
  }
  const view = await inspection();
  assert.deepEqual([view.handedOver, view.locked, view.takesAdditions, view.counts.none_found], [true, true, false, 1]);
  const home = await firstView(watchHome);
  assert.deepEqual([home.continueCard, home.returned], [null, []]);
});
