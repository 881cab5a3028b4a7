// @ts-check
/**
 * New versions of the app: registering the service worker, and letting a new one take over at the right moment.
 *
 * A new version takes over only when no tab of this tablet has an open store, so that nothing half written is lost
 * and no page runs on files of two versions. Until then the person is told that it waits.
 */
import { coreTexts } from './core-texts.js';
import { isWriting, onStoreChange, openSlotId } from './db/vault.js';

/** @typedef {{waiting: boolean, text: string}} UpdateView */

const WORKER = '/field/sw.js';
const SCOPE = '/field';
/** Held, shared, by every tab with an open store; the new version waits until it can have it alone. */
const OPEN_LOCK = 'field-store-open';
const CHECK_EVERY_MS = 60 * 60_000;

/** @type {ServiceWorkerRegistration | null} */
let registration = null;
let waiting = false;
/** @type {Set<(view: UpdateView) => void>} */
const watchers = new Set();
let releaseOpenLock = () => {};

/** @param {(view: UpdateView) => void} callback now and when it changes @returns {() => void} */
export function watchUpdate(callback) {
  watchers.add(callback);
  callback(view());
  return () => watchers.delete(callback);
}

/** @returns {UpdateView} */
function view() {
  return Object.freeze({ waiting, text: waiting ? coreTexts.updateWaiting : '' });
}

/** Registers the service worker and watches for new versions; called once by main.js. */
export function startUpdates() {
  const container = navigator.serviceWorker;
  if (!container) return;
  onStoreChange(() => {
    holdOpenLock();
    void takeOverWhenFree();
  });
  const hadController = Boolean(container.controller);
  container.addEventListener('controllerchange', () => {
    // The very first worker takes over a page that is of its own version already.
    if (hadController && !openSlotId() && !isWriting()) location.reload();
  });
  void container.register(WORKER, { scope: SCOPE }).then(watchRegistration, reportRefusal);
}

/** @param {unknown} error without a worker everything works but the start without network */
function reportRefusal(error) {
  console.warn('the app cannot be kept for use without network:', error instanceof Error ? error.name : 'unknown');
}

/** @param {ServiceWorkerRegistration} found */
function watchRegistration(found) {
  registration = found;
  found.addEventListener('updatefound', () => {
    found.installing?.addEventListener('statechange', noteWaiting);
  });
  setInterval(() => void found.update().catch(() => {}), CHECK_EVERY_MS);
  noteWaiting();
}

function noteWaiting() {
  const now = Boolean(registration?.waiting && navigator.serviceWorker.controller);
  if (now !== waiting) {
    waiting = now;
    for (const watcher of [...watchers]) watcher(view());
  }
  void takeOverWhenFree();
}

function holdOpenLock() {
  releaseOpenLock();
  releaseOpenLock = () => {};
  if (!openSlotId()) return;
  void navigator.locks?.request(OPEN_LOCK, { mode: 'shared' }, () => {
    return new Promise((resolve) => {
      releaseOpenLock = () => resolve(undefined);
    });
  });
}

/** Tells the waiting version to take over if no tab has a store open. */
async function takeOverWhenFree() {
  const worker = registration?.waiting;
  if (!worker || openSlotId()) return;
  if (!navigator.locks) return;
  await navigator.locks.request(OPEN_LOCK, { ifAvailable: true }, (lock) => {
    if (lock) worker.postMessage('TAKE_OVER');
  });
}
