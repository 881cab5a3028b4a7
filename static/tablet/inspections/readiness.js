// @ts-check
/**
 * May I leave? Turns what is known about this tablet into lines (fact, reason, state) and one verdict. Pure.
 *
 * Promises: honest without a network: what needs one says so, and the verdict stays what it is.
 */
import { labels, messages } from '../texts.js';
import { count, day, duration, size } from '../ui/format.js';

/**
 * @typedef {object} Known
 * @property {number} inspections how many inspections are on the tablet
 * @property {number} withoutChecklist inspections whose checklist is not here
 * @property {number} queuedRecords
 * @property {number} queuedPhotos
 * @property {number} queuedBytes
 * @property {boolean} online
 * @property {{ free: number, photosLeft: number, level: 'ok' | 'low' | 'full' }} store
 * @property {boolean | null} persisted
 * @property {number | null} signedInUntil milliseconds; null when the sign-in is over
 * @property {number | null} clockOffset milliseconds the tablet is ahead of the server; null when unknown
 * @property {'granted' | 'denied' | 'prompt'} camera
 * @property {number | null} positionMetres accuracy of a position that was found; null without one
 * @property {number | null} battery percent
 * @property {number} now
 */
/** @typedef {'sync' | 'persist' | 'camera' | 'position' | 'sign_in'} Fix what tapping the line does */
/** @typedef {{ icon: 'download' | 'cloud-upload' | 'circle-check' | 'alert-triangle' | 'battery' | 'clock' | 'lock-open' | 'camera' | 'map-pin' | 'circle-x', tone: 'ok' | 'warn' | 'bad' | 'neutral', title: string, text: string, state: string, fix?: Fix }} Line */
/** @typedef {{ tone: 'ok' | 'warn' | 'bad', title: string, text: string }} Verdict */

const DAY_MS = 86_400_000;
const CLOCK_TOLERANCE_MS = 120_000;

/** @param {Known} known @returns {Line[]} those that need something first */
export function readinessLines(known) {
  const lines = [tasks(known), waiting(known), space(known), persistence(known), signIn(known), clockLine(known), camera(known), position(known)];
  if (known.battery !== null) {
    lines.push({ icon: 'battery', tone: 'neutral', title: labels.ready.battery(count(known.battery)), text: labels.ready.batteryText, state: labels.ready.remind });
  }
  const rank = { bad: 0, warn: 1, ok: 2, neutral: 3 };
  return lines.sort((a, b) => rank[a.tone] - rank[b.tone]);
}

/** @param {Known} known @param {readonly Line[]} lines @returns {Verdict} */
export function verdict(known, lines) {
  if (known.inspections === 0) return { tone: 'bad', title: labels.ready.verdictStop(labels.ready.noInspection), text: labels.ready.verdictStopText };
  if (known.withoutChecklist > 0) return { tone: 'bad', title: labels.ready.verdictStop(labels.ready.noChecklist), text: labels.ready.verdictStopText };
  const open = lines.filter(({ tone }) => tone === 'warn');
  if (open.length === 0) return { tone: 'ok', title: labels.ready.verdictGo, text: labels.ready.verdictGoText };
  const bySync = open.some(({ fix }) => fix === 'sync');
  const text = !bySync ? labels.ready.verdictMoreByHand : known.online ? labels.ready.verdictMoreText : labels.ready.verdictMoreOffline;
  return { tone: 'warn', title: labels.ready.verdictMore(open.length), text };
}

/** @param {Known} known @returns {Line} */
function tasks({ inspections, withoutChecklist, online }) {
  const here = inspections > 0 && withoutChecklist === 0;
  return {
    icon: here ? 'circle-check' : 'download',
    tone: here ? 'ok' : 'bad',
    title: labels.ready.tasks(count(inspections), count(withoutChecklist)),
    text: here ? labels.ready.tasksText : labels.ready.noTasksText,
    state: here ? labels.ready.readyTag : online ? labels.ready.toLoad : labels.ready.needsNetwork,
    ...(here ? {} : { fix: /** @type {const} */ ('sync') }),
  };
}

/** @param {Known} known @returns {Line} */
function waiting({ queuedRecords, queuedPhotos, queuedBytes, online }) {
  if (queuedRecords + queuedPhotos === 0) {
    return { icon: 'circle-check', tone: 'ok', title: labels.ready.nothingWaiting, text: labels.ready.nothingWaitingText, state: labels.ready.allSentTag };
  }
  return {
    icon: 'cloud-upload',
    tone: 'warn',
    title: labels.ready.waitingTitle(count(queuedRecords), count(queuedPhotos)),
    text: labels.ready.waitingText,
    state: online ? labels.ready.toSend(queuedPhotos > 0 ? size(queuedBytes) : '') : labels.ready.needsNetwork,
    fix: 'sync',
  };
}

/** @param {Known} known @returns {Line} */
function space({ store: { free, photosLeft, level } }) {
  return {
    icon: level === 'ok' ? 'circle-check' : 'alert-triangle',
    tone: level === 'ok' ? 'ok' : 'warn',
    title: labels.ready.space(size(free)),
    text: labels.ready.spaceText(count(photosLeft)),
    state: level === 'ok' ? labels.ready.enough : labels.ready.tight,
  };
}

/** @param {Known} known @returns {Line} */
function persistence({ persisted }) {
  if (persisted) return { icon: 'circle-check', tone: 'ok', title: labels.ready.persisted, text: labels.ready.persistedText, state: labels.ready.protectedTag };
  return { icon: 'alert-triangle', tone: 'warn', title: labels.ready.notPersisted, text: labels.ready.notPersistedText, state: labels.ready.unprotectedTag, fix: 'persist' };
}

/** @param {Known} known @returns {Line} */
function signIn({ signedInUntil, now }) {
  const left = signedInUntil === null ? 0 : Math.floor((signedInUntil - now) / DAY_MS);
  if (signedInUntil === null || signedInUntil <= now) {
    return { icon: 'alert-triangle', tone: 'warn', title: labels.ready.signInOver, text: labels.ready.signInText, state: labels.ready.expired, fix: 'sign_in' };
  }
  return { icon: 'circle-check', tone: 'ok', title: labels.ready.signInUntil(day(signedInUntil)), text: labels.ready.signInText, state: labels.ready.daysLeft(left) };
}

/** @param {number} offset milliseconds ahead of the server @returns {string} `慢 4 秒` */
export function clockWords(offset) {
  if (Math.abs(offset) < 1000) return labels.ready.clockExact;
  return offset > 0 ? labels.ready.clockFast(duration(offset)) : labels.ready.clockSlow(duration(offset));
}

/** @param {Known} known @returns {Line} */
function clockLine({ clockOffset }) {
  if (clockOffset === null) return { icon: 'clock', tone: 'neutral', title: labels.ready.clockUnknown, text: labels.ready.clockUnknownText, state: labels.ready.needsNetwork };
  const near = Math.abs(clockOffset) <= CLOCK_TOLERANCE_MS;
  return {
    icon: near ? 'circle-check' : 'alert-triangle',
    tone: near ? 'ok' : 'warn',
    title: labels.ready.clock(clockWords(clockOffset)),
    text: near ? labels.ready.clockText : messages.clockOff(clockWords(clockOffset)),
    state: near ? labels.ready.normal : labels.ready.remind,
  };
}

/** @param {Known} known @returns {Line} */
function camera({ camera: state }) {
  if (state === 'granted') return { icon: 'circle-check', tone: 'ok', title: labels.ready.cameraOk, text: labels.ready.cameraOkText, state: labels.ready.usable };
  return { icon: 'camera', tone: 'warn', title: labels.ready.cameraNo, text: labels.ready.cameraNoText, state: labels.ready.notYet, fix: 'camera' };
}

/** @param {Known} known @returns {Line} */
function position({ positionMetres }) {
  if (positionMetres !== null) {
    return { icon: 'circle-check', tone: 'ok', title: labels.ready.positionOk(count(Math.round(positionMetres))), text: labels.ready.positionOkText, state: labels.ready.usable };
  }
  return { icon: 'map-pin', tone: 'warn', title: labels.ready.positionNo, text: labels.ready.positionNoText, state: labels.ready.notYet, fix: 'position' };
}
