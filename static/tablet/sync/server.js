// @ts-check
/**
 * One request to the server: headers, time limit, and what each kind of answer means.
 *
 * Knows HTTP and nothing else. Every failure is one of the errors below; none of them is shown as it is.
 */

export const PROTOCOL = 1;
const JSON_TIMEOUT_MS = 45_000;
/** A quarter megabyte at 10 KB/s, and a little. */
const PIECE_TIMEOUT_MS = 60_000;
/** Below this, packing costs more than it saves. */
const PACK_FROM_BYTES = 1_000;

/** The server did not answer: no network, or it is down. */
export class ServerAway extends Error {
  name = 'ServerAway';
}

/** The server asks to come again later. */
export class ServerBusy extends Error {
  name = 'ServerBusy';

  /** @param {number | null} retryAfterMs */
  constructor(retryAfterMs) {
    super('server busy');
    this.retryAfterMs = retryAfterMs;
  }
}

/** The server answered and said no; `code` and `text` (Chinese) are its own. */
export class ServerRefusal extends Error {
  name = 'ServerRefusal';

  /** @param {number} status @param {string} code @param {string} text @param {number | null} retryAfterMs */
  constructor(status, code, text, retryAfterMs) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.text = text;
    this.retryAfterMs = retryAfterMs;
  }
}

let base = '';

/** @param {string} address scheme, host and port, where the server is not the one that the page came from (tests) */
export function setServerAddress(address) {
  base = address;
}

/**
 * @param {string} path
 * @param {{method?: string, token?: string | null, headers?: Record<string, string>, json?: unknown, signal?: AbortSignal}} [request]
 * @returns {Promise<{answer: any, sentAt: number, receivedAt: number}>}
 */
export async function askJson(path, { method = 'GET', token = null, headers: more = {}, json, signal } = {}) {
  const { body, headers: own } = json === undefined ? { body: undefined, headers: {} } : await packed(json);
  const headers = { ...own, ...more };
  const sentAt = Date.now();
  const response = await ask(path, { method, token, headers, body, signal, timeoutMs: JSON_TIMEOUT_MS });
  const answer = await response.json().catch((cause) => {
    throw new ServerAway('answer cut', { cause });
  });
  return { answer, sentAt, receivedAt: Date.now() };
}

/**
 * @param {string} path
 * @param {{method: string, token?: string | null, headers?: Record<string, string>, body?: BodyInit, signal?: AbortSignal,
 *   timeoutMs?: number, accept?: number[]}} request `accept` names statuses ≥ 400 that the caller understands itself
 * @returns {Promise<Response>}
 */
export async function ask(path, request) {
  const { method, token = null, headers = {}, body, signal, timeoutMs = PIECE_TIMEOUT_MS, accept = [] } = request;
  const limits = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
  /** @type {Record<string, string>} */
  const authorization = token ? { Authorization: `Bearer ${token}` } : {};
  let response;
  try {
    response = await fetch(path.startsWith('/') ? base + path : path, {
      method,
      body,
      headers: { 'X-Sync-Protocol': String(PROTOCOL), ...authorization, ...headers },
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.any(limits),
    });
  } catch (cause) {
    throw new ServerAway('no answer', { cause });
  }
  if (response.ok || accept.includes(response.status)) return response;
  throw await failureOf(response);
}

/** @param {Response} response */
async function failureOf(response) {
  const { status } = response;
  const text = await response.text().catch(() => '');
  const retryAfterMs = retryAfter(response.headers.get('Retry-After'));
  const error = errorIn(text);
  if (status === 503 || (status === 429 && error?.code !== 'locked_out')) return new ServerBusy(retryAfterMs);
  // Without our own error body it was a proxy or a login page of some network, not the server.
  if (!error || status >= 500) return new ServerAway(`status ${status}`);
  return new ServerRefusal(status, error.code, error.message, retryAfterMs);
}

/** @param {string} text @returns {{code: string, message: string} | null} */
function errorIn(text) {
  try {
    const { error } = JSON.parse(text);
    return typeof error?.code === 'string' ? { code: error.code, message: String(error.message ?? '') } : null;
  } catch {
    return null;
  }
}

/** @param {string | null} header seconds or a date @returns {number | null} */
export function retryAfter(header) {
  if (!header) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** @param {unknown} json */
async function packed(json) {
  const text = JSON.stringify(json);
  const headers = { 'Content-Type': 'application/json' };
  if (text.length < PACK_FROM_BYTES || typeof CompressionStream === 'undefined') return { body: text, headers };
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return { body: await new Response(stream).arrayBuffer(), headers: { ...headers, 'Content-Encoding': 'gzip' } };
}
