// @ts-check
/**
 * Between the editor's fields and the letter as it is saved: reading all blocks, making and taking out parts.
 */

/**
 * @typedef {{id: string, text: string, title: string, due: string|null, kind: string|null}} BlockInput
 * @typedef {{title: string, addressees: string[], blocks: BlockInput[], photos: {id: string, caption: string}[],
 *   urgency: string, copies_to: string[], note: string}} LetterInput
 */

/**
 * @param {Element} root
 * @param {string} selector
 */
function typedIn(root, selector) {
  const field = root.querySelector(selector);
  const known = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;
  return known ? field.value : '';
}

/** @param {string} text */
const linesOf = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/**
 * @param {Element} block
 * @returns {BlockInput}
 */
function readBlock(block) {
  return {
    id: block.getAttribute('data-block') ?? '',
    text: typedIn(block, '[data-text]'),
    title: typedIn(block, '[data-title]'),
    due: typedIn(block, '[data-due]') || null,
    kind: block.hasAttribute('data-new') ? block.getAttribute('data-kind') : null,
  };
}

/**
 * The whole letter as the page has it now.
 * @param {Element} editor
 * @returns {LetterInput}
 */
export function collectLetter(editor) {
  return {
    title: typedIn(editor, '[data-letter-title]'),
    addressees: linesOf(typedIn(editor, '[data-addressees]')),
    blocks: [...editor.querySelectorAll('[data-blocks] > [data-block]')].map(readBlock),
    photos: [...editor.querySelectorAll('[data-blocks] [data-photo]')].map((photo) => ({
      id: photo.getAttribute('data-photo') ?? '',
      caption: typedIn(photo, '[data-caption]'),
    })),
    urgency: typedIn(editor, '[data-urgency]'),
    copies_to: linesOf(typedIn(editor, '[data-copies]')),
    note: typedIn(editor, '[data-note]'),
  };
}

/**
 * An empty block of a kind, with an id of its own, or null when the page has no such template.
 * @param {Element} editor
 * @param {string} kind
 * @returns {HTMLElement|null}
 */
export function newBlock(editor, kind) {
  const template = editor.querySelector(`template[data-blank="${kind}"]`);
  if (!(template instanceof HTMLTemplateElement)) return null;
  const block = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
  const id = `n${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
  block.dataset.block = id;
  block.id = `block-${id}`;
  return block;
}

/**
 * Take a photo out of the letter; the returned function puts it back.
 * @param {HTMLElement} photo
 * @param {() => void} changed
 * @returns {() => void}
 */
export function takePhotoOut(photo, changed) {
  const [list, next] = [photo.parentElement, photo.nextElementSibling];
  photo.remove();
  changed();
  return () => {
    list?.insertBefore(photo, next?.isConnected ? next : null);
    changed();
  };
}
