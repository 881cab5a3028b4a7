// @ts-check
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { network, useBrowser } from './support/browser.js';
import { INSPECTION, PASSPHRASE, firstView, inspectionChanges } from './support/tablet.js';
import { FieldServer, cutLine, refusing, sendJson } from './support/server.js';
import { lockNow, register, setPin, signIn, signOut, unlock, unlockWithPin, watchAccount } from '../../static/tablet/account/account.js';
import { changeSlot, readSlot } from '../../static/tablet/db/slots.js';
import { lock, openSlotId, openStore, read, readWhere } from '../../static/tablet/db/vault.js';
import { recordAnswer } from '../../static/tablet/inspections/answers.js';
import { pauseSync, requestSync, resumeSync, startScheduler } from '../../static/tablet/sync/scheduler.js';
import { setServerAddress } from '../../static/tablet/sync/server.js';
import { watchSync } from '../../static/tablet/sync/status.js';

/** @typedef {import('../../static/tablet/types.d.ts').AccountView} AccountView */
/** @typedef {import('../../static/tablet/types.d.ts').SyncView} SyncView */

const FORM = { username: 'limy', password: 'secret-word', tabletName: '平板一', passphrase: PASSPHRASE };
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** @type {FieldServer} */
let server;
/** @type {() => void} */
let stopScheduler = () => {};

before(() => {
  useBrowser();
  stopScheduler = startScheduler();
});
beforeEach(async () => {
  network.onLine = true;
  server = new FieldServer();
  server.changes = inspectionChanges();
  server.fault = signInDesk;
  setServerAddress(await server.start());
});
afterEach(async () => {
  await lock();
  await server.stop();
});
after(() => stopScheduler());

/** Answers register and sign-in; the rest is the plain server's. @type {FieldServer['fault']} */
function signInDesk(request, response) {
  if (request.url !== '/sync/register' && request.url !== '/sync/sign-in') return false;
  const recovery_key = { id: 'r1', public_jwk: publicKey.export({ format: 'jwk' }) };
  sendJson(response, {
    token: 'token-1', token_expires_at: '2023-08-01T00:00:00.000Z', person: { id: 'p', name: '李明远', roles: ['inspector'] },
    epoch: server.epoch, server_time: server.time(), recovery_key, receipt_key: server.receiptKey,
  });
  return true;
}

/** @param {(view: AccountView) => boolean} accepted */
function account(accepted) {
  return firstView(watchAccount, accepted);
}

/** @param {(view: SyncView) => boolean} accepted */
function sync(accepted) {
  return firstView(watchSync, accepted);
}

/** Lets people sign in, and refuses to sync. @param {number} status @param {string} code @returns {FieldServer['fault']} */
function refusingSync(status, code) {
  return (request, response) => signInDesk(request, response) || refusing(status, code)(request, response);
}

async function delivered() {
  return sync(({ phase, queuedRecords, deliveredRecords }) => phase === 'idle' && queuedRecords === 0 && deliveredRecords > 0);
}

test('registering opens a store, loads the work, and measures the clock', async () => {
  server.behindMs = 5_000;
  await register(FORM);
  const view = await account(({ state, current }) => state === 'open' && current !== null);
  assert.equal(view.current?.name, '李明远');
  await sync(({ phase }) => phase === 'idle' && server.log.some((line) => line.includes('pull')));
  assert.ok(await read('inspections', INSPECTION));
  const offset = (await read('meta', 'clock'))?.body.offsetMs;
  assert.ok(offset > 4_000 && offset < 8_000, `${offset}`);
});

test('registering with a common passphrase or without network makes nothing', async () => {
  await assert.rejects(() => register({ ...FORM, passphrase: '88888888' }), { code: 'weak_passphrase' });
  await server.stop();
  await assert.rejects(() => register(FORM), { text: '第一次登录要联一次网。请连上网络再试。' });
  assert.equal(openSlotId(), null);
  await server.start().catch(() => {});
});

test('an edit is sent by itself, and the sentence says so', async () => {
  await register(FORM);
  await sync(({ phase }) => phase === 'idle');
  await firstInspection();
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  const waiting = await sync(({ queuedRecords }) => queuedRecords === 2);
  assert.equal(waiting.sentence, '都在本平板，0 条已送出');
  const done = await delivered();
  assert.match(done.sentence, /^全部已安全送达 \d?\d:\d\d$/);
});

async function firstInspection() {
  for (let tries = 0; !(await read('inspections', INSPECTION)) && tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a PIN lifts the idle lock only, and five wrong ones drop the key', async () => {
  await register(FORM);
  const slotId = /** @type {string} */ (openSlotId());
  await assert.rejects(() => setPin('12345'), { code: 'pin_shape' });
  await setPin('204816');
  await lockNow();
  await account(({ state, pinSet }) => state === 'idle' && pinSet);
  assert.equal(openSlotId(), slotId, 'the key is still in memory');
  await assert.rejects(() => unlockWithPin('000000'), { text: '刚才的 PIN 不对，请再试一次。还可以试 4 次。' });
  await unlockWithPin('204816');
  await account(({ state, pinTriesLeft }) => state === 'open' && pinTriesLeft === 5);
  await lockNow();
  for (let tries = 1; tries <= 4; tries += 1) await assert.rejects(() => unlockWithPin('000000'), { code: 'wrong_pin' });
  await assert.rejects(() => unlockWithPin('000000'), { code: 'pin_spent' });
  assert.equal((await account(({ state }) => state === 'locked')).current, null);
  assert.equal(openSlotId(), null);
  await unlock(slotId, PASSPHRASE);
  await account(({ state }) => state === 'open');
});

test('without a PIN, locking drops the key at once', async () => {
  await register(FORM);
  await lockNow();
  assert.equal(openSlotId(), null);
});

test('a wrong passphrase shows how long to wait', async () => {
  await register(FORM);
  const slotId = /** @type {string} */ (openSlotId());
  await lock();
  await changeSlot(slotId, { wrongTries: 4 });
  await assert.rejects(() => unlock(slotId, 'not-the-phrase'), { text: '请 2 分钟后再试。记录都在，不会删除。' });
  const view = await account(({ waitUntil }) => waitUntil !== null);
  assert.ok((view.waitUntil ?? 0) > 110_000);
});

test('a sign-in that ran out holds sending only, and continues after signing in', async () => {
  await register(FORM);
  await firstInspection();
  server.fault = refusingSync(401, 'sign_in_needed');
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  const held = await sync(({ phase }) => phase === 'sign_in');
  assert.equal(held.detail, '登录到期了。记录不受影响，发送前请重新登录。');
  await account(({ signInNeeded }) => signInNeeded);
  server.fault = signInDesk;
  await signIn({ username: 'limy', password: 'secret-word' });
  await delivered();
});

test('a tablet that was stopped after its sign-in ran out learns of it at the next occasion', async () => {
  await register(FORM);
  await firstInspection();
  server.fault = refusingSync(401, 'sign_in_needed');
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  await sync(({ phase }) => phase === 'sign_in');
  server.fault = refusingSync(403, 'device_revoked');
  requestSync('visible');
  await account(({ revoked, state }) => revoked && state === 'locked');
});

test('a server that is away is not called offline, and unsent work stops signing out', async () => {
  await register(FORM);
  await firstInspection();
  server.fault = cutLine;
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  const away = await sync(({ phase }) => phase === 'server_away');
  assert.equal(away.detail, '服务器暂时连不上，10 分钟内会再试。');
  await assert.rejects(() => signOut(), { text: '还有 2 条、0 张照片没发送。请先发送，再退出。' });
  network.onLine = false;
  requestSync('button');
  await sync(({ phase }) => phase === 'offline');
  network.onLine = true;
  server.fault = signInDesk;
  requestSync('button');
  await delivered();
  await signOut();
  assert.equal(openSlotId(), null);
});

test('a paused tablet sends nothing until it is resumed, also after opening again', async () => {
  await register(FORM);
  const slotId = /** @type {string} */ (openSlotId());
  await firstInspection();
  await pauseSync();
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  await lock();
  await unlock(slotId, PASSPHRASE);
  await sync(({ phase, queuedRecords }) => phase === 'paused' && queuedRecords === 2);
  assert.equal(server.pushes.flat().length, 0);
  await resumeSync();
  await delivered();
});

test('a version that is too old says so and keeps everything', async () => {
  await register(FORM);
  await firstInspection();
  server.fault = refusingSync(426, 'protocol_too_old');
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  const held = await sync(({ phase }) => phase === 'too_old');
  assert.equal(held.queuedRecords, 2);
});

test('a revoked tablet drops the key, removes what was sent, and keeps what was not for the recovery key', async () => {
  await register(FORM);
  const slotId = /** @type {string} */ (openSlotId());
  await firstInspection();
  await recordAnswer(INSPECTION, 'B02', { value: 'none_found' });
  await delivered();
  server.fault = refusingSync(403, 'device_revoked');
  await recordAnswer(INSPECTION, 'B03', { value: 'none_found' });
  await account(({ revoked, state }) => revoked && state === 'locked');
  await assert.rejects(() => unlock(slotId, PASSPHRASE), { code: 'device_revoked' });
  const slot = await readSlot(slotId);
  assert.equal(slot?.byPassphrase, null);
  assert.ok(slot?.byRecovery.wrapped);
});

test('after a revocation the unsent words are still sealed in the store', async () => {
  await register(FORM);
  const slotId = /** @type {string} */ (openSlotId());
  const wrapping = (await readSlot(slotId))?.byPassphrase;
  await firstInspection();
  server.fault = refusingSync(403, 'device_revoked');
  await recordAnswer(INSPECTION, 'B03', { value: 'none_found' });
  await account(({ revoked, state }) => revoked && state === 'locked');
  await changeSlot(slotId, { byPassphrase: wrapping });
  await openStore(slotId, PASSPHRASE);
  const kinds = (await readWhere('operations', 'ownerId', INSPECTION)).map(({ body }) => body.kind);
  assert.deepEqual(kinds.sort(), ['answer.set', 'inspection.start']);
});
