// @ts-check
/**
 * The few browser objects that the scheduler listens to, for node: events of the window and the document, and whether
 * the browser believes that it has a network.
 */

class Page extends EventTarget {
  visibilityState = 'visible';
}

export const page = new Page();
export const win = new EventTarget();
export const network = { onLine: true };

export function useBrowser() {
  Object.assign(globalThis, { window: win, document: page });
  Object.defineProperty(globalThis, 'navigator', { value: network, configurable: true });
}
