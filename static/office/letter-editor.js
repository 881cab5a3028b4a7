// @ts-check
/**
 * The letter editor: saves as one types, shows what is missing and the real page, moves, adds and takes out blocks.
 *
 * Promises: nothing typed is lost. What could not be saved is kept in this tab and offered when the page is opened
 * again; somebody else's change is overwritten only by who was shown it and says so. Texts of the page stand in the template, sentences about saving here.
 */
import { collectLetter, newBlock, takePhotoOut } from './letter-blocks.js';
import { showNotice } from './notices.js';
import { PageViewer } from './letter-pages.js';
import { LetterSaver } from './letter-saver.js';

const TEXTS = {
  saving: '正在存…',
  offline: '连不上服务器，已填的还在本页。',
  kept: '上次没存上的改动还在。',
  keptOver: '上次没存上的改动还在。别人后来改过，放回来会换掉现在的文字。',
  putBack: '放回来',
  drop: '不要了',
  reload: '看别人的改动',
  ready: '可以送出了',
  /** @param {number} count */
  missing: (count) => `送出前还差 ${count} 处`,
  /** @param {Date} at */
  saved: (at) => `已自动保存 ${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}:${String(at.getSeconds()).padStart(2, '0')}`,
};

const editor = /** @type {HTMLElement} */ (document.querySelector('[data-editor]'));
const blocks = /** @type {HTMLElement} */ (editor.querySelector('[data-blocks]'));
const saveState = /** @type {HTMLElement} */ (editor.querySelector('[data-save-state]'));
const key = `letter:${editor.dataset.letter}`;

const saver = new LetterSaver({
  address: editor.dataset.save ?? '',
  token: /** @type {HTMLInputElement} */ (editor.querySelector('[name="csrf_token"]')).value,
  version: Number(editor.dataset.version),
  collect: () => collectLetter(editor),
});
const viewer = new PageViewer(
  editor,
  (page) => (editor.dataset.page ?? '').replace(/0\/0\.png$/, `${saver.version}/${page}.png`),
  Number(editor.dataset.pages),
);

/** Where one wrote last: new blocks come behind it, its page stays in view. @type {Element|null} */
let lastBlock = null;

/** @param {Element|null} block */
const pageOf = (block) => Number(block?.getAttribute('data-on-page')) || viewer.page;

blocks.addEventListener('focusin', (event) => {
  lastBlock = /** @type {Element} */ (event.target).closest('[data-block]');
  if (pageOf(lastBlock) !== viewer.page) viewer.show(pageOf(lastBlock));
});

/** @param {{block_id: string|null, sentence: string}[]} missing */
function showMissing(missing) {
  const list = /** @type {HTMLElement} */ (editor.querySelector('[data-missing]'));
  list.replaceChildren(...missing.map(missingLine));
  const title = /** @type {HTMLElement} */ (editor.querySelector('[data-missing-title]'));
  title.textContent = missing.length ? TEXTS.missing(missing.length) : TEXTS.ready;
  title.parentElement?.classList.toggle('letter-missing--none', missing.length === 0);
  const named = new Set(missing.map((item) => item.block_id));
  for (const block of blocks.querySelectorAll('[data-block]')) {
    const tag = /** @type {HTMLElement|null} */ (block.querySelector('[data-block-missing]'));
    if (tag) tag.hidden = !named.has(block.getAttribute('data-block'));
  }
  for (const entry of editor.querySelectorAll('[data-outline]')) {
    const lacks = (entry.getAttribute('data-outline') ?? '').split(' ').some((id) => named.has(id));
    for (const mark of entry.querySelectorAll('[data-mark]')) {
      /** @type {HTMLElement} */ (mark).hidden = (mark.getAttribute('data-mark') === 'missing') !== lacks;
    }
  }
}

/** @param {{block_id: string|null, sentence: string}} item */
function missingLine(item) {
  const line = document.createElement('li');
  const target = item.block_id === 'title' ? 'head' : item.block_id;
  const words = document.createElement(target ? 'a' : 'span');
  words.textContent = item.sentence;
  if (words instanceof HTMLAnchorElement) words.href = `#block-${target}`;
  line.append(words);
  return line;
}

function forget() {
  sessionStorage.removeItem(key);
}

/** @param {import('./letter-saver.js').Saved} answer */
function afterSaving(answer) {
  forget();
  saveState.textContent = TEXTS.saved(new Date());
  for (const field of document.querySelectorAll('[data-version-field]')) {
    /** @type {HTMLInputElement} */ (field).value = String(answer.version);
  }
  for (const [id, label] of Object.entries(answer.labels)) {
    const block = blocks.querySelector(`[data-block="${CSS.escape(id)}"]`);
    const name = block?.querySelector('[data-block-name]');
    if (name) name.textContent = label;
    block?.setAttribute('data-on-page', String(answer.block_pages[id] ?? 1));
  }
  showMissing(answer.missing);
  viewer.renew(answer.pages, pageOf(lastBlock));
}

saver.addEventListener('saving', () => {
  saveState.textContent = TEXTS.saving;
});
saver.addEventListener('saved', (event) => afterSaving(/** @type {CustomEvent} */ (event).detail));
saver.addEventListener('offline', () => {
  saveState.textContent = TEXTS.offline;
});
saver.addEventListener('refused', (event) => {
  const { message, conflict } = /** @type {CustomEvent} */ (event).detail;
  saveState.textContent = message;
  showNotice('save-notice', message, conflict ? [[TEXTS.reload, () => location.reload()]] : []);
});

let timer = 0;
function changed() {
  sessionStorage.setItem(key, JSON.stringify({ version: saver.version, letter: collectLetter(editor) }));
  const title = editor.querySelector('[data-title-shown]');
  const typed = /** @type {HTMLTextAreaElement} */ (editor.querySelector('[data-letter-title]'));
  if (title) title.textContent = typed.value.replaceAll('\n', '');
  clearTimeout(timer);
  timer = window.setTimeout(() => saver.save(), 400);
}

/** @param {HTMLTextAreaElement} field */
function fit(field) {
  field.rows = 1;
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

/**
 * @param {HTMLElement} block
 * @param {number} step
 */
function move(block, step) {
  const other = step < 0 ? block.previousElementSibling : block.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(block);
  else other.after(block);
  /** @type {HTMLElement|null} */ (block.querySelector(`[data-move="${step}"]`))?.focus();
  changed();
}

/** @param {HTMLElement} block */
function remove(block) {
  const next = block.nextElementSibling;
  block.remove();
  changed();
  showNotice('removed-notice', '已取出一段。', [
    ['撤销', () => {
      if (next?.isConnected) next.before(block);
      else blocks.append(block);
      changed();
    }],
  ]);
}

/** @param {string} kind */
function add(kind) {
  const block = newBlock(editor, kind);
  if (!block) return;
  const after = lastBlock?.isConnected ? lastBlock : blocks.lastElementChild;
  if (after) after.after(block);
  else blocks.append(block);
  block.querySelector('textarea')?.focus();
  changed();
}

editor.addEventListener('input', (event) => {
  if (event.target instanceof HTMLTextAreaElement) fit(event.target);
  changed();
});
editor.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  const block = /** @type {HTMLElement|null} */ (target.closest('[data-block]'));
  const mover = target.closest('[data-move]');
  const adder = target.closest('[name="add"]');
  const photo = target.closest('[data-remove-photo]')?.closest('[data-photo]');
  if (block && mover) move(block, Number(mover.getAttribute('data-move')));
  if (block && target.closest('[data-remove-block]')) remove(block);
  if (adder instanceof HTMLButtonElement) add(adder.value);
  if (photo instanceof HTMLElement) showNotice('removed-notice', '已取出一张照片。', [['撤销', takePhotoOut(photo, changed)]]);
  const side = target.closest('[data-show]');
  if (side instanceof HTMLElement) showSide(side.dataset.show ?? 'text');
});
editor.addEventListener('keydown', (event) => {
  if (event.altKey && event.key.toLowerCase() === 'p') {
    event.preventDefault();
    viewer.show(viewer.page === viewer.count ? 1 : viewer.page + 1);
  }
  if (!event.ctrlKey && !event.metaKey) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    /** @type {HTMLFormElement|null} */ (editor.querySelector('form[data-submit]'))?.requestSubmit();
  } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
    const here = /** @type {Element} */ (event.target).closest('[data-block], [data-head]');
    const all = [...editor.querySelectorAll('[data-head], [data-block]')];
    const next = all[here ? all.indexOf(here) + (event.key === 'ArrowUp' ? -1 : 1) : 0];
    if (next) {
      event.preventDefault();
      next.querySelector('textarea')?.focus();
    }
  }
});

/** @param {string} side */
function showSide(side) {
  editor.classList.toggle('letter-editor--preview', side === 'preview');
  for (const button of editor.querySelectorAll('[data-show]')) {
    button.setAttribute('aria-pressed', String(button.getAttribute('data-show') === side));
  }
}

// A step that leaves the page waits until everything typed is saved, with the version that came of it.
document.addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || sessionStorage.getItem(key) === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(timer);
    saver.save().then((done) => {
      if (done) form.requestSubmit(event.submitter);
    });
  },
  { capture: true },
);
addEventListener('online', () => saver.save());

function offerKept() {
  const kept = sessionStorage.getItem(key);
  if (!kept) return;
  const { version, letter } = JSON.parse(kept);
  showNotice('kept-notice', version < saver.version ? TEXTS.keptOver : TEXTS.kept, [
    [TEXTS.putBack, () => {
      saver.version = Math.max(version, saver.version);
      saver.save(letter).then((done) => done && location.reload());
    }],
    [TEXTS.drop, forget],
  ]);
}

const now = [...document.querySelectorAll('[data-missing-now] > span')];
showMissing(now.map((item) => ({ block_id: item.getAttribute('data-block-id') || null, sentence: item.textContent ?? '' })));
for (const field of editor.querySelectorAll('textarea')) fit(field);
offerKept();
