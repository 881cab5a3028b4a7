// @ts-check
/**
 * The worker that makes a photo's working copy and thumbnail and hashes both files. One photo at a time: a picture of
 * 50 megapixels takes 290 MB while it is open.
 *
 * Gets the original's bytes, gives back bytes; stores nothing. Orientation is applied by the decoder, so sizes are
 * computed from the decoded picture.
 */
import { sha256Hex } from '../db/sealing.js';
import { readExif } from './exif.js';
import { fittedSize, pictureFormat } from './formats.js';

/**
 * @typedef {object} PhotoJob
 * @property {ArrayBuffer} bytes
 * @property {boolean} keepSmallJpeg the in-app camera's own small JPEG is its working copy as it is
 */
/**
 * @typedef {object} PreparedPhoto
 * @property {'ready' | 'kept_as_sent' | 'unreadable' | 'not_a_picture'} result
 * @property {string} originalType
 * @property {string} originalSha256
 * @property {ArrayBuffer | null} working null when the original stands in its place
 * @property {string} workingType
 * @property {string} workingSha256
 * @property {ArrayBuffer | null} thumb
 * @property {number | null} width of the working copy
 * @property {number | null} height
 * @property {number} pixels of the original
 * @property {import('./exif.js').ExifFacts | null} exif
 */

const WORKING_LONG_SIDE = 2560;
const THUMB_LONG_SIDE = 400;
const WORKING_QUALITY = 0.85;
const THUMB_QUALITY = 0.75;
const JPEG = 'image/jpeg';

/** @param {PhotoJob} job @returns {Promise<PreparedPhoto>} */
async function prepare({ bytes, keepSmallJpeg }) {
  const format = pictureFormat(bytes);
  if (!format) return untouched('not_a_picture', '', '');
  const originalSha256 = await sha256Hex(bytes);
  const bitmap = await createImageBitmap(new Blob([bytes], { type: format.type })).catch(() => null);
  // What this browser cannot decode (HEIC) goes as it is, and the server makes the working copy.
  if (!bitmap) return untouched(format.decodable ? 'unreadable' : 'kept_as_sent', format.type, originalSha256);
  try {
    const exif = format.type === JPEG ? readExif(bytes) : null;
    const asItIs = keepSmallJpeg && format.type === JPEG && isSmall(bitmap) && exif?.orientation === 1;
    const { width, height } = fittedSize(bitmap.width, bitmap.height, WORKING_LONG_SIDE);
    const working = asItIs ? null : await jpegOf(bitmap, WORKING_LONG_SIDE, WORKING_QUALITY);
    return {
      result: 'ready',
      originalType: format.type,
      originalSha256,
      working,
      workingType: JPEG,
      workingSha256: working ? await sha256Hex(working) : originalSha256,
      thumb: await jpegOf(bitmap, THUMB_LONG_SIDE, THUMB_QUALITY),
      width,
      height,
      pixels: bitmap.width * bitmap.height,
      exif,
    };
  } finally {
    bitmap.close();
  }
}

/** @param {PreparedPhoto['result']} result @param {string} type @param {string} sha256 @returns {PreparedPhoto} */
function untouched(result, type, sha256) {
  const files = { originalType: type, originalSha256: sha256, working: null, workingType: type, workingSha256: sha256 };
  return { result, ...files, thumb: null, width: null, height: null, pixels: 0, exif: null };
}

/** @param {ImageBitmap} bitmap */
function isSmall(bitmap) {
  return Math.max(bitmap.width, bitmap.height) <= WORKING_LONG_SIDE;
}

/** @param {ImageBitmap} bitmap @param {number} longSide @param {number} quality */
async function jpegOf(bitmap, longSide, quality) {
  const { width, height } = fittedSize(bitmap.width, bitmap.height, longSide);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no room for a canvas');
  // A transparent PNG would come out black as JPEG.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: JPEG, quality });
  return blob.arrayBuffer();
}

addEventListener('message', async (/** @type {MessageEvent<PhotoJob>} */ { data }) => {
  try {
    const prepared = await prepare(data);
    const moved = [prepared.working, prepared.thumb].filter((buffer) => buffer !== null);
    postMessage({ prepared }, { transfer: moved });
  } catch (error) {
    postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
});
