// @ts-check
/**
 * One photo: the picture, its caption, order and the facts about it. The plate is drawn over it from stored data.
 *
 * Promises: the original is never touched; removing hides, with 「撤销」. Does not: offer marks (they come later).
 */
import { html, nothing } from '../../vendor/lit.js';
import { itemOf, pathOfItem } from '../inspections/item-lookup.js';
import { watchInspection } from '../inspections/inspections.js';
import { clockWords } from '../inspections/readiness.js';
import { findingPath, goUp, navigate, photoPath } from '../routes.js';
import { labels, messages, words } from '../texts.js';
import { Autosave } from '../ui/autosave.js';
import { TabletElement, define } from '../ui/element.js';
import { clockSeconds, count, fingerprint, size, stamp } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { banner, button, emptyState, frame, openingLine } from '../ui/parts.js';
import { HOME } from '../ui/paths.js';
import { photoState } from '../ui/photo-thumb.js';
import { attempt, tellProblem } from '../ui/problems.js';
import { sourceTag } from '../ui/tags.js';
import '../ui/text-field.js';
import { showUndo } from '../ui/toast.js';
import { openCamera } from './camera-page.js';
import { editPhoto, photoUrl, releaseUrl, removePhoto, restorePhoto } from './capture.js';

/** @typedef {import('../types.d.ts').InspectionView} InspectionView */
/** @typedef {import('../types.d.ts').PhotoView} PhotoView */

class PhotoPage extends TabletElement {
  static properties = { inspectionId: {}, photoId: {}, view: { state: true }, url: { state: true }, zoomed: { state: true } };

  constructor() {
    super();
    this.inspectionId = '';
    this.photoId = '';
    /** @type {InspectionView | null | undefined} */
    this.view = undefined;
    /** @type {string | null | undefined} undefined while it is being opened, null when it is not on this tablet */
    this.url = undefined;
    this.zoomed = false;
    this.shownId = '';
    this.saves = new Autosave((/** @type {{ caption?: string }} */ fields) => editPhoto(this.shownId, { ...fields }), tellProblem);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchInspection(this.inspectionId, (view) => (this.view = view)));
    this.keep(() => this.saves.flush());
    this.keep(() => this.url && releaseUrl(this.url));
    this.listen(document, 'visibilitychange', () => document.hidden && this.saves.flush());
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('photoId')) this.turn();
  }

  async turn() {
    const id = this.photoId;
    await this.saves.flush();
    this.shownId = id;
    this.zoomed = false;
    if (this.url) releaseUrl(this.url);
    this.url = undefined;
    const url = await photoUrl(id, 'working');
    if (this.isConnected && id === this.photoId) this.url = url;
    else if (url) releaseUrl(url);
  }

  /** @returns {PhotoView | null} */
  get photo() {
    return this.view?.photos.find(({ id }) => id === this.photoId) ?? null;
  }

  /** @returns {readonly PhotoView[]} those it stands among: of the same finding, else of the same item */
  get others() {
    const { photo, view } = this;
    if (!photo || !view) return [];
    return view.photos.filter(({ itemKey, findingId }) => itemKey === photo.itemKey && findingId === photo.findingId);
  }

  /** @returns {boolean} whether the photo may be written: after the lock only an addition whose finding is open */
  get writable() {
    const { photo, view } = this;
    if (!photo || !view?.locked) return true;
    return photo.late && (view.findings.find(({ id }) => id === photo.findingId)?.editable ?? false);
  }

  /** @returns {string} one level up: the finding, else the item */
  get up() {
    const { photo, view } = this;
    if (!photo || !view) return HOME;
    return photo.findingId ? findingPath(this.inspectionId, photo.findingId) : pathOfItem(view, photo.itemKey);
  }

  /** @override */
  render() {
    const { view, photo } = this;
    if (view === undefined) return openingLine();
    if (!view || !photo) {
      return frame({
        bar: html`<page-bar heading=${labels.photo.strip} up=${HOME}></page-bar>`,
        content: emptyState({ icon: 'photo', title: labels.photo.notFound }),
      });
    }
    const code = itemOf(view, photo.itemKey)?.item.code ?? '';
    return html`<div class="photo-page" @keydown=${this.turnByKey}>
      ${this.tools()}
      <main class="photo-main" tabindex="-1">${this.picture(view, photo)}</main>
      <aside class="photo-side">
        <div class="photo-head"><h1>${labels.photo.title(photo.ordinal, code)}</h1>${sourceTag(photo.source)}</div>
        ${this.caption(photo)} ${this.facts(photo)} ${this.buttons(view, photo)}
      </aside>
    </div>`;
  }

  tools() {
    const place = this.others.findIndex(({ id }) => id === this.photoId);
    const [before, after] = [this.others[place - 1], this.others[place + 1]];
    return html`<nav class="photo-tools" aria-label=${labels.photo.tools}>
      ${tool('x', labels.photo.close, false, () => goUp(this.up))}
      ${tool('chevron-left', labels.photo.previous, !before, () => before && this.go(before))}
      ${tool('chevron-right', labels.photo.next, !after, () => after && this.go(after))}
      ${tool(this.zoomed ? 'zoom-out' : 'zoom-in', this.zoomed ? labels.photo.zoomOut : labels.photo.zoom, !this.url, () => (this.zoomed = !this.zoomed))}
    </nav>`;
  }

  /** @param {PhotoView} photo */
  go(photo) {
    navigate(photoPath(this.inspectionId, photo.id), { replace: true });
  }

  /** @param {KeyboardEvent} event */
  turnByKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.target instanceof HTMLInputElement) return;
    const place = this.others.findIndex(({ id }) => id === this.photoId);
    const next = this.others[place + step];
    if (next) this.go(next);
  }

  /** @param {InspectionView} view @param {PhotoView} photo */
  picture(view, photo) {
    if (!this.url) return html`<p class="photo-none">${this.noPicture(photo)}</p>`;
    return html`<div class="photo-scroll ${this.zoomed ? 'photo-zoomed' : ''}" tabindex=${this.zoomed ? '0' : nothing}>
        <img src=${this.url} alt=${labels.photo.alt(photo.ordinal, photo.caption)} />
      </div>
      <p class="photo-mark">
        <span><strong>${stamp(photo.taken_at)}</strong>${photo.clock_offset_ms === null ? '' : labels.photo.clockBehind(clockWords(photo.clock_offset_ms))}</span>
        <span>${view.inspection.unit.name} · ${placeOf(photo)}</span>
        <span>${words.source[photo.source]}</span>
      </p>`;
  }

  /** @param {PhotoView} photo */
  noPicture({ state, here }) {
    if (state === 'unreadable') return labels.photo.unreadable;
    if (this.url === undefined) return labels.frame.opening;
    return here ? labels.photo.notShownText : labels.photo.elsewhereText;
  }

  /** @param {PhotoView} photo */
  caption(photo) {
    const locked = !this.writable;
    const choose = (/** @type {string} */ text) => {
      this.saves.change({ caption: text });
      this.saves.flush();
    };
    return html`<text-field
        label=${labels.photo.caption}
        placeholder=${labels.photo.captionPlaceholder}
        limit="100"
        .value=${photo.caption}
        ?disabled=${locked}
        @field-input=${(/** @type {CustomEvent<string>} */ { detail }) => this.saves.change({ caption: detail })}
      ></text-field>
      ${locked
        ? nothing
        : html`<div class="chips" role="group" aria-label=${labels.photo.caption}>
            ${labels.photo.captions.map(
              (text) =>
                html`<button type="button" class="chip" aria-pressed=${photo.caption === text ? 'true' : 'false'} @click=${() => choose(text)}>${text}</button>`,
            )}
          </div>`}
      ${banner({ tone: 'ok', icon: 'lock', text: html`<strong>${labels.photo.sealed}</strong>${labels.photo.sealedText}` })}`;
  }

  /** @param {PhotoView} photo */
  facts(photo) {
    const { text } = photoState(photo);
    return html`<dl class="photo-facts">
      <div><dt>${labels.photo.taken}</dt><dd>${clockSeconds(photo.taken_at)}</dd></div>
      <div><dt>${labels.photo.position}</dt><dd>${placeOf(photo)}</dd></div>
      <div><dt>${labels.photo.size}</dt><dd>${labels.photo.sizes(size(photo.original_size), size(photo.working_size))}</dd></div>
      <div><dt>${labels.photo.fingerprint}</dt><dd>${fingerprint(photo.working_sha256)}</dd></div>
      <div><dt>${labels.photo.state}</dt><dd>${photo.syncState === 'queued' ? labels.photo.onTablet : text}</dd></div>
      ${photo.gallery_reason ? html`<div><dt>${labels.photo.reason}</dt><dd>${photo.gallery_reason}</dd></div>` : nothing}
    </dl>`;
  }

  /** @param {InspectionView} view @param {PhotoView} photo */
  buttons(view, photo) {
    const place = this.others.findIndex(({ id }) => id === photo.id);
    const item = itemOf(view, photo.itemKey)?.item;
    if (!this.writable) return html`<div class="photo-buttons">${button({ label: labels.photo.close, look: 'primary', more: 'button-main', press: () => goUp(this.up) })}</div>`;
    const owner = { inspectionId: this.inspectionId, itemKey: photo.itemKey, findingId: photo.findingId };
    return html`<div class="photo-buttons">
      <div class="photo-order">
        ${button({ label: labels.photo.moveUp, icon: 'chevron-up', more: 'button-small', disabled: place <= 0, press: () => this.swap(photo, this.others[place - 1]) })}
        ${button({ label: labels.photo.moveDown, icon: 'chevron-down', more: 'button-small', disabled: place >= this.others.length - 1, press: () => this.swap(photo, this.others[place + 1]) })}
        ${button({ label: labels.photo.remove, icon: 'trash', look: 'danger', more: 'button-small', press: () => this.takeAway(photo) })}
      </div>
      ${button({ label: labels.photo.again, icon: 'camera', press: () => openCamera(owner, item ? labels.camera.for(item.code, item.title) : '') })}
      ${button({ label: labels.photo.use, icon: 'check', look: 'primary', more: 'button-main', press: () => goUp(this.up) })}
    </div>`;
  }

  /** @param {PhotoView} photo @param {PhotoView | undefined} other changes places with it */
  swap(photo, other) {
    if (!other) return;
    attempt(async () => {
      await editPhoto(photo.id, { ordinal: other.ordinal });
      await editPhoto(other.id, { ordinal: photo.ordinal });
    });
  }

  /** @param {PhotoView} photo */
  takeAway(photo) {
    const { up } = this;
    attempt(async () => {
      await removePhoto(photo.id);
      goUp(up);
      showUndo(messages.removed, () => attempt(() => restorePhoto(photo.id)));
    });
  }
}

/** @param {Parameters<typeof icon>[0]} name @param {string} label @param {boolean} disabled @param {() => unknown} press */
function tool(name, label, disabled, press) {
  return html`<button type="button" class="photo-tool" ?disabled=${disabled} @click=${press}>${icon(name)}<span>${label}</span></button>`;
}

/** @param {PhotoView} photo @returns {string} */
function placeOf({ accuracy_m }) {
  return accuracy_m === null ? labels.photo.positionNone : labels.photo.positionAuto(count(Math.round(accuracy_m)));
}

define('photo-page', PhotoPage);
