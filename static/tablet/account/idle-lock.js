// @ts-check
/**
 * The idle lock: a six-digit PIN over a store whose key is still in memory.
 *
 * Owns the count of tries; five wrong ones are reported, and the caller drops the key. A salted digest of the PIN lies
 * sealed in the store, so it is worth nothing to whoever cannot open that anyway.
 */
import { hex, randomBytes, sha256Hex, toBytes } from '../db/sealing.js';
import { change, read } from '../db/vault.js';
import { coreTexts } from '../core-texts.js';
import { UserError } from '../user-error.js';

export const PIN_TRIES = 5;
const PIN_SHAPE = /^\d{6}$/;

let triesLeft = PIN_TRIES;

/** How many tries are left before the key is dropped. */
export function pinTriesLeft() {
  return triesLeft;
}

/** A new opening by passphrase gives all tries back. */
export function resetPinTries() {
  triesLeft = PIN_TRIES;
}

/** @returns {Promise<boolean>} whether this person has chosen a PIN */
export async function hasPin() {
  return Boolean(await read('meta', 'pin'));
}

/** @param {string} pin @throws {UserError} when it is not six digits */
export async function keepPin(pin) {
  if (!PIN_SHAPE.test(pin)) throw new UserError(coreTexts.pinShape, { code: 'pin_shape' });
  const salt = hex(randomBytes(16));
  const digest = await pinDigest(salt, pin);
  await change((unit) => unit.put('meta', 'pin', {}, { salt, digest }));
}

/**
 * @param {string} pin
 * @returns {Promise<boolean>} false when it was the last of five wrong ones
 * @throws {UserError} wrong, with tries left
 */
export async function tryPin(pin) {
  const row = await read('meta', 'pin');
  if (row && (await pinDigest(row.body.salt, pin)) === row.body.digest) {
    triesLeft = PIN_TRIES;
    return true;
  }
  triesLeft -= 1;
  if (triesLeft <= 0) return false;
  throw new UserError(coreTexts.pinWrong(triesLeft), { code: 'wrong_pin' });
}

/** @param {string} salt @param {string} pin */
function pinDigest(salt, pin) {
  return sha256Hex(toBytes(`${salt} ${pin}`));
}
