// @ts-check
/**
 * Elements that lie over the whole page (camera, item chooser, gallery reasons): opened as modal dialogs, one history step each.
 *
 * Promises: the browser's back closes the overlay and nothing else; when the tablet locks, every overlay is taken off the page.
 */

/** @type {Set<HTMLDialogElement>} */
const open = new Set();

/**
 * @param {HTMLElement} content
 * @param {{ name: string, look: string }} about accessible name and class of the dialog
 * @returns {{ close: () => void }}
 */
export function openOverlay(content, { name, look }) {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement);
  const dialog = document.createElement('dialog');
  dialog.className = `overlay ${look}`;
  dialog.setAttribute('aria-label', name);
  dialog.append(content);

  const takeAway = () => {
    if (!open.delete(dialog)) return;
    globalThis.removeEventListener('popstate', takeAway);
    dialog.close();
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  };
  const close = () => {
    if (open.has(dialog)) history.back();
  };
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close();
  });
  history.pushState(history.state, '', location.href);
  globalThis.addEventListener('popstate', takeAway);
  document.body.append(dialog);
  open.add(dialog);
  dialog.showModal();
  return { close };
}

/** Takes all overlays and questions off the page at once: nothing may show through the lock. */
export function dropOverlays() {
  for (const dialog of open) {
    open.delete(dialog);
    dialog.remove();
  }
  for (const question of document.querySelectorAll('body > dialog')) question.remove();
}
