// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSPHRASE, newTablet, recoveryPrivateKey, INSPECTION } from './support/tablet.js';
import { personDatabase, personDatabaseName } from '../../static/tablet/db/schema.js';
import { Dexie } from '../../static/vendor/dexie.js';
import { openBytes } from '../../static/tablet/db/sealing.js';
import { allSlots, changeSlot, readSlot } from '../../static/tablet/db/slots.js';
import { change, destroyStore, isWriting, lock, lockForRecoveryOnly, openStore, read } from '../../static/tablet/db/vault.js';
import { recordAnswer } from '../../static/tablet/inspections/answers.js';
import { createFinding } from '../../static/tablet/findings/findings.js';

const SECRET = '绿皮货车强行冲卡，三名协管员未着装';

/** @param {string} slotId @returns {Promise<string>} everything the person's database holds, as one text */
async function dump(slotId) {
  const database = await personDatabase(slotId).open();
  const parts = [];
  for (const table of database.tables) {
    for (const row of await table.toArray()) {
      const { iv, body, ...clear } = row;
      parts.push(JSON.stringify(clear), Buffer.from(body).toString('latin1'), Buffer.from(body).toString('utf8'));
    }
  }
  database.close();
  return parts.join('\n');
}

test('what a person writes is nowhere in the store in clear', async () => {
  const slotId = await newTablet();
  await recordAnswer(INSPECTION, 'B02', { value: 'problem_found', note: SECRET });
  await createFinding(INSPECTION, 'B02', { fact: SECRET, people: '王五' });
  const text = await dump(slotId);
  for (const word of [SECRET, '王五', '李明远', '青石岭', 'token-1', 'problem_found', 'B02']) {
    assert.ok(!text.includes(word), `${word} lies in clear`);
    assert.ok(!text.includes(Buffer.from(word).toString('latin1')), `${word} lies in clear as bytes`);
  }
  assert.ok(text.includes(INSPECTION), 'the dump does look at the rows');
});

test('no key is stored, only its two wrappings', async () => {
  const slotId = await newTablet();
  const slot = /** @type {any} */ (await readSlot(slotId));
  const keys = Object.values({ ...slot, ...slot.byPassphrase, ...slot.byRecovery });
  assert.ok(keys.every((value) => !(value instanceof CryptoKey)));
  assert.equal(slot.byPassphrase.wrapped.byteLength, 40);
  assert.ok(slot.byPassphrase.iterations >= 600_000);
});

test('the right passphrase opens the store again, and what was written is there', async () => {
  const slotId = await newTablet();
  await change((unit) => unit.put('meta', 'remark', {}, { text: SECRET }));
  await lock();
  await assert.rejects(() => read('meta', 'remark'), { code: 'not_open' });
  await openStore(slotId, PASSPHRASE);
  assert.equal((await read('meta', 'remark'))?.body.text, SECRET);
});

test('wrong passphrases bring a wait that is remembered and a right one ends it', async () => {
  const slotId = await newTablet();
  await lock();
  for (let tries = 1; tries <= 4; tries += 1) {
    await assert.rejects(() => openStore(slotId, 'falsch-falsch'), { code: 'wrong_passphrase' });
  }
  assert.ok(((await readSlot(slotId))?.waitUntil ?? 0) > Date.now() + 50_000);
  await assert.rejects(() => openStore(slotId, PASSPHRASE), { code: 'wait' });
  await changeSlot(slotId, { waitUntil: 0 });
  await openStore(slotId, PASSPHRASE);
  assert.equal((await readSlot(slotId))?.wrongTries, 0);
});

test('the office opens the store with its recovery key alone', async () => {
  const slotId = await newTablet();
  await change((unit) => unit.put('meta', 'remark', {}, { text: SECRET }));
  await lockForRecoveryOnly();
  await assert.rejects(() => openStore(slotId, PASSPHRASE), { code: 'device_revoked' });
  const dataKey = await unwrapByRecovery((/** @type {any} */ (await readSlot(slotId))).byRecovery);
  const database = await personDatabase(slotId).open();
  const row = await database.table('meta').get('remark');
  database.close();
  const bytes = await openBytes(dataKey, 'meta/remark', row);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(bytes)), { text: SECRET });
});

/** @param {import('../../static/tablet/db/sealing.js').RecoveryWrapping} wrapping as the office's tool will do it */
async function unwrapByRecovery({ ephemeral, salt, wrapped }) {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const jwk = recoveryPrivateKey.export({ format: 'jwk' });
  const mine = await crypto.subtle.importKey('jwk', /** @type {any} */ (jwk), curve, false, ['deriveBits']);
  const theirs = await crypto.subtle.importKey('jwk', ephemeral, curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256);
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode('field-store recovery wrapping 1');
  const wrapper = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info }, material, { name: 'AES-KW', length: 256 }, false, ['unwrapKey'],
  );
  return crypto.subtle.unwrapKey('raw', wrapped, wrapper, 'AES-KW', 'AES-GCM', false, ['decrypt']);
}

test('a sealed row moved to another place does not open', async () => {
  const slotId = await newTablet();
  await change((unit) => unit.put('meta', 'remark', {}, { text: SECRET }));
  await lock();
  const database = await personDatabase(slotId).open();
  const row = await database.table('meta').get('remark');
  await database.table('meta').put({ ...row, id: 'other' });
  database.close();
  await openStore(slotId, PASSPHRASE);
  await assert.rejects(() => read('meta', 'other'), { name: 'OperationError' });
});

test('a write that fails in the middle leaves nothing of itself', async () => {
  await newTablet();
  const failing = change((unit) => {
    unit.put('meta', 'first', {}, { text: 'a' });
    unit.put('meta', 'second', {}, { text: 'b' });
    throw new Error('power went');
  });
  await assert.rejects(failing, /power went/);
  assert.equal(await read('meta', 'first'), null);
  assert.equal(isWriting(), false);
});

test('two writes that read the same row do not overwrite each other', async () => {
  const slotId = await newTablet();
  await change((unit) => unit.put('meta', 'count', {}, { n: 0 }));
  const other = personDatabase(slotId);
  await other.open();
  let interfered = false;
  await change(async (unit) => {
    const row = await unit.get('meta', 'count');
    if (!interfered) {
      interfered = true;
      // Another tab: it changes the row between this work's reading and its writing.
      const stored = await other.table('meta').get('count');
      await other.table('meta').put({ ...stored, state: 'touched' });
    }
    unit.put('meta', 'count', { state: row?.state }, { n: row?.body.n + 1 });
  });
  other.close();
  const row = await read('meta', 'count');
  assert.equal(row?.state, 'touched');
  assert.equal(row?.body.n, 1);
});

test('a store that a newer version of the app has written is left alone', async () => {
  const slotId = await newTablet();
  await lock();
  const newer = new Dexie(personDatabaseName(slotId));
  newer.version(2).stores({ meta: 'id', drawings: 'id' });
  await newer.open();
  newer.close();
  await assert.rejects(() => openStore(slotId, PASSPHRASE), { code: 'store_newer' });
});

test('a tab that stands in the way of an update lets go of the store', async () => {
  const slotId = await newTablet();
  const newer = new Dexie(personDatabaseName(slotId));
  newer.version(2).stores({ drawings: 'id' });
  await newer.open();
  newer.close();
  await assert.rejects(() => read('meta', 'session'), { code: 'not_open' });
});

test('two people on one tablet have stores of their own', async () => {
  const first = await newTablet({ name: '李明远' });
  await change((unit) => unit.put('meta', 'remark', {}, { text: SECRET }));
  const second = await newTablet({ name: '王淑琴' });
  assert.equal(await read('meta', 'remark'), null);
  const names = (await allSlots()).filter(({ slotId }) => [first, second].includes(slotId)).map(({ name }) => name);
  assert.deepEqual(names, ['李明远', '王淑琴']);
});

test('taking a person off the tablet destroys the wrapped keys and the rows', async () => {
  const slotId = await newTablet();
  await destroyStore();
  assert.equal(await readSlot(slotId), undefined);
  const database = await personDatabase(slotId).open();
  assert.equal(await database.table('inspections').count(), 0);
  database.close();
});
