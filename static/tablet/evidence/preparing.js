// @ts-check
/**
 * The door to the photo worker: one photo at a time, a fresh worker after a failure, after a while of rest, and after
 * the store was locked, for a worker remembers what it held.
 */
import { onStoreChange } from '../db/vault.js';

/** @typedef {import('./photo-worker.js').PreparedPhoto} PreparedPhoto */

/** The worker keeps the memory it once took; it is let go when nobody photographs. */
const REST_MS = 30_000;

/** @type {Worker | null} */
let worker = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let restTimer;
/** @type {Promise<unknown>} */
let last = Promise.resolve();
/** Ends the photo that is in work. @type {(reason: Error) => void} */
let giveUp = () => {};

onStoreChange(() => dismiss('the store was locked'));

/**
 * @param {ArrayBuffer} bytes
 * @param {{keepSmallJpeg: boolean}} options
 * @returns {Promise<PreparedPhoto>}
 */
export function preparePhoto(bytes, { keepSmallJpeg }) {
  const turn = last.catch(() => {}).then(() => prepareNow(bytes, keepSmallJpeg));
  last = turn;
  return turn;
}

/** @param {ArrayBuffer} bytes @param {boolean} keepSmallJpeg @returns {Promise<PreparedPhoto>} */
function prepareNow(bytes, keepSmallJpeg) {
  clearTimeout(restTimer);
  worker ??= new Worker(new URL('./photo-worker.js', import.meta.url), { type: 'module' });
  const current = worker;
  return new Promise((resolve, reject) => {
    giveUp = reject;
    current.onmessage = ({ data }) => {
      if (!data.prepared) return dismiss(data.failure);
      restTimer = setTimeout(dismiss, REST_MS, 'nobody photographs');
      return resolve(data.prepared);
    };
    current.onerror = (event) => dismiss(event.message || 'the photo worker did not start');
    current.postMessage({ bytes, keepSmallJpeg });
  });
}

/** @param {string} reason */
function dismiss(reason) {
  clearTimeout(restTimer);
  worker?.terminate();
  worker = null;
  giveUp(new Error(reason));
}
