// @ts-check
/**
 * The tus 1.0 requests that this tablet makes: create, ask how far, send a piece. Keeps no state.
 *
 * An own client and not tus-js-client, because the offset has to be kept in the sealed store after every piece.
 */
import { sha256Hex } from '../db/sealing.js';
import { ask, ServerRefusal } from './server.js';

/** @typedef {import('./receipts.js').Receipt} Receipt */
/** @typedef {{url: string | null, offset: number, receipt: Receipt | null}} UploadProgress */
/** @typedef {{token: string | null, signal: AbortSignal}} Access */

const TUS = Object.freeze({ 'Tus-Resumable': '1.0.0' });
const ENDPOINT = '/sync/uploads';
const [CONFLICT, GONE, NOT_FOUND, CHECKSUM_MISMATCH] = [409, 410, 404, 460];

/**
 * @param {{sha256: string, evidenceId: string, role: string, type: string, size: number}} file
 * @param {Access} access
 * @returns {Promise<UploadProgress>} with a receipt at once when this person's tablets sent the bytes before
 */
export async function createUpload({ sha256, evidenceId, role, type, size }, { token, signal }) {
  const metadata = Object.entries({ sha256, evidence_id: evidenceId, role, type });
  const headers = {
    ...TUS,
    'Upload-Length': String(size),
    'Upload-Metadata': metadata.map(([name, value]) => `${name} ${btoa(value)}`).join(','),
  };
  const response = await ask(ENDPOINT, { method: 'POST', token, headers, signal });
  await response.arrayBuffer();
  const url = response.headers.get('Location');
  if (!url) throw new ServerRefusal(response.status, 'no_location', '', null);
  return { url: pathOf(url), offset: Number(response.headers.get('Upload-Offset') ?? 0), receipt: receiptIn(response) };
}

/**
 * @param {string} url
 * @param {Access} access
 * @returns {Promise<UploadProgress>} without a url when the server has let the upload expire
 */
export async function askProgress(url, { token, signal }) {
  const response = await ask(url, { method: 'HEAD', token, headers: TUS, signal, accept: [NOT_FOUND, GONE] });
  if (!response.ok) return startAnew();
  return { url, offset: Number(response.headers.get('Upload-Offset') ?? 0), receipt: receiptIn(response) };
}

/**
 * @param {string} url
 * @param {number} offset
 * @param {Uint8Array<ArrayBuffer>} piece
 * @param {Access} access
 * @returns {Promise<UploadProgress>} how far the server is now, also after a disagreement
 */
export async function sendPiece(url, offset, piece, access) {
  const headers = {
    ...TUS,
    'Content-Type': 'application/offset+octet-stream',
    'Upload-Offset': String(offset),
    'Upload-Checksum': `sha256 ${hexToBase64(await sha256Hex(piece))}`,
  };
  const accept = [CONFLICT, NOT_FOUND, GONE, CHECKSUM_MISMATCH];
  const response = await ask(url, { method: 'PATCH', ...access, headers, body: piece, accept });
  // Read to its end, so that the connection is free for the next piece.
  await response.arrayBuffer();
  if (response.ok) {
    return { url, offset: Number(response.headers.get('Upload-Offset') ?? 0), receipt: receiptIn(response) };
  }
  if (response.status === CONFLICT || response.status === CHECKSUM_MISMATCH) return askProgress(url, access);
  return startAnew();
}

/** @returns {UploadProgress} */
function startAnew() {
  return { url: null, offset: 0, receipt: null };
}

/** @param {string} url @returns {string} path on the server that the tablet talks to, whatever name it gave itself */
function pathOf(url) {
  const { pathname, search } = new URL(url, 'http://server.invalid');
  return pathname + search;
}

/** @param {Response} response @returns {Receipt | null} */
function receiptIn(response) {
  const header = response.headers.get('Upload-Receipt');
  return header ? JSON.parse(atob(header)) : null;
}

/** @param {string} text */
function hexToBase64(text) {
  const bytes = (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return btoa(String.fromCharCode(...bytes));
}
