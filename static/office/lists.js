// @ts-check
/**
 * Tables: J K moves, X chooses, Enter opens, a click on a row opens it; chosen rows survive paging in this tab.
 * Filter chips act at once. Everything also works by plain links, boxes and the 「筛选」 button.
 */
import { isPageKey, singleKeysOn } from './keys.js';

/** Chosen ids of one list, kept for this tab under the list's path. */
class Selection {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.key = `chosen:${form.dataset.select ?? location.pathname}`;
    /** @type {Set<string>} */
    this.ids = new Set(JSON.parse(sessionStorage.getItem(this.key) ?? '[]'));
    this.boxes = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('[data-check-row]')]);
    this.all = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-check-all]'));
  }

  start() {
    for (const box of this.boxes) {
      box.checked = this.ids.has(box.value) || box.checked;
      if (box.checked) this.ids.add(box.value);
      box.addEventListener('change', () => this.set([box], box.checked));
    }
    this.all?.addEventListener('change', () => this.set(this.boxes, this.all?.checked ?? false));
    this.form.querySelector('[data-choose-none]')?.addEventListener('click', () => this.clear());
    this.form.addEventListener('submit', () => this.send());
    this.show();
  }

  /**
   * @param {HTMLInputElement[]} boxes
   * @param {boolean} chosen
   */
  set(boxes, chosen) {
    for (const box of boxes) {
      box.checked = chosen;
      if (chosen) this.ids.add(box.value);
      else this.ids.delete(box.value);
    }
    this.show();
  }

  clear() {
    this.ids.clear();
    this.set(this.boxes, false);
  }

  show() {
    sessionStorage.setItem(this.key, JSON.stringify([...this.ids]));
    const count = this.ids.size;
    this.form.classList.toggle('strip--chosen', count > 0);
    for (const spot of document.querySelectorAll('[data-chosen-count]')) spot.textContent = String(count);
    for (const part of this.form.querySelectorAll('[data-when-chosen]')) part.toggleAttribute('hidden', count === 0);
    for (const part of this.form.querySelectorAll('[data-when-none]')) part.toggleAttribute('hidden', count > 0);
    if (!this.all) return;
    const here = this.boxes.filter((box) => box.checked).length;
    this.all.checked = here > 0 && here === this.boxes.length;
    this.all.indeterminate = here > 0 && here < this.boxes.length;
  }

  /** Rows chosen on other pages go along as hidden fields; after sending, the choice is done with. */
  send() {
    const shown = new Set(this.boxes.map((box) => box.value));
    const name = this.boxes[0]?.name ?? this.form.dataset.name ?? 'id';
    for (const id of this.ids) {
      if (shown.has(id)) continue;
      const field = document.createElement('input');
      Object.assign(field, { type: 'hidden', name, value: id });
      this.form.append(field);
    }
    sessionStorage.removeItem(this.key);
  }
}

/** @returns {HTMLElement[]} */
function rows() {
  return [...document.querySelectorAll('[data-rows] > [data-row]')].filter((row) => row instanceof HTMLElement);
}

/** @param {number} step */
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.getAttribute('aria-current') === 'true');
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))] ?? all[0];
  for (const row of all) row.removeAttribute('aria-current');
  next?.setAttribute('aria-current', 'true');
  next?.scrollIntoView({ block: 'nearest' });
  const focusable = next?.querySelector('a[data-opens-row]') ?? next?.querySelector('a, button, input');
  if (focusable instanceof HTMLElement) focusable.focus({ preventScroll: true });
  next?.dispatchEvent(new CustomEvent('row-chosen', { bubbles: true }));
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (!isPageKey(event) || !singleKeysOn() || rows().length === 0) return;
  const current = document.querySelector('[data-row][aria-current="true"]');
  const key = event.key.toLowerCase();
  if (key === 'j') move(1);
  else if (key === 'k') move(-1);
  else if (key === 'x') current?.querySelector('[data-check-row]')?.dispatchEvent(new MouseEvent('click'));
  else return;
  event.preventDefault();
}

/** A click on the empty part of a row opens it; selecting text does not. */
function openRowOnClick() {
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('a, button, input, label, select, summary')) return;
    if (getSelection()?.toString()) return;
    const link = target.closest('[data-row]')?.querySelector('a[data-opens-row]');
    if (link instanceof HTMLAnchorElement) link.click();
  });
}

export function startLists() {
  const form = document.querySelector('form[data-select]');
  if (form instanceof HTMLFormElement) new Selection(form).start();
  for (const strip of document.querySelectorAll('form[data-filters]')) {
    strip.addEventListener('change', (event) => {
      if (event.target instanceof HTMLSelectElement) /** @type {HTMLFormElement} */ (strip).requestSubmit();
    });
  }
  document.addEventListener('keydown', onKey);
  openRowOnClick();
}
