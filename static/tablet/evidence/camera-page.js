// @ts-check
/**
 * The camera over the page: the shutter stays live, each picture is taken in while the next is aimed at; review comes after.
 * Denied or missing, it offers the system's camera (told as such) and the gallery.
 *
 * Does not: draw any mark into a picture; time and place are stored beside it.
 */
import { html, nothing } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { announceUrgent } from '../ui/announce.js';
import { TabletElement, define } from '../ui/element.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import { openOverlay } from '../ui/overlays.js';
import { banner, button } from '../ui/parts.js';
import { attempt, sentenceFor } from '../ui/problems.js';
import { openCamera as startCamera } from './camera.js';
import { addPhoto, photoUrl, releaseUrl } from './capture.js';
import { addFromGallery, inOne, takeIn } from './gallery.js';
import { watchPosition } from './position.js';

/** @typedef {import('./gallery.js').Owner} Owner */

/**
 * @param {Owner} owner what the pictures belong to
 * @param {string} about the item in words, shown above the picture
 */
export function openCamera(owner, about) {
  const page = new CameraPage();
  page.owner = owner;
  page.about = about;
  const { close } = openOverlay(page, { name: labels.camera.title, look: 'overlay-camera' });
  page.addEventListener('camera-left', close);
}

class CameraPage extends TabletElement {
  static properties = {
    state: { state: true },
    problem: { state: true },
    taken: { state: true },
    saving: { state: true },
    lastUrl: { state: true },
  };

  constructor() {
    super();
    /** @type {Owner | null} */
    this.owner = null;
    this.about = '';
    /** @type {'starting' | 'live' | 'denied'} */
    this.state = 'starting';
    /** @type {string | null} */
    this.problem = null;
    this.taken = 0;
    /** Pictures on their way to the store. */
    this.saving = 0;
    /** @type {string | null} the picture taken last */
    this.lastUrl = null;
    /** @type {{ shoot: () => Promise<Blob>, close: () => void } | null} */
    this.camera = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchPosition(() => {}));
    this.keep(() => this.camera?.close());
    this.keep(() => this.lastUrl && releaseUrl(this.lastUrl));
  }

  /** @override */
  async firstUpdated() {
    const video = this.querySelector('video');
    if (!video) return;
    try {
      const camera = await startCamera(video);
      if (!this.isConnected) return camera.close();
      this.camera = camera;
      this.state = 'live';
    } catch (error) {
      this.problem = sentenceFor(error);
      this.state = 'denied';
    }
  }

  /** @override */
  render() {
    return html`<div class="camera">
      <div class="camera-head">
        <button type="button" class="camera-button" @click=${() => this.emit('camera-left')}>${icon('x')}<span>${labels.photo.close}</span></button>
        <h2>${this.about}</h2>
        <p role="status">${this.taken + this.saving > 0 ? (this.saving > 0 ? labels.camera.saving : labels.camera.taken(count(this.taken))) : nothing}</p>
      </div>
      ${this.problem ? html`<div class="camera-problem" role="alert">${banner({ tone: 'warn', text: this.problem })}</div>` : nothing}
      <div class="camera-view">
        <video aria-label=${labels.camera.preview} muted playsinline ?hidden=${this.state === 'denied'}></video>
        ${this.state === 'starting' ? html`<p class="camera-still">${labels.camera.starting}</p>` : nothing}
        ${this.state === 'denied' ? this.fallback() : nothing}
      </div>
      <div class="camera-foot">
        <button type="button" class="camera-button" @click=${this.fromGallery}>${icon('photo')}<span>${labels.camera.gallery}</span></button>
        ${this.state === 'denied'
          ? html`<span></span>`
          : html`<button type="button" class="shutter" aria-label=${labels.camera.shutter} ?disabled=${this.state !== 'live'} @click=${this.shoot}>
              <span class="shutter-eye"></span>
            </button>`}
        <button type="button" class="camera-button camera-done" @click=${() => this.emit('camera-left')}>
          ${this.lastUrl ? html`<img src=${this.lastUrl} alt=${labels.camera.last} />` : icon('check')}<span>${labels.camera.done}</span>
        </button>
      </div>
    </div>`;
  }

  fallback() {
    return html`<div class="camera-fallback">
      ${icon('camera-off')}
      <p>${labels.camera.systemNote}</p>
      <input class="visually-hidden" type="file" accept="image/*" capture="environment" tabindex="-1" aria-hidden="true" @change=${this.fromSystem} />
      ${button({
        label: labels.camera.system,
        icon: 'camera',
        look: 'primary',
        more: 'button-main',
        press: () => /** @type {HTMLInputElement | null} */ (this.querySelector('input[type=file]'))?.click(),
      })}
    </div>`;
  }

  async shoot() {
    const { camera, owner } = this;
    if (!camera || !owner) return;
    this.saving += 1;
    try {
      const { id, notice } = await addPhoto(owner, await camera.shoot(), { source: 'camera' });
      this.taken += 1;
      this.problem = notice;
      await this.showLast(id);
    } catch (error) {
      this.problem = sentenceFor(error);
      announceUrgent(this.problem);
    } finally {
      this.saving -= 1;
    }
  }

  /** @param {string} id */
  async showLast(id) {
    const url = await photoUrl(id, 'thumb');
    if (this.lastUrl) releaseUrl(this.lastUrl);
    this.lastUrl = url;
  }

  /** @param {Event & { target: HTMLInputElement }} event */
  async fromSystem({ target }) {
    if (!this.owner) return;
    const files = [...(target.files ?? [])];
    target.value = '';
    this.saving += files.length;
    const told = await takeIn(this.owner, files, { source: 'system_camera' });
    this.saving -= files.length;
    this.taken += files.length - told.length;
    this.problem = inOne(told);
  }

  fromGallery() {
    const { owner } = this;
    if (!owner) return;
    attempt(async () => {
      this.problem = await addFromGallery(owner);
    });
  }
}

define('camera-page', CameraPage);
