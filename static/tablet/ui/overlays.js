// @ts-check
/**
 * Elements that lie over the whole page (camera, item chooser, gallery reasons): modal dialogs, one above the other, one
 * history step each.
 *
 * Promises: the browser's back closes the topmost overlay and nothing else; when the tablet locks, every overlay is taken
 * off the page.
 */

/** @typedef {{ dialog: HTMLDialogElement, opener: HTMLElement | null }} Overlay */

/** @type {Overlay[]} the topmost last */
const stack = [];

/**
 * @param {HTMLElement} content
 * @param {{ name: string, look: string }} about accessible name and class of the dialog
 * @returns {{ close: () => void }}
 */
export function openOverlay(content, { name, look }) {
  const dialog = document.createElement('dialog');
  dialog.className = `overlay ${look}`;
  dialog.setAttribute('aria-label', name);
  dialog.append(content);
  const close = () => {
    if (stack.at(-1)?.dialog === dialog) history.back();
  };
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close();
  });
  if (stack.length === 0) addEventListener('popstate', closeTopmost);
  stack.push({ dialog, opener: /** @type {HTMLElement | null} */ (document.activeElement) });
  history.pushState(history.state, '', location.href);
  document.body.append(dialog);
  dialog.showModal();
  return { close };
}

function closeTopmost() {
  const overlay = stack.pop();
  if (!overlay) return;
  if (stack.length === 0) removeEventListener('popstate', closeTopmost);
  overlay.dialog.close();
  overlay.dialog.remove();
  if (overlay.opener?.isConnected) overlay.opener.focus();
}

/** Takes all overlays and questions off the page at once: nothing may show through the lock. */
export function dropOverlays() {
  removeEventListener('popstate', closeTopmost);
  for (const { dialog } of stack.splice(0)) dialog.remove();
  for (const question of document.querySelectorAll('body > dialog')) question.remove();
}
