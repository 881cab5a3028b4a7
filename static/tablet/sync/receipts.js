// @ts-check
/**
 * Receipts: what the server has durably kept. Only a receipt that proves itself makes anything 已送达.
 *
 * The signature is Ed25519 over "id\nsha256\nat"; where the browser has no Ed25519 the hash alone must be that of
 * what was sent. Does not store receipts (settle.js and uploads.js do).
 */
import { readWhere } from '../db/vault.js';
import { sha256Hex, toBytes } from '../db/sealing.js';

/** @typedef {{id: string, sha256: string, at: string, signature: string}} Receipt */
/** @typedef {import('./outbox.js').StoredOperation} StoredOperation */

/** @param {StoredOperation} operation @param {number} seq @returns {Record<string, any>} the operation as it goes on the wire */
export function wireOperation(operation, seq) {
  const { op_id, kind, inspection_id, target_id, fields, base, made_at, clock_offset_ms, depends_on } = operation;
  return { op_id, seq, kind, inspection_id, target_id, fields, base, made_at, clock_offset_ms, depends_on };
}

/**
 * The hash a receipt for an operation must carry: its JSON with sorted keys, without its number (sync/operations.py
 * `digest`).
 * @param {StoredOperation} operation
 * @returns {Promise<string>}
 */
export function operationHash(operation) {
  const { seq: _seq, ...content } = wireOperation(operation, 0);
  return sha256Hex(toBytes(sorted(content)));
}

/** @param {any} value @returns {any} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}

/**
 * @param {Receipt | null | undefined} receipt
 * @param {string} sha256 of what was sent
 * @param {string} publicKey base64url, raw Ed25519
 * @returns {Promise<boolean>}
 */
export async function receiptProves(receipt, sha256, publicKey) {
  if (!receipt || receipt.sha256 !== sha256) return false;
  const key = await verifyingKey(publicKey);
  if (!key) return true;
  const text = new TextEncoder().encode(`${receipt.id}\n${receipt.sha256}\n${receipt.at}`);
  return crypto.subtle.verify('Ed25519', key, fromBase64Url(receipt.signature), text);
}

/** @param {string} publicKey @returns {Promise<CryptoKey | null>} null where the browser has no Ed25519 */
async function verifyingKey(publicKey) {
  try {
    return await crypto.subtle.importKey('raw', fromBase64Url(publicKey), 'Ed25519', false, ['verify']);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return null;
    throw error;
  }
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function fromBase64Url(text) {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/**
 * What the server has confirmed of one inspection, newest first.
 * @param {string} inspectionId
 * @returns {Promise<import('../types.d.ts').ReceiptView[]>}
 */
export async function listReceipts(inspectionId) {
  const [operations, uploads] = await Promise.all([
    readWhere('operations', 'ownerId', inspectionId),
    readWhere('uploads', 'ownerId', inspectionId),
  ]);
  const receipts = [
    ...operations.map(({ body }) => ({ what: body.kind, receipt: body.receipt })),
    ...uploads.map(({ body }) => ({ what: body.role === 'working' ? 'photo' : 'original', receipt: body.receipt })),
  ];
  return receipts
    .filter(({ receipt }) => receipt)
    .map(({ what, receipt }) => ({ id: receipt.id, what, sha256: receipt.sha256, at: receipt.at }))
    .sort((one, other) => other.at.localeCompare(one.at));
}
