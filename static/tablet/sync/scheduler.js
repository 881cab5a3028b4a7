// @ts-check
/**
 * When and in what order the tablet talks to the server: one runner over all tabs, words first, photos after.
 *
 * Starts on the return of the network, on opening, on coming to the front, on an edit, on the button and by a timer;
 * `navigator.onLine` only chooses the words. Owns the phase that the screens show. Does not know what is sent.
 */
import { change, openSlotId, onStoreChange } from '../db/vault.js';
import { backoffDelay } from './backoff.js';
import { greet } from './hello.js';
import { pullAll } from './pull.js';
import { pushAll, wordsWait } from './push.js';
import { ServerAway, ServerBusy, ServerRefusal, askJson } from './server.js';
import { changeSession, putSyncNotes, readSession, readSyncNotes } from './session.js';
import { retryDeferred } from './settle.js';
import { countUnsent } from './unsent.js';
import { uploadAll } from './uploads.js';

/** @typedef {import('../types.d.ts').SyncPhase} SyncPhase */
/** @typedef {'opening' | 'edit' | 'button' | 'online' | 'visible' | 'timer' | 'sign_in' | 'prepare'} Reason */

const EDIT_DEBOUNCE_MS = 1_500;
const PULL_EVERY_MS = 5 * 60_000;
/** What an older server did not know is offered again this often, and after each opening. */
const DEFERRED_EVERY_MS = 30 * 60_000;

/** Nothing is sent by itself before `startScheduler`. */
let started = false;
/** @type {SyncPhase} */
let phase = 'idle';
let paused = false;
let failures = 0;
/** Milliseconds of the clock before which the server asked not to be disturbed. */
let notBefore = 0;
let deferredRetriedAt = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {AbortController | null} */
let running = null;
/** Something was asked for while a run was under way. */
let again = false;
/** @type {Set<(phase: SyncPhase) => void>} */
const phaseListeners = new Set();
/** @type {() => Promise<void>} */
let whenRevoked = async () => {};

/** @returns {SyncPhase} */
export function syncPhase() {
  return phase;
}

/** @param {(phase: SyncPhase) => void} listener @returns {() => void} */
export function onPhase(listener) {
  phaseListeners.add(listener);
  return () => phaseListeners.delete(listener);
}

/** @param {() => Promise<void>} action what to do when the server says that this tablet was revoked */
export function onRevoked(action) {
  whenRevoked = action;
}

/** @param {SyncPhase} next */
function setPhase(next) {
  if (phase === next) return;
  phase = next;
  for (const listener of [...phaseListeners]) listener(next);
}

/**
 * Asks for a run. Cheap to call often: edits are gathered, everything else begins at once.
 * @param {Reason} reason
 */
export function requestSync(reason) {
  if (!started || !openSlotId() || paused) return;
  if (running) {
    again = true;
    return;
  }
  // After a failure the timer is already set; typing on does not make the server come back sooner.
  if (reason === 'edit' && (failures > 0 || phase === 'too_old')) return;
  const urgent = reason !== 'edit' && reason !== 'timer';
  if (urgent) failures = 0;
  const wait = Math.max(reason === 'edit' ? EDIT_DEBOUNCE_MS : 0, notBefore - Date.now());
  schedule(wait);
}

/** @param {number} wait */
function schedule(wait) {
  clearTimeout(timer);
  timer = setTimeout(() => void runAlone(), wait);
}

/** Stops sending until resumed; remembered over the next opening. */
export async function pauseSync() {
  paused = true;
  running?.abort();
  clearTimeout(timer);
  setPhase('paused');
  await change((unit) => putSyncNotes(unit, { paused: true }));
}

/** Goes on sending. */
export async function resumeSync() {
  await change((unit) => putSyncNotes(unit, { paused: false }));
  paused = false;
  setPhase('idle');
  requestSync('button');
}

/** Runs under a lock that all tabs of this person share; whoever waits for it runs next and finds little to do. */
async function runAlone() {
  const slotId = openSlotId();
  if (!slotId || running || paused) return;
  running = new AbortController();
  const { signal } = running;
  const work = () => run(signal);
  const locks = globalThis.navigator?.locks;
  try {
    await (locks ? locks.request(`field-sync-${slotId}`, { signal }, work) : work());
    if (openSlotId() === slotId) succeeded();
  } catch (error) {
    if (!signal.aborted && openSlotId() === slotId) await failed(error);
  } finally {
    running = null;
  }
  if (again && openSlotId() === slotId) {
    again = false;
    requestSync('edit');
  }
}

/** @param {AbortSignal} signal */
async function run(signal) {
  await proveSignedIn(signal);
  setPhase('sending');
  await greet(signal);
  if (Date.now() - deferredRetriedAt > DEFERRED_EVERY_MS) {
    await retryDeferred();
    deferredRetriedAt = Date.now();
  }
  for (let done = false; !done && !signal.aborted; ) {
    await pushAll(signal);
    await pullAll(signal);
    const { photos } = await countUnsent();
    done = (await uploadAll(signal, wordsWait)) && !(await wordsWait());
    // Pulling says what is left here: after the photos the office hears that nothing is.
    if (done && photos > 0) await pullAll(signal);
  }
}

/**
 * After the sign-in ran out, asks once at each occasion whether it still is so: a tablet that was stopped meanwhile must learn of it.
 * @param {AbortSignal} signal
 * @throws {ServerRefusal} 401 while a sign-in is needed, 403 when the tablet was stopped
 */
async function proveSignedIn(signal) {
  const { token, signedOut } = await readSession();
  if (!token) throw new ServerRefusal(401, 'sign_in_needed', '', null);
  if (!signedOut) return;
  await askJson('/sync/pull?limit=1', { token, signal });
  await changeSession({ signedOut: false });
}

function succeeded() {
  failures = 0;
  notBefore = 0;
  if (paused) return;
  setPhase('idle');
  schedule(PULL_EVERY_MS);
}

/** @param {unknown} error */
async function failed(error) {
  if (error instanceof ServerRefusal && error.status === 401) {
    await changeSession({ signedOut: true });
    return setPhase('sign_in');
  }
  if (error instanceof ServerRefusal && error.status === 426) return setPhase('too_old');
  if (error instanceof ServerRefusal && error.code === 'device_revoked') {
    setPhase('revoked');
    return whenRevoked();
  }
  failures += 1;
  const asked = error instanceof ServerBusy || error instanceof ServerRefusal ? error.retryAfterMs : null;
  if (asked !== null) notBefore = Date.now() + asked;
  setPhase(error instanceof ServerAway && globalThis.navigator?.onLine === false ? 'offline' : 'server_away');
  schedule(backoffDelay(failures, asked));
  if (!(error instanceof ServerAway) && !(error instanceof ServerBusy)) reportFault(error);
}

/** @param {unknown} error a disagreement with the server or a bug: shown in the console without any content */
function reportFault(error) {
  console.error('sync stopped:', error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
}

async function storeChanged() {
  running?.abort();
  clearTimeout(timer);
  failures = 0;
  deferredRetriedAt = 0;
  again = false;
  if (!openSlotId()) {
    if (phase !== 'revoked') setPhase('idle');
    return;
  }
  paused = (await readSyncNotes()).paused;
  setPhase(paused ? 'paused' : 'idle');
  requestSync('opening');
}

/** Begins listening to the browser; called once by main.js. @returns {() => void} */
export function startScheduler() {
  started = true;
  const forget = onStoreChange(() => void storeChanged());
  const online = () => requestSync('online');
  const offline = () => failures === 0 && !running && !paused && openSlotId() && setPhase('offline');
  const visible = () => document.visibilityState === 'visible' && requestSync('visible');
  window.addEventListener('online', online);
  window.addEventListener('offline', offline);
  document.addEventListener('visibilitychange', visible);
  return () => {
    started = false;
    forget();
    window.removeEventListener('online', online);
    window.removeEventListener('offline', offline);
    document.removeEventListener('visibilitychange', visible);
  };
}
