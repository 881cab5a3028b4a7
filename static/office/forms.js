// @ts-check
/**
 * Forms: focus goes to what must be mended, a second press sends nothing twice, Ctrl+Enter presses the main button,
 * and what was typed survives an ended session or a lost connection in this tab (`data-keep="name"`).
 */
import { showNotice } from './notices.js';

const KEPT = 'kept:';

/**
 * Fields worth keeping: no secrets, no tokens, no files.
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
function typedValues(form) {
  /** @type {[string, string][]} */
  const values = [];
  for (const [name, value] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    const secret = field instanceof HTMLInputElement && field.type === 'password';
    if (typeof value === 'string' && name !== 'csrf_token' && name !== 'request_id' && !secret) values.push([name, value]);
  }
  return values;
}

/**
 * @param {HTMLFormElement} form
 * @param {[string, string][]} values
 */
function putBack(form, values) {
  form.dispatchEvent(new CustomEvent('values-coming', { detail: values }));
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')) {
      field.checked = values.some(([name, value]) => name === field.name && value === field.value);
    }
  }
  for (const [name, value] of values) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && ['checkbox', 'radio', 'hidden', 'password'].includes(field.type)) continue;
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
      field.value = value;
    }
  }
}

/** @param {HTMLFormElement} form */
function keepTyped(form) {
  const key = `${KEPT}${form.dataset.keep}`;
  const kept = sessionStorage.getItem(key);
  if (kept && !form.querySelector('[aria-invalid="true"], .field--error')) {
    showNotice('kept-notice', '上次填的还在。', [
      ['放回来', () => putBack(form, JSON.parse(kept))],
      ['不要了', () => sessionStorage.removeItem(key)],
    ]);
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => sessionStorage.setItem(key, JSON.stringify(typedValues(form))), 300);
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    sessionStorage.setItem(key, JSON.stringify(typedValues(form)));
  });
}

/** A page without the form means that it was sent and taken: nothing needs keeping any more. */
function forgetSent() {
  const here = new Set([...document.querySelectorAll('form[data-keep]')].map((form) => KEPT + form.getAttribute('data-keep')));
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(KEPT) && !here.has(key)) sessionStorage.removeItem(key);
  }
}

/** @param {SubmitEvent} event */
function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== 'post') return;
  if (form.dataset.sending === 'yes') {
    event.preventDefault();
    return;
  }
  if (!navigator.onLine) {
    event.preventDefault();
    showNotice('offline-notice', '连不上服务器，已填的还在本页。有网络后自动再试。', []);
    const submitter = event.submitter;
    addEventListener('online', () => form.requestSubmit(submitter), { once: true });
    return;
  }
  form.dataset.sending = 'yes';
  form.setAttribute('aria-busy', 'true');
}

export function startForms() {
  forgetSent();
  for (const form of document.querySelectorAll('form[data-keep]')) keepTyped(/** @type {HTMLFormElement} */ (form));
  document.addEventListener('submit', onSubmit);
  // A page taken back from the browser's cache may be sent again.
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sending]')) form.removeAttribute('data-sending');
  });
  // Writing into a field that belongs to a choice makes the choice.
  document.addEventListener('input', (event) => {
    const field = event.target;
    const choice = field instanceof HTMLElement ? document.getElementById(field.dataset.chooses ?? '') : null;
    if (choice instanceof HTMLInputElement) choice.checked = true;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    const form = /** @type {Element} */ (event.target).closest('form');
    const main = form?.querySelector('.button--main[type="submit"]');
    if (form && main instanceof HTMLElement) form.requestSubmit(main);
  });
  const first = document.querySelector('[data-focus-first]');
  if (first instanceof HTMLElement) first.focus();
}
