// @ts-check
/**
 * The door to the photo worker: one photo at a time, a fresh worker after a failure or a while of rest.
 */

/** @typedef {import('./photo-worker.js').PreparedPhoto} PreparedPhoto */

/** The worker keeps what it once took; it is let go when nobody photographs. */
const REST_MS = 30_000;

/** @type {Worker | null} */
let worker = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let restTimer;
/** @type {Promise<unknown>} */
let last = Promise.resolve();

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
  const current = (worker ??= new Worker(new URL('./photo-worker.js', import.meta.url), { type: 'module' }));
  return new Promise((resolve, reject) => {
    current.onmessage = ({ data }) => {
      restTimer = setTimeout(dismiss, REST_MS);
      if (data.prepared) return resolve(data.prepared);
      dismiss();
      return reject(new Error(data.failure));
    };
    current.onerror = (event) => {
      dismiss();
      reject(new Error(event.message || 'the photo worker did not start'));
    };
    current.postMessage({ bytes, keepSmallJpeg });
  });
}

function dismiss() {
  worker?.terminate();
  worker = null;
}
