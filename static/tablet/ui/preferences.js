// @ts-check
/**
 * How this tablet is held and read: theme, hand, text size. Kept in clear, for none of it tells who works or on what.
 *
 * Promises: a choice takes effect at once on the root element and is remembered for this browser.
 * Does not: offer the discreet theme; that one is forced by the method of a visit.
 */

const KEY = 'field-preferences';

/** @typedef {{ theme: 'light' | 'strong', hand: 'right' | 'left', textSize: 0 | 1 | 2 }} Preferences */

/** @type {Set<(preferences: Preferences) => void>} */
const watchers = new Set();

/** @type {Preferences} */
let current = read();

/** @returns {Preferences} what was chosen here, else the defaults (strong light where the system asks for more contrast) */
function read() {
  /** @type {Preferences} */
  const defaults = {
    theme: globalThis.matchMedia?.('(prefers-contrast: more)').matches ? 'strong' : 'light',
    hand: 'right',
    textSize: 0,
  };
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
  } catch {
    return defaults; // a browser that keeps nothing still works, with the defaults
  }
}

/** @returns {Preferences} */
export function preferences() {
  return current;
}

/** @param {Partial<Preferences>} change */
export function setPreferences(change) {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // a full or closed store keeps the choice until the page is left
  }
  applyPreferences();
  for (const watcher of watchers) watcher(current);
}

/** Puts the choices on the root element, where the style sheets look for them. */
export function applyPreferences() {
  const { dataset } = document.documentElement;
  dataset.surface = 'tablet';
  dataset.theme = current.theme;
  dataset.hand = current.hand;
  dataset.textSize = String(current.textSize);
}

/**
 * @param {(preferences: Preferences) => void} watcher
 * @returns {() => void} ends it
 */
export function watchPreferences(watcher) {
  watchers.add(watcher);
  watcher(current);
  return () => watchers.delete(watcher);
}
