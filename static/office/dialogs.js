// @ts-check
/**
 * Opens and closes native dialogs: `data-opens="id"` on a button, `data-closes` inside.
 * The browser traps focus and gives it back to the opener; Esc closes.
 */

/** @param {string} id */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

export function startDialogs() {
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const opener = target.closest('[data-opens]');
    if (opener instanceof HTMLElement) openDialog(opener.dataset.opens ?? '');
    if (target.closest('[data-closes]')) target.closest('dialog')?.close();
  });
  for (const dialog of document.querySelectorAll('dialog[data-open-now]')) openDialog(dialog.id);
}
