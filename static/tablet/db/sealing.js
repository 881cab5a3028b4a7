// @ts-check
/**
 * The cryptography of the tablet's store: one random data key, its two wrappings, and sealed rows.
 *
 * Owns no state and touches no database. A data key leaves this module only as a non-extractable CryptoKey; it is
 * never stored, for browsers write even a non-extractable key to disk in clear. What is stored are its wrappings:
 * AES-KW under PBKDF2-SHA-256 of the passphrase, and AES-KW under an ephemeral ECDH agreement with the office's
 * P-256 recovery key (HKDF-SHA-256).
 */

/** @typedef {{salt: Uint8Array<ArrayBuffer>, iterations: number, wrapped: ArrayBuffer}} PassphraseWrapping */
/** @typedef {{keyId: string, ephemeral: JsonWebKey, salt: Uint8Array<ArrayBuffer>, wrapped: ArrayBuffer}} RecoveryWrapping */

/** NIST SP 800-132 asks for "as many as tolerable"; OWASP's floor for PBKDF2-SHA-256 is 600,000. */
export const MIN_ITERATIONS = 600_000;
const MAX_ITERATIONS = 4_000_000;
const AIMED_MS = 600;
const IV_BYTES = 12;
const RECOVERY_INFO = new TextEncoder().encode('field-store recovery wrapping 1');
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {number} length */
export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * Measures this device and says how many rounds the passphrase shall cost: about 0.6 s, never below the floor.
 * @returns {Promise<number>}
 */
export async function measuredIterations() {
  const sample = 50_000;
  const begun = performance.now();
  await passphraseKey('measuring', randomBytes(16), sample);
  const perRound = Math.max(performance.now() - begun, 0.1) / sample;
  const wanted = Math.round(AIMED_MS / perRound / 10_000) * 10_000;
  return Math.min(MAX_ITERATIONS, Math.max(MIN_ITERATIONS, wanted));
}

/**
 * Makes the data key of one person's store, wrapped both ways.
 * @param {string} passphrase
 * @param {{id: string, public_jwk: JsonWebKey}} recoveryKey the office's public key
 * @param {number} iterations
 * @returns {Promise<{dataKey: CryptoKey, byPassphrase: PassphraseWrapping, byRecovery: RecoveryWrapping}>}
 */
export async function newDataKey(passphrase, recoveryKey, iterations) {
  const extractable = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
  const salt = randomBytes(16);
  const wrapper = await passphraseKey(passphrase, salt, iterations);
  const wrapped = await crypto.subtle.wrapKey('raw', extractable, wrapper, 'AES-KW');
  const byPassphrase = { salt, iterations, wrapped };
  const byRecovery = await wrapForRecovery(extractable, recoveryKey);
  return { dataKey: await unwrapDataKey(wrapped, wrapper), byPassphrase, byRecovery };
}

/**
 * @param {string} passphrase
 * @param {PassphraseWrapping} wrapping
 * @returns {Promise<CryptoKey>} not extractable
 * @throws {DOMException} OperationError when the passphrase is another one
 */
export async function unwrapWithPassphrase(passphrase, { salt, iterations, wrapped }) {
  const wrapper = await passphraseKey(passphrase, salt, iterations);
  return unwrapDataKey(wrapped, wrapper);
}

/**
 * @param {string} passphrase
 * @param {Uint8Array<ArrayBuffer>} salt
 * @param {number} iterations
 */
async function passphraseKey(passphrase, salt, iterations) {
  // NFKC: the same passphrase typed with a Chinese keyboard's full-width letters opens the store too.
  const typed = encoder.encode(passphrase.normalize('NFKC'));
  const material = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    material,
    { name: 'AES-KW', length: 256 },
    false,
    ['wrapKey', 'unwrapKey'],
  );
}

/**
 * @param {CryptoKey} dataKey
 * @param {{id: string, public_jwk: JsonWebKey}} recoveryKey
 * @returns {Promise<RecoveryWrapping>}
 */
async function wrapForRecovery(dataKey, recoveryKey) {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const { kty, crv, x, y } = recoveryKey.public_jwk;
  const theirs = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, false, []);
  const pair = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
  const salt = randomBytes(16);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, pair.privateKey, 256);
  const wrapper = await recoveryWrapper(shared, salt);
  const wrapped = await crypto.subtle.wrapKey('raw', dataKey, wrapper, 'AES-KW');
  return { keyId: recoveryKey.id, ephemeral: await crypto.subtle.exportKey('jwk', pair.publicKey), salt, wrapped };
}

/**
 * @param {ArrayBuffer} shared the agreed secret
 * @param {Uint8Array<ArrayBuffer>} salt
 */
async function recoveryWrapper(shared, salt) {
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: RECOVERY_INFO },
    material,
    { name: 'AES-KW', length: 256 },
    false,
    ['wrapKey', 'unwrapKey'],
  );
}

/**
 * @param {ArrayBuffer} wrapped
 * @param {CryptoKey} wrapper
 */
function unwrapDataKey(wrapped, wrapper) {
  return crypto.subtle.unwrapKey('raw', wrapped, wrapper, 'AES-KW', 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/**
 * @param {CryptoKey} key
 * @param {string} place table and id: a row moved elsewhere does not open
 * @param {BufferSource} bytes
 * @returns {Promise<{iv: Uint8Array<ArrayBuffer>, body: ArrayBuffer}>}
 */
export async function sealBytes(key, place, bytes) {
  const iv = randomBytes(IV_BYTES);
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: encoder.encode(place) }, key, bytes);
  return { iv, body };
}

/**
 * @param {CryptoKey} key
 * @param {string} place
 * @param {{iv: BufferSource, body: BufferSource}} sealed
 * @returns {Promise<ArrayBuffer>}
 */
export function openBytes(key, place, { iv, body }) {
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: encoder.encode(place) }, key, body);
}

/** @param {unknown} value @returns {Uint8Array<ArrayBuffer>} */
export function toBytes(value) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (encoder.encode(JSON.stringify(value)));
}

/** @param {ArrayBuffer} bytes @returns {any} what was sealed, frozen all through */
export function fromBytes(bytes) {
  return deepFreeze(JSON.parse(decoder.decode(bytes)));
}

/** @template T @param {T} value @returns {T} */
export function deepFreeze(value) {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** @param {BufferSource} bytes @returns {Promise<string>} lower-case hex */
export async function sha256Hex(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
