// @ts-check
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { INSPECTION, inspection, item, newTablet } from './support/tablet.js';
import { change, lock, readWhere } from '../../static/tablet/db/vault.js';
import { createFinding, editFinding, removeFinding, restoreFinding } from '../../static/tablet/findings/findings.js';
import { clearAnswer, recordAnswer } from '../../static/tablet/inspections/answers.js';
import { finishInspection } from '../../static/tablet/inspections/finish.js';
import { changeOperation } from '../../static/tablet/sync/outbox.js';

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

async function markAllSent() {
  const rows = await operations();
  await change(async (unit) => {
    for (const row of rows) await changeOperation(unit, row, { state: 'sent' });
  });
}

test('an answer and its operation are one write, and the first answer begins the inspection', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  assert.deepEqual(await kinds(), ['inspection.start', 'answer.set']);
  const [start, answer] = await operations();
  assert.equal(answer?.body.target_id, `${INSPECTION}/B02`);
  assert.deepEqual(answer?.body.fields, { value: 'none_found' });
  assert.deepEqual([start?.seq, answer?.seq], [1, 2]);
  const view = await inspection();
  assert.equal(view.inspection.state, 'under_way');
  assert.equal(view.counts.none_found, 1);
  assert.equal(view.nextUnanswered, 'B03');
});

test('an unknown item leaves neither an answer nor an operation', async () => {
  await assert.rejects(() => recordAnswer(INSPECTION, 'Z99', { value: 'none_found' }), { code: 'not_found' });
  assert.deepEqual(await kinds(), []);
});

test('typing on before anything was sent goes into the same operation', async () => {
  const id = await createFinding(INSPECTION, 'B02', {});
  await editFinding(id, { fact: '绿皮' });
  await editFinding(id, { fact: '绿皮货车', severity: 2 });
  assert.deepEqual(await kinds(), ['finding.create']);
  const [{ body } = /** @type {any} */ ({})] = await operations();
  assert.equal(body.fields.fact, '绿皮货车');
  assert.equal(body.fields.severity, 2);
});

test('an operation that might have been sent is never changed again', async () => {
  const id = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await markAllSent();
  await editFinding(id, { fact: '乙' });
  await editFinding(id, { fact: '丙' });
  const [create, edit] = await operations();
  assert.equal(create?.body.fields.fact, '甲');
  assert.equal(edit?.body.kind, 'finding.edit');
  assert.deepEqual(edit?.body.fields, { fact: '丙' });
  assert.deepEqual(edit?.body.depends_on, [create?.id]);
});

test('writing the same again makes no operation', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'not_checked', reason: '停电' });
  await markAllSent();
  await recordAnswer(INSPECTION, 'B02', { value: 'not_checked', reason: '停电' });
  assert.equal((await operations()).length, 2);
});

test('an edit between a removal and a restoring keeps its place in the order', async () => {
  const id = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await removeFinding(id);
  await restoreFinding(id);
  await editFinding(id, { fact: '乙' });
  assert.deepEqual(await kinds(), ['finding.create', 'finding.remove', 'finding.restore', 'finding.edit']);
});

test('several findings on one item have numbers of their own, also after a removal', async () => {
  const first = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await createFinding(INSPECTION, 'B02', { fact: '乙' });
  await removeFinding(first);
  await createFinding(INSPECTION, 'B02', { fact: '丙' });
  const view = await inspection(({ findings }) => findings.length === 2);
  assert.deepEqual(view.findings.map(({ ordinal, code }) => `${code}-${ordinal}`), ['B02-2', 'B02-3']);
  assert.deepEqual(view.removedFindings.map(({ id }) => id), [first]);
});

test('changing an answer away from a problem moves its findings to the removed ones in the same write', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'problem_found' });
  const id = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  const other = await createFinding(INSPECTION, 'B03', { fact: '乙' });
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  const view = await inspection();
  assert.deepEqual(view.removedFindings.map((finding) => finding.id), [id]);
  assert.deepEqual(view.findings.map((finding) => finding.id), [other]);
});

test('a cleared answer is unanswered again', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'not_checked', reason: '停电' });
  await clearAnswer(INSPECTION, 'B02');
  const view = await inspection();
  assert.equal(view.counts.unanswered, 2);
  assert.equal(view.sections[0]?.items[0]?.answer?.reason, '');
});

test('what is missing names the very field, and the inspection cannot be finished before', async () => {
  await newTablet({ items: [item({ photos_required: 2 }), item({ key: 'B03', code: 'B03' }), item({ key: 'B04', code: 'B04', required: false })] });
  await recordAnswer(INSPECTION, 'B02', { value: 'problem_found' });
  assert.deepEqual(await missing(), [['B02', 'fact'], ['B03', 'unanswered']]);
  const id = await createFinding(INSPECTION, 'B02');
  await recordAnswer(INSPECTION, 'B03', { value: 'not_checked' });
  assert.deepEqual(await missing(), [['B02', 'fact'], ['B02', 'photos'], ['B03', 'reason']]);
  const view = await inspection();
  assert.equal(view.missing[0]?.path, `/field/i/${INSPECTION}/f/${id}`);
  assert.equal(view.missing[2]?.path, `/field/i/${INSPECTION}/s/B#B03`);
  await assert.rejects(() => finishInspection(INSPECTION), { text: '收尾前还差 3 项。点一项就到那里。' });
});

async function missing() {
  return (await inspection()).missing.map(({ itemKey, kind }) => [itemKey, kind]);
}
