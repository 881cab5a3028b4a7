// @ts-check
/**
 * Photos for the tablet's tests: bytes that look like photos, and a worker that stands in for the browser's decoder
 * (node has none; the real worker is tested in Chromium).
 */
import { createHash } from 'node:crypto';

/** @param {number} size @param {number} [seed] @returns {Buffer} a JPEG by its first bytes, and then noise */
export function jpegBytes(size, seed = 1) {
  const bytes = Buffer.alloc(size);
  for (let index = 0, value = seed; index < size; index += 1) {
    value = (value * 1103515245 + 12345) & 0x7fffffff;
    bytes[index] = value >> 16;
  }
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

/** @param {Uint8Array} bytes */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Prepares by rule: the working copy is the first half of the original's bytes, the thumbnail the first 100. */
export class PretendWorker {
  /** @type {Partial<import('../../../static/tablet/evidence/photo-worker.js').PreparedPhoto>} what the next answers say */
  static answer = {};
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  /** @type {(event: ErrorEvent) => void} */
  onerror = () => {};

  /** @param {{bytes: ArrayBuffer}} job */
  postMessage({ bytes }) {
    const original = new Uint8Array(bytes);
    const working = original.slice(0, Math.ceil(original.length / 2));
    const prepared = {
      result: 'ready', originalType: 'image/jpeg', originalSha256: sha256(original), working: working.buffer,
      workingType: 'image/jpeg', workingSha256: sha256(working), thumb: original.slice(0, 100).buffer, width: 2560, height: 1920,
      pixels: 12e6, exif: null, ...PretendWorker.answer,
    };
    queueMicrotask(() => this.onmessage({ data: { prepared } }));
  }

  terminate() {}
}

export function usePretendWorker() {
  Object.assign(globalThis, { Worker: PretendWorker });
}
