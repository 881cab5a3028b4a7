// @ts-check
/**
 * Single keys outside fields: `/` search, `?` all keys, and any element with `data-key`.
 * They can be switched off in the keys dialog; the choice stays in this browser (WCAG 2.1.4).
 */
import { openDialog } from './dialogs.js';

const SWITCH = 'office-single-keys';

/** @returns {boolean} */
export function singleKeysOn() {
  return localStorage.getItem(SWITCH) !== 'off';
}

/**
 * Whether a key press is meant for the page and not for a field, a dialog or the browser.
 * @param {KeyboardEvent} event
 */
export function isPageKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return false;
  if (document.querySelector('dialog[open]')) return false;
  const target = /** @type {Element} */ (event.target);
  return !target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]');
}

/** @param {KeyboardEvent} event */
function pressKeyed(event) {
  for (const element of document.querySelectorAll('[data-key]')) {
    if (!(element instanceof HTMLElement) || element.dataset.key?.toLowerCase() !== event.key.toLowerCase()) continue;
    if (!element.checkVisibility()) continue;
    event.preventDefault();
    element.click();
    return;
  }
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (!isPageKey(event) || !singleKeysOn()) return;
  if (event.key === '/') {
    const search = document.querySelector('[data-list-search], [data-main-search]');
    if (search instanceof HTMLInputElement) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (event.key === '?') {
    openDialog('keys-dialog');
  } else {
    pressKeyed(event);
  }
}

export function startKeys() {
  document.addEventListener('keydown', onKey);
  const toggle = document.querySelector('[data-single-keys]');
  if (!(toggle instanceof HTMLInputElement)) return;
  toggle.checked = singleKeysOn();
  toggle.addEventListener('change', () => localStorage.setItem(SWITCH, toggle.checked ? 'on' : 'off'));
}
