// @ts-check
/**
 * Where the tablet is, while somebody asks: the last known position and whether it may be used.
 */

/** @typedef {import('../types.d.ts').Position} Position */
/** @typedef {import('../types.d.ts').PositionView} PositionView */

/** Above this a position is called rough and the place is written by hand. */
export const MAX_GOOD_ACCURACY_M = 100;
/** An older position belongs to another place. */
const FRESH_MS = 2 * 60_000;

/** @type {Position | null} */
let last = null;
/** @type {PositionView['state']} */
let state = 'off';
/** @type {number | null} */
let watchId = null;
/** @type {Set<(view: PositionView) => void>} */
const watchers = new Set();

/** @returns {Position | null} null when there is none of the last two minutes */
export function lastPosition() {
  return last && Date.now() - last.at <= FRESH_MS ? last : null;
}

/**
 * @param {(view: PositionView) => void} callback now and after each news; the receiver is on while anyone watches
 * @returns {() => void}
 */
export function watchPosition(callback) {
  watchers.add(callback);
  if (watchId === null) start();
  callback(view());
  return () => {
    watchers.delete(callback);
    if (watchers.size === 0) stop();
  };
}

/** @returns {PositionView} */
function view() {
  return Object.freeze({ state, position: lastPosition() });
}

function start() {
  const geolocation = globalThis.navigator?.geolocation;
  if (!geolocation) {
    state = 'denied';
    return;
  }
  state = 'waiting';
  watchId = geolocation.watchPosition(found, refused, { enableHighAccuracy: true, maximumAge: 10_000 });
}

function stop() {
  if (watchId !== null) navigator.geolocation.clearWatch(watchId);
  watchId = null;
  state = 'off';
}

/** @param {GeolocationPosition} position */
function found({ coords, timestamp }) {
  state = 'ok';
  last = Object.freeze({
    latitude: rounded(coords.latitude, 6),
    longitude: rounded(coords.longitude, 6),
    accuracy_m: rounded(coords.accuracy, 1),
    at: Math.min(timestamp, Date.now()),
  });
  tell();
}

/** @param {GeolocationPositionError} error */
function refused(error) {
  if (error.code === error.PERMISSION_DENIED) state = 'denied';
  tell();
}

function tell() {
  const next = view();
  for (const watcher of [...watchers]) watcher(next);
}

/** @param {number} value @param {number} places six decimals are a tenth of a metre */
function rounded(value, places) {
  return Math.round(value * 10 ** places) / 10 ** places;
}
