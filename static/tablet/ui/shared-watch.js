// @ts-check
/**
 * One subscription for all who look: page bar, tab bar, banners and page watch the same state, and the store is read once.
 *
 * Promises: a newcomer hears the last state at once; the last one to leave ends the subscription.
 */
import { watchSync as watchSyncRows } from '../sync/status.js';

/**
 * @template T
 * @param {(callback: (value: T) => void) => () => void} watch
 * @returns {(callback: (value: T) => void) => () => void}
 */
export function shared(watch) {
  /** @type {Set<(value: T) => void>} */
  const callbacks = new Set();
  /** @type {{ value: T } | null} */
  let last = null;
  /** @type {() => void} */
  let end = () => {};
  return (callback) => {
    const first = callbacks.size === 0;
    callbacks.add(callback);
    if (last) callback(last.value);
    if (first) {
      end = watch((value) => {
        last = { value };
        for (const each of [...callbacks]) each(value);
      });
    }
    return () => {
      callbacks.delete(callback);
      if (callbacks.size > 0) return;
      end();
      last = null;
    };
  };
}

/** The state of sending. */
export const watchSync = shared(watchSyncRows);
