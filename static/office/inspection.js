// @ts-check
/**
 * One inspection: J K change the finding beside its evidence without loading, ← → its photos, and the count of findings
 * chosen for the letter follows the boxes. Without this script the links and buttons load the page anew.
 */
import { isPageKey, singleKeysOn } from './keys.js';

/** @param {string} id */
function showFinding(id) {
  for (const row of document.querySelectorAll('[data-finding]')) {
    if (row instanceof HTMLElement && row.dataset.finding === id) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
  for (const pane of document.querySelectorAll('[data-pane]')) {
    pane.toggleAttribute('hidden', /** @type {HTMLElement} */ (pane).dataset.pane !== id);
  }
  const address = new URL(location.href);
  address.searchParams.set('finding', id);
  history.replaceState(null, '', address);
}

/** @param {number} step */
function stepShot(step) {
  const shots = [...document.querySelectorAll('[data-pane]:not([hidden]) [data-shot]')];
  if (shots.length < 2) return;
  const at = shots.findIndex((shot) => !shot.hasAttribute('hidden'));
  const next = (at + step + shots.length) % shots.length;
  for (const [number, shot] of shots.entries()) shot.toggleAttribute('hidden', number !== next);
  const button = shots[next]?.querySelector(`[data-shot-step="${step}"]`);
  if (button instanceof HTMLElement) button.focus();
}

/** @returns {HTMLInputElement[]} */
function draftBoxes() {
  return /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('[data-draft]')]);
}

function countDraft() {
  const boxes = draftBoxes();
  const chosen = boxes.filter((box) => box.checked).length;
  for (const spot of document.querySelectorAll('[data-draft-count]')) spot.textContent = String(chosen);
  const all = document.querySelector('[data-draft-all]');
  if (all instanceof HTMLInputElement) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

document.addEventListener('row-chosen', (event) => {
  const row = /** @type {HTMLElement} */ (event.target);
  if (row.dataset.finding) showFinding(row.dataset.finding);
});

document.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  const step = target.closest('[data-shot-step]');
  if (step instanceof HTMLElement) stepShot(Number(step.dataset.shotStep));
  const row = target.closest('[data-finding]');
  const link = target.closest('a[data-opens-row]');
  if (row instanceof HTMLElement && link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    showFinding(row.dataset.finding ?? '');
  }
});

document.addEventListener('keydown', (event) => {
  if (!isPageKey(event) || !singleKeysOn()) return;
  if (event.key === 'ArrowLeft') stepShot(-1);
  else if (event.key === 'ArrowRight') stepShot(1);
});

document.addEventListener('change', (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (field.matches('[data-draft-all]')) for (const box of draftBoxes()) box.checked = field.checked;
  if (field.matches('[data-draft], [data-draft-all]')) countDraft();
});

// The words go where the cursor is at once: the browser's own `toggle` event comes too late for a fast typist.
for (const summary of document.querySelectorAll('details.return > summary')) {
  summary.addEventListener('click', (event) => {
    const details = /** @type {HTMLDetailsElement} */ (summary.parentElement);
    event.preventDefault();
    details.open = !details.open;
    if (details.open) details.querySelector('textarea')?.focus();
  });
}
countDraft();
