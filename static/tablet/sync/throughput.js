// @ts-check
/**
 * How fast photos leave the tablet, from the pieces of the last minute: for "about how long still". Keeps nothing.
 */

const WINDOW_MS = 60_000;
const MIN_BYTES = 64 * 1024;
/** Below this a line is called slow: a photo takes longer than ten seconds. */
const SLOW_BYTES_PER_SECOND = 40_000;

/** @returns {{add: (bytes: number, now: number) => void, secondsFor: (bytes: number, now: number) => number | null, isSlow: (now: number) => boolean}} */
export function throughputMeter() {
  /** @type {{bytes: number, at: number}[]} */
  let pieces = [];
  const rate = (/** @type {number} */ now) => {
    pieces = pieces.filter(({ at }) => now - at <= WINDOW_MS);
    const [first] = pieces;
    const bytes = pieces.slice(1).reduce((sum, piece) => sum + piece.bytes, 0);
    return first && bytes >= MIN_BYTES ? (bytes / Math.max(now - first.at, 1)) * 1000 : null;
  };
  return {
    add: (bytes, now) => void pieces.push({ bytes, at: now }),
    secondsFor: (bytes, now) => {
      const perSecond = rate(now);
      return perSecond ? Math.ceil(bytes / perSecond) : null;
    },
    isSlow: (now) => (rate(now) ?? Number.POSITIVE_INFINITY) < SLOW_BYTES_PER_SECOND,
  };
}
