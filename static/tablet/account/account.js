// @ts-check
/**
 * Who uses the tablet: registering, opening, locking, signing in and out.
 *
 * Opening is local and needs no network; signing in to the server is needed only to send. Registering is the one act
 * that needs both. Promises that unsent work is never deleted.
 */
import { uuidv7 } from '../../vendor/uuidv7.js';
import { coreTexts } from '../core-texts.js';
import { checkPassphrase } from '../db/passphrase.js';
import { askPersistence } from '../db/quota.js';
import { measuredIterations } from '../db/sealing.js';
import { watchSlots } from '../db/slots.js';
import {
  createStore,
  destroyStore,
  lock,
  lockForRecoveryOnly,
  onStoreChange,
  openSlotId,
  openStore,
  watch,
} from '../db/vault.js';
import { onRevoked, requestSync } from '../sync/scheduler.js';
import { askJson, PROTOCOL, ServerRefusal } from '../sync/server.js';
import { changeSession, noteServerTime, putSession, readSession } from '../sync/session.js';
import { countUnsent } from '../sync/unsent.js';
import { forgetDelivered } from '../sync/wipe.js';
import { UserError } from '../user-error.js';
import { hasPin, keepPin, pinTriesLeft, resetPinTries, tryPin } from './idle-lock.js';

export { checkPassphrase };

/** @typedef {import('../types.d.ts').AccountView} AccountView */
/** @typedef {import('../db/schema.js').Slot} Slot */

const IDLE_MS = 5 * 60_000;
const TABLET_NAME_MAX = 60;

/** @type {Slot[]} */
let slots = [];
let slotsKnown = false;
let idle = false;
let pinSet = false;
/** @type {boolean | null} */
let persisted = null;
/** The person whose store was open last: a wrong passphrase and a revocation are theirs. */
let lastSlotId = '';
/** @type {import('../sync/session.js').Session | null} */
let session = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let idleTimer;
/** @type {Set<(view: AccountView) => void>} */
const watchers = new Set();
let listening = false;

/**
 * @param {(view: AccountView) => void} callback now (as soon as the registry is read) and after each change
 * @returns {() => void}
 */
export function watchAccount(callback) {
  watchers.add(callback);
  listen();
  if (slotsKnown) callback(view());
  return () => watchers.delete(callback);
}

function listen() {
  if (listening) return;
  listening = true;
  watchSlots(
    (found) => {
      slots = found;
      slotsKnown = true;
      tell();
    },
    (error) => {
      throw error;
    },
  );
  watch(
    async (database) => ({ meta: await database.table('meta').where('id').anyOf('session', 'pin').toArray() }),
    ({ meta }) => meta,
    (meta) => {
      session = meta.find(({ id }) => id === 'session')?.body ?? null;
      pinSet = meta.some(({ id }) => id === 'pin');
      tell();
    },
  );
  onStoreChange(() => {
    idle = false;
    if (!openSlotId()) {
      session = null;
      clearTimeout(idleTimer);
    }
    tell();
  });
}

function tell() {
  if (!slotsKnown) return;
  const next = view();
  for (const watcher of [...watchers]) watcher(next);
}

/** @returns {AccountView} */
function view() {
  const slotId = openSlotId();
  const last = slots.find((slot) => slot.slotId === (slotId ?? lastSlotId));
  const wait = (last?.waitUntil ?? 0) - Date.now();
  return Object.freeze({
    state: slotId ? (idle ? 'idle' : 'open') : slots.length > 0 ? 'locked' : 'none',
    people: Object.freeze(slots.map(({ slotId: id, name }) => Object.freeze({ slotId: id, name }))),
    current: slotId && session ? currentPerson(slotId, session) : null,
    waitUntil: wait > 0 ? wait : null,
    pinSet,
    pinTriesLeft: pinTriesLeft(),
    persisted,
    signInNeeded: Boolean(session && (session.signedOut || !session.token)),
    revoked: Boolean(last?.revoked),
  });
}

/** @param {string} slotId @param {import('../sync/session.js').Session} of */
function currentPerson(slotId, { person, tabletName }) {
  return Object.freeze({ slotId, personId: person.id, name: person.name, tabletName });
}

/**
 * First use by a person on this tablet; the only step that needs the network.
 * @param {{username: string, password: string, tabletName: string, passphrase: string}} form
 * @throws {UserError}
 */
export async function register({ username, password, tabletName, passphrase }) {
  const weak = checkPassphrase(passphrase);
  if (weak) throw new UserError(weak, { code: 'weak_passphrase' });
  if (!username.trim() || !password) throw new UserError(coreTexts.nameMissing, { code: 'incomplete' });
  const slotId = uuidv7();
  const name = tabletName.trim().slice(0, TABLET_NAME_MAX) || coreTexts.unnamedTablet;
  const form = { protocol: PROTOCOL, device_id: slotId, tablet_name: name, username: username.trim(), password };
  const { answer, sentAt, receivedAt } = await askForToken('/sync/register', form, coreTexts.firstSignInNeedsNetwork);
  if (!answer.recovery_key) throw new UserError(coreTexts.noRecoveryKey, { code: 'no_recovery_key' });
  const iterations = await measuredIterations();
  const person = { slotId, name: answer.person.name, passphrase, iterations, recoveryKey: answer.recovery_key };
  await createStore(person, (unit) => putSession(unit, sessionOf(answer, slotId, name)));
  await noteServerTime(answer.server_time, sentAt, receivedAt);
  afterOpening(slotId);
}

/** @param {any} answer @param {string} deviceId @param {string} tabletName @returns {import('../sync/session.js').Session} */
function sessionOf(answer, deviceId, tabletName) {
  const { token, token_expires_at: tokenExpiresAt, person, epoch, receipt_key: receiptKey } = answer;
  return { token, tokenExpiresAt, deviceId, tabletName, person, epoch, receiptKey };
}

/** @param {string} path @param {unknown} form @param {string} awayText */
async function askForToken(path, form, awayText) {
  try {
    return await askJson(path, { method: 'POST', json: form });
  } catch (error) {
    if (error instanceof ServerRefusal) throw new UserError(error.text, { code: error.code, cause: error });
    throw new UserError(awayText, { code: 'server_away', cause: error });
  }
}

/**
 * Opens a person's records; without network too.
 * @param {string} slotId
 * @param {string} passphrase
 * @throws {UserError} wrong passphrase, waiting time, revoked
 */
export async function unlock(slotId, passphrase) {
  lastSlotId = slotId;
  if (openSlotId()) await lock();
  await openStore(slotId, passphrase);
  afterOpening(slotId);
}

/** @param {string} slotId */
function afterOpening(slotId) {
  lastSlotId = slotId;
  resetPinTries();
  noteActivity();
  // Nobody waits for the browser's answer, which may never come.
  void askPersistence().then((answer) => {
    persisted = answer;
    tell();
  });
}

/**
 * Lifts the idle lock. Five wrong ones drop the key.
 * @param {string} pin
 * @throws {UserError}
 */
export async function unlockWithPin(pin) {
  try {
    if (!(await tryPin(pin))) {
      await lock();
      throw new UserError(coreTexts.pinSpent, { code: 'pin_spent' });
    }
    idle = false;
    noteActivity();
  } finally {
    tell();
  }
}

/** @param {string} pin @throws {UserError} when it is not six digits */
export async function setPin(pin) {
  await keepPin(pin);
}

/** Hides everything at once: behind the PIN when there is one, else behind the passphrase. */
export async function lockNow() {
  if (!openSlotId()) return;
  clearTimeout(idleTimer);
  if (await hasPin()) {
    idle = true;
    tell();
  } else {
    await lock();
  }
}

/** Someone touched the tablet: the idle time begins anew. */
export function noteActivity() {
  if (idle || !openSlotId()) return;
  clearTimeout(idleTimer);
  idleTimer = setTimeout(() => void lockNow(), IDLE_MS);
}

/**
 * Gets a new token after the sign-in ran out; the records are not touched.
 * @param {{username: string, password: string}} form
 * @throws {UserError}
 */
export async function signIn({ username, password }) {
  if (!username.trim() || !password) throw new UserError(coreTexts.nameMissing, { code: 'incomplete' });
  const known = await readSession();
  const form = { protocol: PROTOCOL, device_id: known.deviceId, username: username.trim(), password };
  const { answer } = await askForToken('/sync/sign-in', form, coreTexts.signInNeedsNetwork);
  // The epoch stays the one this tablet has seen: only a push or pull may find that the server was restored.
  const { token, tokenExpiresAt, receiptKey } = sessionOf(answer, known.deviceId, known.tabletName);
  await changeSession({ token, tokenExpiresAt, receiptKey, signedOut: false });
  requestSync('sign_in');
}

/**
 * Takes this person's store off the tablet.
 * @throws {UserError} while anything is unsent
 */
export async function signOut() {
  const { records, photos } = await countUnsent();
  if (records + photos > 0) throw new UserError(coreTexts.unsentWork(records, photos), { code: 'unsent_work' });
  await destroyStore();
}

onRevoked(async () => {
  await forgetDelivered();
  await lockForRecoveryOnly();
});
