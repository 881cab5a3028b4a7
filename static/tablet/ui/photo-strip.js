// @ts-check
/**
 * The photos of one finding or item, the shutter tile last; a tap opens the viewer, where the order can be changed.
 *
 * Raises `photo-open` (id), `photo-add`, `photo-gallery`. Does not: take or store pictures.
 */
import { html, nothing, repeat } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { TabletElement, define } from './element.js';
import { count } from './format.js';
import { icon } from './icon.js';
import './photo-thumb.js';

const SHOWN = 12;

class PhotoStrip extends TabletElement {
  static properties = {
    photos: { attribute: false },
    adding: { type: Boolean },
    gallery: { type: Boolean },
    full: { type: Boolean },
    all: { state: true },
  };

  constructor() {
    super();
    /** @type {readonly import('../types.d.ts').PhotoView[]} */
    this.photos = [];
    this.adding = false;
    this.gallery = false;
    /** The device's store takes no more photos. */
    this.full = false;
    this.all = false;
  }

  /** @override */
  render() {
    const shown = this.all ? this.photos : this.photos.slice(0, SHOWN);
    const hidden = this.photos.length - shown.length;
    return html`<div class="strip">
      ${repeat(
        shown,
        ({ id }) => id,
        (photo) =>
          html`<button type="button" class="strip-photo" aria-label=${labels.photo.alt(photo.ordinal, photo.caption)} @click=${() => this.emit('photo-open', photo.id)}>
            <photo-thumb .photo=${photo}></photo-thumb>
          </button>`,
      )}
      ${hidden > 0
        ? html`<button type="button" class="strip-tile" @click=${() => (this.all = true)}>${labels.photo.more(count(hidden))}</button>`
        : nothing}
      ${this.adding ? this.shutterTile() : nothing} ${this.adding && this.gallery ? this.galleryTile() : nothing}
    </div>`;
  }

  shutterTile() {
    if (this.full) return html`<span class="strip-tile strip-full">${icon('alert-circle')}<span>${labels.answer.noStore}</span></span>`;
    const label = this.photos.length > 0 && !this.gallery ? labels.answer.again : labels.answer.photo;
    return html`<button type="button" class="strip-tile strip-shutter" @click=${() => this.emit('photo-add')}>
      ${icon('camera')}<span>${label}</span>
    </button>`;
  }

  galleryTile() {
    if (this.full) return nothing;
    return html`<button type="button" class="strip-tile strip-gallery" @click=${() => this.emit('photo-gallery')}>
      ${icon('photo')}<span>${labels.finding.gallery}</span>
    </button>`;
  }
}

define('photo-strip', PhotoStrip);
