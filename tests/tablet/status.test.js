// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import 'fake-indexeddb/auto';
import { buildStatus } from '../../static/tablet/sync/status.js';

const INSPECTION = 'i1';
const NOW = Date.UTC(2023, 6, 18, 4, 0);
const HOUR = 3_600_000;

/** @param {string} id @param {any} body @param {any} [keys] */
function row(id, body, keys = {}) {
  return { id, state: '', updatedAt: NOW, ownerId: INSPECTION, seq: 1, body, ...keys };
}

/** @param {string} id @param {any} fields */
function record(id, fields) {
  return row(id, { fields, versions: {}, shadow: {}, savedAt: NOW });
}

/** @param {string} target @param {string} [state] @param {any} [body] */
function operation(target, state = 'queued', body = {}) {
  return row(`op-${target}`, { target_id: target, made_at: new Date(NOW).toISOString(), record: { table: 'findings', id: target }, refusal: null, ...body }, { state });
}

/** @param {string} evidenceId @param {string} role @param {string} state @param {number} size @param {number} [offset] */
function upload(evidenceId, role, state, size, offset = 0) {
  return row(`${evidenceId}:${role}`, { evidenceId, role, size, offset, queuedAt: NOW }, { state });
}

/** @param {any} rows @param {any} [phase] @param {number} [delivered] */
function status(rows, phase = 'idle', delivered = 0) {
  const inspections = [record(INSPECTION, { unit: { name: '东岭县青石岭治超站', short_name: '青石岭治超站' }, method: 'surprise_check', state: 'under_way' })];
  const all = { meta: [], inspections, operations: [], uploads: [], evidence: [], findings: [], conflicts: [], ...rows };
  const targets = new Set(Array.from({ length: delivered }, (_unused, index) => `t${index}`));
  return buildStatus(all, new Map(delivered ? [[INSPECTION, targets]] : []), phase, NOW);
}

test('nothing is called delivered before the server has it', () => {
  const view = status({ operations: [operation('f1'), operation('f2')] });
  assert.equal(view.sentence, '都在本平板，0 条已送出');
  assert.equal(view.inspections[0]?.syncState, 'queued');
  assert.equal(status({}).sentence, '还没有要发送的。');
});

test('the sentence tells what has arrived and what has not, in real numbers', () => {
  const uploads = [upload('p1', 'working', 'waiting', 41_000_000), upload('p2', 'working', 'done', 5), upload('p2', 'original', 'waiting', 0)];
  const view = status({ uploads }, 'sending', 3);
  assert.equal(view.sentence, '3 条已安全送达，还有 1 张照片，41 MB');
  assert.deepEqual([view.queuedPhotos, view.deliveredPhotos, view.originalsWaiting], [1, 1, 1]);
});

test('a photo is delivered with its working copy; originals are counted apart', () => {
  const meta = [row('sync', { lastDeliveredAt: Date.UTC(2023, 6, 18, 3, 20) })];
  const uploads = [upload('p1', 'working', 'done', 9, 9), upload('p1', 'original', 'waiting', 90)];
  const evidence = [record('p1', { ordinal: 1, item_key: 'B02' })];
  const view = status({ meta, uploads, evidence }, 'idle', 2);
  assert.equal(view.sentence, '全部已安全送达 11:20');
  assert.equal(view.detail, '原图还有 1 张');
  assert.equal(view.inspections[0]?.photos[0]?.syncState, 'delivered');
  assert.equal(view.inspections[0]?.photos[0]?.originalWaiting, true);
});

test('not all is called delivered while a photo that does not open lies here alone', () => {
  const meta = [row('sync', { lastDeliveredAt: NOW })];
  const unreadable = { ...record('p3', { ordinal: 3, item_key: 'B02', removed: false }), state: 'unreadable' };
  assert.equal(status({ meta, evidence: [unreadable] }, 'idle', 2).sentence, '2 条已安全送达，还有 1 张照片打不开');
  const removed = { ...unreadable, body: { ...unreadable.body, fields: { ...unreadable.body.fields, removed: true } } };
  assert.equal(status({ meta, evidence: [removed] }, 'idle', 2).sentence, '全部已安全送达 12:00');
});

test('a photo on its way tells how much of it is through', () => {
  const evidence = [record('p1', { ordinal: 1, item_key: 'B02' })];
  const view = status({ uploads: [upload('p1', 'working', 'waiting', 100, 64)], evidence }, 'sending');
  assert.deepEqual([view.inspections[0]?.photos[0]?.percent, view.inspections[0]?.photos[0]?.syncState], [64, 'sending']);
});

test('what holds sending up is said in its own words', () => {
  const rows = { operations: [operation('f1')] };
  assert.equal(status(rows, 'offline').detail, '没有网络。都在本平板，有网络、应用开着就自动继续。');
  assert.equal(status(rows, 'server_away').detail, '服务器暂时连不上，10 分钟内会再试。');
  assert.equal(status(rows, 'too_old').detail, '本平板的版本太旧，暂不能发送。记录都在，请更新。');
});

test('five days without sending are pointed out', () => {
  const since = (/** @type {number} */ hours) => ({ operations: [operation('f1', 'sent', { made_at: new Date(NOW - hours * HOUR).toISOString() })] });
  assert.equal(status(since(121)).detail, '有 5 天没发送了。今天请连一次网，或存成文件。');
  assert.equal(status(since(119)).detail, '');
});

test('what needs the person is named, with the way there', () => {
  const view = status({
    conflicts: [record('c1', { target_id: 'f1', target_type: 'finding', field: 'fact' })],
    findings: [record('f1', { code: 'B02', item_key: 'B02' })],
    operations: [operation('f2', 'rejected', { refusal: { code: 'x', message: '办公室已收案。' } })],
    evidence: [record('p7', { ordinal: 7, item_key: 'B02' })],
    uploads: [upload('p7', 'working', 'refused', 10)],
  });
  assert.deepEqual(view.attention.map(({ text, actionPath }) => [text, actionPath]), [
    ['青石岭治超站 B02 的“事实”，两个人写得不一样，两份都在。请您定。', '/field/i/i1/conflict/c1'],
    ['青石岭治超站：办公室已收案。 您写的还在本平板。', '/field/i/i1/f/f2'],
    ['照片 7 打不开。请补拍，旧的先留着。', '/field/i/i1/p/p7'],
  ]);
  assert.equal(view.inspections[0]?.syncState, 'attention');
});
