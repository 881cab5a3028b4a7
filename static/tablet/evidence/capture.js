// @ts-check
/**
 * Taking photos in: prepared in the worker, then one write of the sealed pictures, the record, its announcement and
 * its uploads. The original's bytes are kept exactly as they came.
 */
import { uuidv7 } from '../../vendor/uuidv7.js';
import { coreTexts } from '../core-texts.js';
import { change, readBlob } from '../db/vault.js';
import { openForPhoto, openPhoto } from '../inspections/guard.js';
import { recordChange } from '../sync/outbox.js';
import { requestSync } from '../sync/scheduler.js';
import { readClock } from '../sync/session.js';
import { queueUpload } from '../sync/uploads.js';
import { releaseOriginals } from '../sync/wipe.js';
import { UserError } from '../user-error.js';
import { lastPosition } from './position.js';
import { preparePhoto } from './preparing.js';

/** @typedef {import('../types.d.ts').Fields} Fields */
/** @typedef {import('../types.d.ts').PhotoSource} PhotoSource */
/** @typedef {import('../types.d.ts').Position} Position */
/** @typedef {import('./photo-worker.js').PreparedPhoto} PreparedPhoto */
/** @typedef {import('../db/vault.js').UnitOfWork} UnitOfWork */
/** @typedef {{inspectionId: string, itemKey: string, findingId: string | null}} Owner */
/** @typedef {{source: PhotoSource, galleryReason?: string, position?: Position | null}} About */

/** What the server takes in one file (sync/protocol.py, MAX_UPLOAD_BYTES). */
const MAX_BYTES = 64 * 1024 * 1024;
/** From here on the person is told that the picture was reduced. */
const MANY_PIXELS = 30e6;
const EDITABLE = new Set(['caption', 'ordinal', 'finding_id', 'item_key']);

let preparing = 0;

/** True while a photo is on its way from the camera to the disk. */
export function isCapturing() {
  return preparing > 0;
}

/**
 * @param {Owner} owner
 * @param {Blob} picture as the camera or the gallery gave it
 * @param {About} about
 * @returns {Promise<{id: string, notice: string | null}>} `notice`: a sentence the person should read
 * @throws {UserError} not a picture, too large, no room; nothing was kept then
 */
export async function addPhoto(owner, picture, about) {
  if (about.source === 'gallery' && !about.galleryReason?.trim()) {
    throw new UserError(coreTexts.galleryReason, { code: 'gallery_reason' });
  }
  if (picture.size > MAX_BYTES) throw new UserError(coreTexts.pictureTooBig(picture.size), { code: 'too_big' });
  preparing += 1;
  try {
    const bytes = await picture.arrayBuffer();
    const prepared = await preparePhoto(bytes, { keepSmallJpeg: about.source === 'camera' });
    if (prepared.result === 'not_a_picture') throw new UserError(coreTexts.notAPicture, { code: 'not_a_picture' });
    const { id, ordinal, released } = await keepPhoto(owner, bytes, prepared, about, picture);
    requestSync('edit');
    return { id, notice: noticeOf(prepared, ordinal, released) };
  } finally {
    preparing -= 1;
  }
}

/** @param {PreparedPhoto} prepared @param {number} ordinal @param {boolean} released @returns {string | null} */
function noticeOf(prepared, ordinal, released) {
  if (prepared.result === 'unreadable') return coreTexts.pictureUnreadable(ordinal);
  if (released) return coreTexts.originalsReleased;
  return prepared.pixels >= MANY_PIXELS ? coreTexts.pictureReduced(prepared.pixels) : null;
}

/**
 * @param {Owner} owner
 * @param {ArrayBuffer} bytes
 * @param {PreparedPhoto} prepared
 * @param {About} about
 * @param {Blob} picture
 */
async function keepPhoto(owner, bytes, prepared, about, picture) {
  const id = uuidv7();
  const takenAt = takenAtOf(about.source, prepared, picture);
  const position = about.position === undefined ? lastPosition() : about.position;
  const work = async (/** @type {UnitOfWork} */ unit) => {
    const late = await openForPhoto(unit, owner);
    const ordinal = await nextOrdinal(unit, owner.inspectionId);
    const { offsetMs } = await readClock(unit);
    const facts = { takenAt, position, ordinal, clockOffset: offsetMs };
    await writePhoto(unit, id, owner, late, bytes, prepared, announced(owner, bytes, prepared, about, facts));
    return ordinal;
  };
  try {
    return { id, ordinal: await change(work, { photo: true }), released: false };
  } catch (error) {
    if (!isFull(error) || !(await roomMade())) throw error;
    return { id, ordinal: await change(work, { photo: true }), released: true };
  }
}

/** @param {unknown} error */
function isFull(error) {
  return error instanceof UserError && error.code === 'store_full';
}

/** @returns {Promise<boolean>} whether delivered originals could make way */
async function roomMade() {
  try {
    return await releaseOriginals();
  } catch (error) {
    if (isFull(error)) return false;
    throw error;
  }
}

/**
 * @param {UnitOfWork} unit
 * @param {string} id
 * @param {Owner} owner
 * @param {boolean} late taken after the lock
 * @param {ArrayBuffer} bytes
 * @param {PreparedPhoto} prepared
 * @param {Fields} fields
 */
async function writePhoto(unit, id, { inspectionId }, late, bytes, prepared, fields) {
  const implied = { removed: false, late };
  const keys = { ownerId: inspectionId };
  unit.put('blobs', `${id}:original`, keys, bytes);
  if (prepared.working) unit.put('blobs', `${id}:working`, keys, prepared.working);
  if (prepared.thumb) unit.put('blobs', `${id}:thumb`, keys, prepared.thumb);
  if (prepared.result === 'unreadable') {
    // Kept here for whoever can still save it; the server would only refuse it.
    const body = { fields: { ...fields, ...implied }, versions: {}, shadow: {}, savedAt: Date.now() };
    unit.put('evidence', id, { ...keys, state: 'unreadable' }, body);
    return;
  }
  await recordChange(unit, {
    table: 'evidence',
    id,
    kind: 'evidence.announce',
    inspectionId,
    targetId: id,
    fields,
    implied,
  });
  const working = `${id}:${prepared.working ? 'working' : 'original'}`;
  const { working_sha256, working_size, working_type, original_sha256, original_size, original_type } =
    /** @type {Record<string, any>} */ (fields);
  const file = { evidenceId: id };
  queueUpload(unit, inspectionId, {
    ...file, role: 'working', blobId: working, sha256: working_sha256, size: working_size, type: working_type,
  });
  queueUpload(unit, inspectionId, {
    ...file, role: 'original', blobId: `${id}:original`, sha256: original_sha256, size: original_size, type: original_type,
  });
}

/** @param {UnitOfWork} unit @param {string} inspectionId photos are numbered through the inspection */
async function nextOrdinal(unit, inspectionId) {
  const rows = await unit.find('evidence', 'ownerId', inspectionId);
  return Math.max(0, ...rows.map(({ body }) => body.fields.ordinal ?? 0)) + 1;
}

/** @param {PhotoSource} source @param {PreparedPhoto} prepared @param {Blob} picture @returns {string} */
function takenAtOf(source, prepared, picture) {
  if (source !== 'gallery') return new Date().toISOString();
  const modified = picture instanceof File && picture.lastModified ? picture.lastModified : Date.now();
  return prepared.exif?.taken_at ?? new Date(modified).toISOString();
}

/**
 * @param {Owner} owner
 * @param {ArrayBuffer} bytes
 * @param {PreparedPhoto} prepared
 * @param {About} about
 * @param {{takenAt: string, position: Position | null, ordinal: number, clockOffset: number | null}} facts
 * @returns {Fields} what the server is told of the photo
 */
function announced(owner, bytes, prepared, about, { takenAt, position, ordinal, clockOffset }) {
  // A position of now says nothing about a picture from the gallery.
  const here = about.source === 'gallery' ? null : position;
  return {
    item_key: owner.itemKey,
    finding_id: owner.findingId,
    ordinal,
    caption: '',
    source: about.source,
    gallery_reason: about.galleryReason?.trim() ?? '',
    taken_at: takenAt,
    clock_offset_ms: clockOffset,
    latitude: here?.latitude ?? null,
    longitude: here?.longitude ?? null,
    accuracy_m: here?.accuracy_m ?? null,
    exif_latitude: prepared.exif?.latitude ?? null,
    exif_longitude: prepared.exif?.longitude ?? null,
    exif_taken_at: prepared.exif?.taken_at ?? null,
    width: prepared.width,
    height: prepared.height,
    working_sha256: prepared.workingSha256,
    working_size: prepared.working?.byteLength ?? bytes.byteLength,
    working_type: prepared.workingType,
    original_sha256: prepared.originalSha256,
    original_size: bytes.byteLength,
    original_type: prepared.originalType,
  };
}

/**
 * @param {string} id
 * @param {Fields} fields caption, ordinal, finding_id, item_key
 * @throws {UserError} unknown or locked
 */
export async function editPhoto(id, fields) {
  const unknown = Object.keys(fields).filter((name) => !EDITABLE.has(name));
  if (unknown.length > 0) throw new TypeError(`a photo's ${unknown.join(', ')} cannot be edited`);
  await act(id, 'evidence.edit', fields);
}

/** @param {string} id @throws {UserError} unknown or locked */
export async function removePhoto(id) {
  await act(id, 'evidence.remove', {}, { removed: true });
}

/** @param {string} id @throws {UserError} unknown or locked */
export async function restorePhoto(id) {
  await act(id, 'evidence.restore', {}, { removed: false });
}

/** @param {string} id @param {string} kind @param {Fields} fields @param {Fields} [implied] */
async function act(id, kind, fields, implied) {
  await change(async (unit) => {
    const row = await openPhoto(unit, id);
    const { state, ownerId, body } = row;
    if (implied && Boolean(body.fields.removed) === implied.removed) return;
    if (state === 'unreadable') {
      // The server never heard of it.
      unit.put('evidence', id, { state, ownerId }, { ...body, fields: { ...body.fields, ...fields, ...implied } });
      return;
    }
    const about = { table: /** @type {const} */ ('evidence'), id, inspectionId: ownerId, targetId: id };
    await recordChange(unit, { ...about, kind, fields, implied });
  });
  requestSync('edit');
}

/**
 * @param {string} id
 * @param {'thumb' | 'working'} size
 * @returns {Promise<string | null>} a blob: address to be given back with `releaseUrl`; null when this tablet has no
 *   such picture, or the browser cannot show its format
 */
export async function photoUrl(id, size) {
  const bytes = (await readBlob(`${id}:${size}`)) ?? (size === 'working' ? await smallOriginal(id) : null);
  return bytes ? URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) : null;
}

/** @param {string} id @returns {Promise<ArrayBuffer | null>} the original where it is the working copy itself */
async function smallOriginal(id) {
  const thumb = await readBlob(`${id}:thumb`);
  return thumb ? readBlob(`${id}:original`) : null;
}

/** @param {string} url */
export function releaseUrl(url) {
  URL.revokeObjectURL(url);
}
