// @ts-check
import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { INSPECTION, inspection, newTablet } from './support/tablet.js';
import { PretendWorker, jpegBytes, sha256, usePretendWorker } from './support/photos.js';
import { FieldServer, refusing, sendJson } from './support/server.js';
import { change, lock, readBlob, readWhere } from '../../static/tablet/db/vault.js';
import { addPhoto, editPhoto, removePhoto } from '../../static/tablet/evidence/capture.js';
import { createFinding } from '../../static/tablet/findings/findings.js';
import { adoptEpoch } from '../../static/tablet/sync/epoch.js';
import { pushAll } from '../../static/tablet/sync/push.js';
import { ServerAway, setServerAddress } from '../../static/tablet/sync/server.js';
import { countUnsent } from '../../static/tablet/sync/unsent.js';
import { PIECE_BYTES, uploadAll } from '../../static/tablet/sync/uploads.js';
import { releaseOriginals } from '../../static/tablet/sync/wipe.js';

/** @typedef {import('../../static/tablet/db/vault.js').OpenedRow} OpenedRow */

usePretendWorker();
const OWNER = { inspectionId: INSPECTION, itemKey: 'B02', findingId: null };
const CAMERA = /** @type {const} */ ({ source: 'camera' });
const { signal } = new AbortController();
const never = async () => false;

/** @type {FieldServer} */
let server;

beforeEach(async () => {
  PretendWorker.answer = {};
  server = new FieldServer();
  setServerAddress(await server.start());
  await newTablet({ receiptKey: server.receiptKey });
});
afterEach(() => server.stop());
after(lock);

/** @param {Buffer} bytes */
function picture(bytes) {
  return new Blob([new Uint8Array(bytes)]);
}

/** @param {string} id @returns {Promise<OpenedRow[]>} working copy, original */
async function uploadsOf(id) {
  const rows = await readWhere('uploads', 'ownerId', INSPECTION);
  return rows.filter(({ body }) => body.evidenceId === id).sort((one, other) => other.id.localeCompare(one.id));
}

test('a photo is kept as two files with their hashes, announced, and queued, in one write', async () => {
  const bytes = jpegBytes(40_000);
  const { id, notice } = await addPhoto(OWNER, picture(bytes), CAMERA);
  assert.equal(notice, null);
  const original = await readBlob(`${id}:original`);
  assert.deepEqual(Buffer.from(/** @type {ArrayBuffer} */ (original)), bytes);
  const [announce] = (await readWhere('operations', 'ownerId', INSPECTION)).map(({ body }) => body);
  assert.equal(announce.kind, 'evidence.announce');
  assert.equal(announce.fields.original_sha256, sha256(bytes));
  assert.equal(announce.fields.working_sha256, sha256(bytes.subarray(0, 20_000)));
  assert.equal((await uploadsOf(id)).length, 2);
});

test('working copies go before originals, small before large', async () => {
  const large = await addPhoto(OWNER, picture(jpegBytes(90_000, 1)), CAMERA);
  const small = await addPhoto(OWNER, picture(jpegBytes(30_000, 2)), CAMERA);
  assert.equal(await uploadAll(signal, never), true);
  const order = [...server.uploads.values()].map(({ evidenceId, role }) => [evidenceId, role]);
  assert.deepEqual(order, [[small.id, 'working'], [large.id, 'working'], [small.id, 'original'], [large.id, 'original']]);
  const view = await inspection();
  assert.deepEqual(view.photos.map(({ percent }) => percent), [100, 100]);
  assert.deepEqual(view.photos.map(({ syncState }) => syncState), ['queued', 'queued'], 'the words about them have not gone');
  await pushAll(signal);
  assert.equal((await inspection()).syncState, 'delivered');
});

test('a cut line costs only what was in flight, also after the browser was closed', async () => {
  const bytes = jpegBytes(4 * PIECE_BYTES);
  const { id } = await addPhoto(OWNER, picture(bytes), CAMERA);
  server.cutAfter = PIECE_BYTES + 1_000;
  await assert.rejects(() => uploadAll(signal, never), ServerAway);
  const [working] = await uploadsOf(id);
  assert.equal(working?.body.offset, PIECE_BYTES, 'the offset after the last whole piece is kept');
  assert.equal((await inspection()).photos[0]?.percent, 50);
  server.cutAfter = Number.POSITIVE_INFINITY;
  server.log = [];
  await uploadAll(signal, never);
  assert.match(server.log[0] ?? '', /^HEAD /);
  assert.ok(server.files.has(sha256(bytes.subarray(0, 2 * PIECE_BYTES))));
  assert.deepEqual((await uploadsOf(id)).map(({ state }) => state), ['done', 'done']);
});

test('an upload that the server let expire starts anew by itself', async () => {
  const { id } = await addPhoto(OWNER, picture(jpegBytes(4 * PIECE_BYTES)), CAMERA);
  server.cutAfter = PIECE_BYTES + 1_000;
  await assert.rejects(() => uploadAll(signal, never), ServerAway);
  server.cutAfter = Number.POSITIVE_INFINITY;
  server.uploads.clear();
  await uploadAll(signal, never);
  assert.deepEqual((await uploadsOf(id)).map(({ state }) => state), ['done', 'done']);
});

test('bytes this person has sent before are not sent again', async () => {
  const bytes = jpegBytes(50_000);
  await addPhoto(OWNER, picture(bytes), CAMERA);
  await uploadAll(signal, never);
  server.log = [];
  await addPhoto(OWNER, picture(bytes), CAMERA);
  await uploadAll(signal, never);
  assert.deepEqual(server.log.map((line) => line.split(' ')[0]), ['POST', 'POST']);
});

test('photos make way when words are waiting', async () => {
  await addPhoto(OWNER, picture(jpegBytes(50_000)), CAMERA);
  assert.equal(await uploadAll(signal, async () => true), false);
  assert.equal(server.files.size, 0);
});

test('a file the server refuses stays here and is shown, and the others go on', async () => {
  const bad = await addPhoto(OWNER, picture(jpegBytes(20_000, 1)), CAMERA);
  const good = await addPhoto(OWNER, picture(jpegBytes(60_000, 2)), CAMERA);
  const body = { error: { code: 'photo_unreadable', message: '照片打不开。', details: {}, id: 'x' } };
  server.fault = (request, response) => {
    const upload = server.uploads.get((request.url ?? '').split('/').at(-1) ?? '');
    if (request.method !== 'PATCH' || upload?.evidenceId !== bad.id) return false;
    request.resume().on('end', () => sendJson(response, body, 422));
    return true;
  };
  await uploadAll(signal, never);
  assert.deepEqual((await uploadsOf(bad.id)).map(({ state }) => state), ['refused', 'refused']);
  assert.deepEqual((await uploadsOf(good.id)).map(({ state }) => state), ['done', 'done']);
  assert.ok(await readBlob(`${bad.id}:original`));
  const view = await inspection();
  assert.equal(view.photos.find(({ id }) => id === bad.id)?.state, 'unreadable');
});

test('a file that arrived as another one is sent anew, and only then called refused', async () => {
  const { id } = await addPhoto(OWNER, picture(jpegBytes(20_000)), CAMERA);
  let wrong = 1;
  server.fault = (request, response) => {
    if (request.method !== 'PATCH' || wrong === 0) return false;
    wrong -= 1;
    return refusing(422, 'hash_mismatch')(request, response);
  };
  assert.equal(await uploadAll(signal, never), true);
  assert.deepEqual((await uploadsOf(id)).map(({ state, body }) => [state, body.restarts]), [['done', 1], ['done', 0]]);
  const other = await addPhoto(OWNER, picture(jpegBytes(20_000, 5)), CAMERA);
  wrong = 99;
  await uploadAll(signal, never);
  assert.deepEqual((await uploadsOf(other.id)).map(({ state }) => state), ['refused', 'refused']);
});

test('one file that makes way stops both lines, whatever the other does', async () => {
  await addPhoto(OWNER, picture(jpegBytes(20_000, 1)), CAMERA);
  await addPhoto(OWNER, picture(jpegBytes(4 * PIECE_BYTES, 2)), CAMERA);
  let asked = 0;
  assert.equal(await uploadAll(signal, async () => ++asked === 2), false);
});

test('what the browser cannot decode is sent as it is in the place of the working copy', async () => {
  PretendWorker.answer = { result: 'kept_as_sent', originalType: 'image/heic', workingType: 'image/heic', working: null, thumb: null, width: null, height: null };
  const bytes = jpegBytes(30_000);
  PretendWorker.answer.workingSha256 = sha256(bytes);
  const { id } = await addPhoto(OWNER, picture(bytes), CAMERA);
  await uploadAll(signal, never);
  const [working] = await uploadsOf(id);
  assert.equal(working?.body.type, 'image/heic');
  assert.equal(working?.body.receipt.sha256, sha256(bytes));
});

test('a photo that does not open is kept here, said so, and not sent', async () => {
  PretendWorker.answer = { result: 'unreadable', working: null, thumb: null };
  const { id, notice } = await addPhoto(OWNER, picture(jpegBytes(9_000)), CAMERA);
  assert.equal(notice, '照片 1 打不开。请补拍，旧的先留着。');
  assert.ok(await readBlob(`${id}:original`));
  assert.equal((await readWhere('operations', 'ownerId', INSPECTION)).length, 0);
  assert.deepEqual(await countUnsent(), { records: 0, photos: 1, bytes: 9_000 });
  await removePhoto(id);
  assert.deepEqual((await inspection()).removedPhotos.map((photo) => photo.id), [id]);
  assert.deepEqual(await countUnsent(), { records: 0, photos: 0, bytes: 0 });
});

test('a file that is no picture is not taken in', async () => {
  PretendWorker.answer = { result: 'not_a_picture' };
  await assert.rejects(() => addPhoto(OWNER, picture(jpegBytes(900)), CAMERA), { text: '这不是照片文件，没有加进来。' });
  assert.equal((await readWhere('evidence', 'ownerId', INSPECTION)).length, 0);
});

test('a picture of 50 megapixels is taken in and the person told that it was reduced', async () => {
  PretendWorker.answer = { pixels: 50_000_000 };
  const { notice } = await addPhoto(OWNER, picture(jpegBytes(9_000)), CAMERA);
  assert.equal(notice, '这张有 5,000 万像素，已缩成能用的大小，原图还在。');
});

test('a photo from the gallery needs a reason and takes its time from the picture', async () => {
  const gallery = /** @type {const} */ ({ source: 'gallery' });
  await assert.rejects(() => addPhoto(OWNER, picture(jpegBytes(900)), gallery), { text: '从相册选的会注明。请选一个原因。' });
  PretendWorker.answer = { exif: { taken_at: '2023-07-18T02:38:21.000Z', latitude: 30.5, longitude: 117.1, orientation: 1 } };
  await addPhoto(OWNER, picture(jpegBytes(900)), { ...gallery, galleryReason: '群众提供', position: { latitude: 1, longitude: 2, accuracy_m: 3, at: 0 } });
  const [row] = await readWhere('evidence', 'ownerId', INSPECTION);
  assert.equal(row?.body.fields.taken_at, '2023-07-18T02:38:21.000Z');
  assert.equal(row?.body.fields.latitude, null);
  assert.equal(row?.body.fields.exif_latitude, 30.5);
});

test('a photo moved to a finding keeps the order: the finding goes first', async () => {
  const { id } = await addPhoto(OWNER, picture(jpegBytes(900)), CAMERA);
  const findingId = await createFinding(INSPECTION, 'B02', { fact: '甲' });
  await editPhoto(id, { finding_id: findingId, caption: '限高杆' });
  await pushAll(signal);
  assert.deepEqual(server.pushes.flat().map(({ kind }) => kind), ['evidence.announce', 'finding.create', 'evidence.edit']);
  const [announce, create, edit] = server.pushes.flat();
  assert.deepEqual([...edit.depends_on].sort(), [announce.op_id, create.op_id].sort());
});

test('a restored server is offered the files again', async () => {
  const { id } = await addPhoto(OWNER, picture(jpegBytes(50_000)), CAMERA);
  await uploadAll(signal, never);
  server.files.clear();
  server.uploads.clear();
  await adoptEpoch('epoch-2');
  await uploadAll(signal, never);
  assert.equal(server.files.size, 2);
  assert.deepEqual((await uploadsOf(id)).map(({ state }) => state), ['done', 'done']);
});

test('room is made by delivered originals only, and never by anything unsent', async () => {
  const sent = await addPhoto(OWNER, picture(jpegBytes(50_000, 1)), CAMERA);
  assert.equal(await releaseOriginals(), false);
  await uploadAll(signal, never);
  const unsent = await addPhoto(OWNER, picture(jpegBytes(50_000, 2)), CAMERA);
  assert.equal(await releaseOriginals(), true);
  assert.equal(await readBlob(`${sent.id}:original`), null);
  assert.ok(await readBlob(`${sent.id}:working`));
  assert.ok(await readBlob(`${unsent.id}:original`));
  await adoptEpoch('epoch-2');
  assert.deepEqual((await uploadsOf(sent.id)).map(({ state }) => state), ['waiting', 'released']);
});

test('a full store refuses the photo whole, and words are still written', async () => {
  const { prototype } = IDBObjectStore;
  const { put } = prototype;
  let wordsFit = true;
  prototype.put = function (value, key) {
    if (this.name === 'blobs' || (this.name === 'answers' && !wordsFit)) {
      wordsFit = true;
      throw new DOMException('full', 'QuotaExceededError');
    }
    return put.call(this, value, key);
  };
  try {
    await assert.rejects(() => addPhoto(OWNER, picture(jpegBytes(900)), CAMERA), { text: '存不下新照片了，已有的都在。请先发送或存成文件。' });
    assert.equal((await readWhere('evidence', 'ownerId', INSPECTION)).length, 0);
    wordsFit = false;
    await change((unit) => unit.put('answers', 'a', { ownerId: INSPECTION }, { fields: {} }));
    assert.equal((await readWhere('answers', 'ownerId', INSPECTION)).length, 1, 'the reserve was given up for words');
  } finally {
    prototype.put = put;
  }
});
