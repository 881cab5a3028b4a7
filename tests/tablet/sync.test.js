// @ts-check
import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { INSPECTION, firstView, inspection, inspectionChanges, newTablet, pulled } from './support/tablet.js';
import { FieldServer, refusing } from './support/server.js';
import { lock, read, readWhere } from '../../static/tablet/db/vault.js';
import { createFinding, editFinding, removeFinding } from '../../static/tablet/findings/findings.js';
import { watchConflict, resolveConflict } from '../../static/tablet/findings/conflicts.js';
import { recordAnswer } from '../../static/tablet/inspections/answers.js';
import { pullAll } from '../../static/tablet/sync/pull.js';
import { pushAll, wordsWait } from '../../static/tablet/sync/push.js';
import { listReceipts } from '../../static/tablet/sync/receipts.js';
import { ServerAway, ServerBusy, ServerRefusal, setServerAddress } from '../../static/tablet/sync/server.js';
import { retryDeferred } from '../../static/tablet/sync/settle.js';

/** @type {FieldServer} */
let server;
const { signal } = new AbortController();

beforeEach(async () => {
  server = new FieldServer();
  setServerAddress(await server.start());
  await newTablet({ receiptKey: server.receiptKey });
});
afterEach(() => server.stop());
after(lock);

/** @param {string} state */
async function withState(state) {
  return readWhere('operations', 'state', state);
}

/** @param {string} id @param {Record<string, unknown>} fields @param {Record<string, number>} versions */
function findingChange(id, fields, versions) {
  const record = { inspection_id: INSPECTION, item_key: 'B02', code: 'B02', ordinal: 1, removed: false, ...fields };
  return { type: 'finding', id, removed: false, versions, record };
}

test('what has a receipt leaves the queue and is delivered', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  assert.equal((await inspection()).syncState, 'queued');
  await pushAll(signal);
  assert.equal(await wordsWait(), false);
  assert.equal((await withState('kept')).length, 2);
  assert.equal((await inspection()).syncState, 'delivered');
  assert.equal((await listReceipts(INSPECTION)).length, 2);
});

test('operations go in the order of their numbers, 500 to a batch', async () => {
  const id = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await pushAll(signal);
  await editFinding(id, { fact: '乙' });
  await pushAll(signal);
  assert.deepEqual(server.pushes.map((batch) => batch.map(({ seq }) => seq)), [[1], [2]]);
  assert.equal(server.pushes[1]?.[0].base.fact, 1);
});

test('a lost answer is asked for again and answered as a repeat', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  let lost = false;
  server.fault = (request) => {
    if (lost || request.url !== '/sync/push') return false;
    lost = true;
    const chunks = /** @type {Buffer[]} */ ([]);
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      server.push(JSON.parse(Buffer.concat(chunks).toString()));
      request.socket.destroy();
    });
    return true;
  };
  await assert.rejects(() => pushAll(signal), ServerAway);
  assert.equal((await withState('sent')).length, 2);
  await pushAll(signal);
  assert.equal((await withState('kept')).length, 2);
  assert.equal(server.expectedSeq, 3);
});

test('an answer whose receipt proves nothing changes nothing', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  server.judge = (operation) => ({ receipt: server.receipt(operation.op_id, '0'.repeat(64)) });
  await assert.rejects(() => pushAll(signal), { name: 'UnprovenAnswer' });
  assert.equal((await withState('kept')).length, 0);
  const forged = new FieldServer();
  server.answered.clear();
  server.expectedSeq = 1;
  server.judge = (operation, sha256) => ({ receipt: forged.receipt(operation.op_id, sha256) });
  await assert.rejects(() => pushAll(signal), { name: 'UnprovenAnswer' });
});

test('a refused operation keeps its words here and does not stop the others', async () => {
  const id = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await recordAnswer(INSPECTION, 'B03', { value: 'none_found' });
  const refusal = { code: 'inspection_closed', message: '办公室已收案。' };
  server.judge = ({ kind }) => (kind === 'finding.create' ? { result: 'rejected', refusal } : {});
  await pushAll(signal);
  assert.equal((await withState('rejected')).length, 1);
  assert.equal((await withState('kept')).length, 2);
  await pulled([findingChange(id, { fact: '' }, { fact: 3 })]);
  const view = await inspection();
  assert.equal(view.findings[0]?.fact, '甲');
  assert.equal(view.findings[0]?.syncState, 'attention');
});

test('a conflict keeps both values and can be settled without network', async () => {
  const id = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await pushAll(signal);
  await editFinding(id, { fact: '我的话' });
  const conflict = {
    conflict_id: '01890000-0000-7000-8000-0000000000f1', field: 'fact', yours: '我的话', theirs: '王的话', their_person: '王淑琴',
    their_at: '2023-07-18T02:52:00.000Z',
  };
  server.judge = () => ({ result: 'conflict', conflicts: [conflict], versions: { fact: 7 } });
  await pushAll(signal);
  const view = await inspection(({ conflicts }) => conflicts.length === 1);
  assert.equal(view.findings[0]?.fact, '王的话');
  assert.equal(view.findings[0]?.conflict?.yours, '我的话');
  assert.equal(view.syncState, 'attention');
  await resolveConflict(conflict.conflict_id, 'yours');
  const colleague = { ...conflict, device_id: 'another-device', your_person: '王淑琴', your_at: conflict.their_at };
  const record = { ...colleague, inspection_id: INSPECTION, target_type: 'finding', target_id: id, resolved: false };
  await pulled([{ type: 'conflict', id: 'c2', removed: false, versions: {}, record }]);
  assert.equal((await firstView((callback) => watchConflict('c2', callback)))?.yourPerson, '王淑琴');
  assert.equal((await firstView((callback) => watchConflict(conflict.conflict_id, callback)))?.yourPerson, '', 'this tablet’s own');
  const settled = await firstView((callback) => watchConflict(conflict.conflict_id, callback));
  assert.equal(settled?.resolved, true);
  server.judge = () => ({});
  await pushAll(signal);
  assert.deepEqual(server.pushes.at(-1)?.[0].fields, { choice: 'yours' });
});

test('what an older server does not know is sent again under a new number with the same id', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  server.judge = ({ kind }) => (kind === 'answer.set' ? { result: 'deferred', refusal: { code: 'unknown_kind', message: '…' } } : {});
  await pushAll(signal);
  const [deferred] = await withState('deferred');
  server.judge = () => ({});
  await recordAnswer(INSPECTION, 'B03', { value: 'none_found' });
  await retryDeferred();
  await pushAll(signal);
  const again = server.pushes.flat().filter(({ op_id }) => op_id === deferred?.id);
  assert.deepEqual(again.map(({ seq }) => seq), [2, 4]);
  assert.equal((await withState('kept')).length, 3);
});

test('a gap is closed: everything from the asked number on is sent again', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  await pushAll(signal);
  await recordAnswer(INSPECTION, 'B03', { value: 'none_found' });
  server.expectedSeq = 2;
  server.answered.delete(/** @type {any} */ ((await withState('kept')).find(({ seq }) => seq === 2)).id);
  await pushAll(signal);
  assert.equal(server.answered.size, 3);
  assert.equal(await wordsWait(), false);
});

test('a restored server gets everything again that was kept, with the same ids', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  await pushAll(signal);
  const ids = new Set(server.answered.keys());
  server.answered.clear();
  server.expectedSeq = 1;
  server.epoch = 'epoch-2';
  await recordAnswer(INSPECTION, 'B03', { value: 'none_found' });
  await pushAll(signal);
  assert.equal(server.answered.size, 3);
  for (const id of ids) assert.ok(server.answered.has(id));
  assert.equal(await wordsWait(), false);
});

test('a new epoch seen while pulling starts the pull anew', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  await pushAll(signal);
  server.epoch = 'epoch-2';
  server.changes = inspectionChanges();
  await pullAll(signal);
  assert.equal((await withState('sent')).length, 2);
  assert.ok(server.log.at(-1)?.includes('cursor=&'));
});

test('a pull does not overwrite what was typed here, and shows it once it is decided', async () => {
  const id = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await pushAll(signal);
  await editFinding(id, { fact: '乙' });
  await pulled([findingChange(id, { fact: '别人的', place: '收费站' }, { fact: 4, place: 2 })]);
  const view = await inspection(({ findings }) => findings[0]?.place === '收费站');
  assert.equal(view.findings[0]?.fact, '乙');
  await editFinding(id, { fact: '乙二' });
  await pushAll(signal);
  assert.equal(server.pushes.at(-1)?.[0].base.fact, 1, 'the base is what this person had seen');
});

test('a removal names the versions it had seen', async () => {
  const id = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await pushAll(signal);
  await removeFinding(id);
  await pushAll(signal);
  const [removal] = server.pushes.at(-1) ?? [];
  assert.deepEqual(removal.fields, {});
  assert.equal(removal.base.fact, 1);
});

test('what may not be seen any more goes, unless unsent work hangs on it', async () => {
  const gone = [{ type: 'inspection', id: INSPECTION, removed: true, versions: {}, record: null }];
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  await pulled(gone);
  assert.equal((await read('inspections', INSPECTION))?.body.fields.rights_lost, true);
  await pushAll(signal);
  await pulled(gone);
  assert.equal(await read('inspections', INSPECTION), null);
});

test('each refusal of the server has a meaning of its own', async () => {
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  server.fault = refusing(401, 'sign_in_needed');
  await assert.rejects(() => pushAll(signal), (error) => error instanceof ServerRefusal && error.status === 401);
  server.fault = refusing(503, 'busy', { 'Retry-After': '30' });
  await assert.rejects(() => pushAll(signal), (error) => error instanceof ServerBusy && error.retryAfterMs === 30_000);
  server.fault = refusing(403, '');
  await assert.rejects(() => pushAll(signal), ServerAway);
  assert.equal((await withState('sent')).length, 2);
});
