// @ts-check
/**
 * One photo, 4:3, with its number, the first word of its caption and how far it has got, on plates of their own.
 *
 * Promises: opens the sealed picture only when the thumb comes near the screen and gives its address back when it leaves.
 */
import { html, nothing } from '../../vendor/lit.js';
import { photoUrl, releaseUrl } from '../evidence/capture.js';
import { labels, words } from '../texts.js';
import { TabletElement, define } from './element.js';
import { icon } from './icon.js';

/** @typedef {import('../types.d.ts').PhotoView} PhotoView */

class PhotoThumb extends TabletElement {
  static properties = { photo: { attribute: false }, plate: {}, url: { state: true }, absent: { state: true } };

  constructor() {
    super();
    /** @type {PhotoView | null} */
    this.photo = null;
    /** @type {'both' | 'state' | 'none'} what is written on it */
    this.plate = 'both';
    /** @type {string | null} */
    this.url = null;
    this.wanted = false;
    /** Another tablet took it: the picture is on the server only. */
    this.absent = false;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.load();
      },
      { rootMargin: '300px' },
    );
    observer.observe(this);
    this.keep(() => observer.disconnect());
    this.keep(() => this.release());
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {PhotoView | null | undefined} */ (changed.get('photo'));
    if (!before || before.id === this.photo?.id) return;
    this.release();
    this.load();
  }

  async load() {
    const id = this.photo?.id;
    if (!id || this.wanted) return;
    this.wanted = true;
    const url = await photoUrl(id, 'thumb');
    if (url === null) {
      this.absent = true;
      return;
    }
    if (this.isConnected && this.photo?.id === id) this.url = url;
    else releaseUrl(url);
  }

  release() {
    if (this.url) releaseUrl(this.url);
    this.url = null;
    this.wanted = false;
    this.absent = false;
  }

  /** @override */
  render() {
    if (!this.photo) return nothing;
    const { ordinal, caption } = this.photo;
    return html`<span class="thumb">
      ${this.url
        ? html`<img src=${this.url} alt=${labels.photo.alt(ordinal, caption)} />`
        : html`<span class="thumb-none">${icon('photo')}${this.absent ? html`<span>${this.photo.here ? labels.photo.notShown : labels.photo.elsewhere}</span>` : nothing}</span>`}
      ${this.plate === 'both' ? html`<span class="plate plate-name">${labels.photo.name(ordinal)} ${firstWord(caption)}</span>` : nothing}
      ${this.statePlate()}
    </span>`;
  }

  statePlate() {
    if (!this.photo || this.plate === 'none') return nothing;
    const { tone, name, text } = photoState(this.photo);
    const place = this.plate === 'state' ? 'plate-wide' : 'plate-state';
    return html`<span class="plate ${place} plate-${tone}">${icon(name)}<span>${text}</span></span>
      ${this.plate === 'state' && tone === 'sending' ? html`<progress class="thumb-progress" max="100" value=${this.photo.percent}></progress>` : nothing}`;
  }
}

/** @param {string} caption @returns {string} up to its first mark or space, eight characters at most */
function firstWord(caption) {
  return (caption.split(/[\s，、。；：,]/)[0] ?? '').slice(0, 8);
}

/**
 * @param {PhotoView} photo
 * @returns {{ tone: 'here' | 'sending' | 'delivered' | 'bad', name: Parameters<typeof icon>[0], text: string }}
 */
export function photoState({ state, syncState, percent }) {
  if (state === 'unreadable' || syncState === 'attention') return { tone: 'bad', name: 'alert-circle-filled', text: words.photo.unreadable };
  if (syncState === 'delivered') return { tone: 'delivered', name: 'check', text: words.photo.delivered };
  if (syncState === 'sending') return { tone: 'sending', name: 'cloud-upload', text: words.photo.sending(percent) };
  return { tone: 'here', name: 'device-tablet', text: words.photo.here };
}

define('photo-thumb', PhotoThumb);
