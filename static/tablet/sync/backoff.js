// @ts-check
/**
 * When to try again after a failure: exponential with jitter, never later than ten minutes, never before the server
 * said. Pure but for the dice, which may be given.
 */

const FIRST_MS = 2_000;
/** The person is told 「10 分钟内会再试」. */
const LONGEST_MS = 10 * 60_000;

/**
 * @param {number} failures in a row, 1 for the first
 * @param {number | null} retryAfterMs what the server asked for
 * @param {() => number} [random] 0 ≤ n < 1
 * @returns {number} milliseconds to wait
 */
export function backoffDelay(failures, retryAfterMs, random = Math.random) {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  const jittered = full * (0.5 + random() / 2);
  return Math.max(jittered, retryAfterMs ?? 0);
}
