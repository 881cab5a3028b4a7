// @ts-check
/**
 * Photos from the gallery: asks why first, lets the person choose several, and takes them in one after another.
 *
 * Promises: a file that is no picture stops none of the others; each is told by its own sentence.
 */
import { html } from '../../vendor/lit.js';
import { labels, messages, reasons } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { openOverlay } from '../ui/overlays.js';
import { button } from '../ui/parts.js';
import { sentenceFor, tellSentence } from '../ui/problems.js';
import '../ui/reason-chips.js';
import { addPhoto } from './capture.js';

/** @typedef {{ inspectionId: string, itemKey: string, findingId: string | null }} Owner */

/**
 * @param {Owner} owner
 * @returns {Promise<string | null>} what the person should know about pictures that did not come in whole; null when all went well
 */
export async function addFromGallery(owner) {
  const chosen = await chooseFromGallery();
  if (!chosen) return null;
  const told = await takeIn(owner, chosen.files, { source: 'gallery', galleryReason: chosen.reason, position: null });
  const text = inOne(told);
  tellSentence(text);
  return text;
}

/** @param {readonly string[]} told @returns {string | null} every sentence once */
export function inOne(told) {
  return [...new Set(told)].join('') || null;
}

/**
 * @param {Owner} owner
 * @param {readonly File[]} files
 * @param {{ source: 'gallery' | 'system_camera', galleryReason?: string, position?: import('../types.d.ts').Position | null }} about
 * @returns {Promise<string[]>} sentences for the person
 */
export async function takeIn(owner, files, about) {
  /** @type {string[]} */
  const told = [];
  for (const file of files) {
    try {
      const { notice } = await addPhoto(owner, file, about);
      if (notice) told.push(notice);
    } catch (error) {
      told.push(sentenceFor(error));
    }
  }
  return told;
}

/** @returns {Promise<{ files: File[], reason: string } | null>} null when the person left it */
function chooseFromGallery() {
  const chooser = new GalleryChooser();
  return new Promise((resolve) => {
    const { close } = openOverlay(chooser, { name: labels.camera.chooseReason, look: 'overlay-dialog' });
    chooser.addEventListener('gallery-chosen', (event) => {
      resolve(/** @type {CustomEvent<{ files: File[], reason: string }>} */ (event).detail);
      close();
    });
    chooser.addEventListener('gallery-left', close);
    chooser.gone = () => resolve(null);
  });
}

class GalleryChooser extends TabletElement {
  static properties = { reason: { state: true } };

  constructor() {
    super();
    this.reason = '';
    /** @type {() => void} is told when the chooser is taken off the page */
    this.gone = () => {};
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.gone();
  }

  /** @override */
  render() {
    return html`<div class="gallery-chooser">
      <h2>${labels.camera.chooseReason}</h2>
      <reason-chips
        question=${messages.gallery}
        .options=${reasons.gallery}
        .value=${this.reason}
        @reason-chosen=${(/** @type {CustomEvent<string>} */ { detail }) => (this.reason = detail)}
      ></reason-chips>
      <input class="visually-hidden" type="file" accept="image/*,.heic,.heif" multiple tabindex="-1" aria-hidden="true" @change=${this.chosen} />
      <div class="button-row">
        ${button({ label: labels.camera.cancel, press: () => this.emit('gallery-left') })}
        ${button({
          label: labels.camera.choosePhotos,
          icon: 'photo',
          look: 'primary',
          more: 'grow',
          disabled: this.reason.trim() === '',
          press: () => /** @type {HTMLInputElement | null} */ (this.querySelector('input[type=file]'))?.click(),
        })}
      </div>
    </div>`;
  }

  /** @param {Event & { target: HTMLInputElement }} event */
  chosen({ target }) {
    const files = [...(target.files ?? [])];
    if (files.length > 0) this.emit('gallery-chosen', { files, reason: this.reason.trim() });
  }
}

define('gallery-chooser', GalleryChooser);
