// @ts-check
/**
 * The surprise check: one section as cards in portrait, list and one item in landscape; a finding opens over it or in its middle.
 *
 * Promises: every answer and word is handed to the store as it is entered; the page shows only what the store tells back.
 * Does not: hold answers, or know the layout of its two faces (answer-portrait.js, answer-landscape.js).
 */
import { html } from '../../vendor/lit.js';
import { watchStore } from '../db/quota.js';
import { openCamera } from '../evidence/camera-page.js';
import { addFromGallery } from '../evidence/gallery.js';
import { watchPosition } from '../evidence/position.js';
import { FindingSaves } from '../findings/finding-saves.js';
import { findingPath, finishPath, inspectionPath, navigate, photoPath } from '../routes.js';
import { labels } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { emptyState, frame, openingLine } from '../ui/parts.js';
import { attempt, tellProblem } from '../ui/problems.js';
import { landscape } from './answer-landscape.js';
import { portrait } from './answer-portrait.js';
import { Answering } from './answering.js';
import { rememberPlace, startInspection } from './answers.js';
import { watchInspection } from './inspections.js';
import { nextUnanswered } from './next-unanswered.js';
import { itemOf, pathOfItem } from './item-lookup.js';

/** @typedef {import('../types.d.ts').InspectionView} InspectionView */
/** @typedef {import('../types.d.ts').ItemView} ItemView */

const WIDE = '(min-width: 56.25em)';

export class AnswerPage extends TabletElement {
  static properties = {
    inspectionId: {},
    sectionKey: {},
    anchor: {},
    findingId: { attribute: false },
    view: { state: true },
    wide: { state: true },
    full: { state: true },
    workingKey: { state: true },
    editing: { state: true },
    unfolded: { state: true },
    searched: { state: true },
    helping: { state: true },
  };

  constructor() {
    super();
    this.inspectionId = '';
    this.sectionKey = '';
    this.anchor = '';
    /** @type {string | null} the finding that is open in full */
    this.findingId = null;
    /** @type {InspectionView | null | undefined} undefined while the store is being read */
    this.view = undefined;
    this.wide = matchMedia(WIDE).matches;
    this.full = false;
    /** @type {string | null} key of the item in work */
    this.workingKey = null;
    /** @type {string | null} the finding that is open for writing in place */
    this.editing = null;
    /** @type {ReadonlySet<string>} answered items that stay open until one goes on, so that nothing moves under the finger */
    this.unfolded = new Set();
    this.searched = '';
    this.helping = false;
    this.jumped = '';
    /** Section whose chip was brought into view. */
    this.chipShown = '';
    /** @type {Answering} */
    this.answering = new Answering('', () => {});
    this.saves = new FindingSaves(tellProblem);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const query = matchMedia(WIDE);
    this.listen(query, 'change', () => (this.wide = query.matches));
    this.listen(document, 'visibilitychange', () => document.hidden && this.flush());
    this.keep(watchPosition(() => {})); // keeps the receiver on, so that findings and photos know where they are
    this.keep(watchStore(({ level }) => (this.full = level === 'full')));
    this.answering = new Answering(this.inspectionId, (finding) => (this.editing = finding));
    this.keep(watchInspection(this.inspectionId, (view) => (this.view = view)));
    this.keep(() => this.flush());
  }

  flush() {
    return Promise.all([this.answering.flush(), this.saves.flush()]);
  }

  /** @returns {import('../types.d.ts').SectionView | null} the section on screen */
  get section() {
    if (!this.view) return null;
    const holding = this.openFinding?.itemKey ?? null;
    return (
      this.view.sections.find(({ key, items }) => (this.findingId ? items.some(({ item }) => item.key === holding) : key === this.sectionKey)) ??
      this.view.sections[0] ??
      null
    );
  }

  /** @returns {import('../types.d.ts').FindingView | null} */
  get openFinding() {
    return this.view?.findings.find(({ id }) => id === this.findingId) ?? null;
  }

  /** @returns {ItemView | null} the item in work; in landscape there always is one */
  get working() {
    if (!this.view) return null;
    return itemOf(this.view, this.workingKey) ?? (this.wide ? (this.section?.items[0] ?? null) : null);
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('sectionKey')) this.unfolded = new Set();
    if (changed.has('sectionKey') || changed.has('anchor') || changed.has('findingId') || changed.has('view')) this.follow();
  }

  /** @override */
  updated() {
    const key = this.section?.key ?? '';
    if (key === this.chipShown) return;
    this.chipShown = key;
    /** @type {HTMLElement | null} */
    const chip = this.querySelector('.section-chip[aria-current]');
    // Only sideways: scrolling the chip into view would take banners above it off the screen.
    if (chip?.parentElement) chip.parentElement.scrollLeft = chip.offsetLeft - (chip.parentElement.clientWidth - chip.offsetWidth) / 2;
  }

  /** Takes the item in work from the address, once for each address. */
  follow() {
    const address = `${this.sectionKey}#${this.anchor}#${this.findingId}`;
    if (!this.view || address === this.jumped) return;
    const wanted = this.section?.items.find(({ item }) => item.code === this.anchor || item.key === this.anchor)?.item.key;
    const key = this.openFinding?.itemKey ?? wanted ?? (this.wide ? this.section?.items[0]?.item.key : null) ?? null;
    this.jumped = address;
    if (this.findingId) this.editing = this.findingId;
    if (key === null) return;
    this.work(key);
    // The cards draw themselves after the page: one frame later they are all there.
    if (!this.findingId) requestAnimationFrame(() => this.show(key));
  }

  /** @param {string} key the item that the person is at now */
  work(key) {
    this.unfold(key);
    if (key === this.workingKey) return;
    this.workingKey = key;
    this.helping = false;
    if (this.view && !this.view.locked) attempt(() => rememberPlace(this.inspectionId, key));
  }

  /** @param {string} key brings the item to the top and puts the keyboard there */
  show(key) {
    const place = this.querySelector(`[data-item="${CSS.escape(key)}"]`);
    place?.scrollIntoView({ block: this.wide ? 'nearest' : 'start' });
    /** @type {HTMLElement | null} */ ((this.wide ? this : place)?.querySelector('[role=radio][tabindex="0"]') ?? null)?.focus({ preventScroll: true });
  }

  /** @param {ItemView} item @param {import('../types.d.ts').AnswerValue} value */
  async choose(item, value) {
    this.work(item.item.key);
    if (this.view && this.view.inspection.started_at === null) await attempt(() => startInspection(this.inspectionId));
    await this.answering.choose(item, value);
  }

  /** @param {string} key */
  unfold(key) {
    if (!this.unfolded.has(key)) this.unfolded = new Set([...this.unfolded, key]);
  }

  /** @param {ItemView} item */
  addFinding(item) {
    this.work(item.item.key);
    return attempt(() => this.answering.addFinding(item));
  }

  goNext() {
    if (!this.view) return;
    const { next } = nextUnanswered(this.view, this.workingKey);
    this.unfolded = new Set();
    this.editing = null;
    if (!next) return navigate(finishPath(this.inspectionId));
    const path = pathOfItem(this.view, next.item.key);
    if (path !== location.pathname + location.hash) return navigate(path, { replace: true });
    // The address names it already, but one has gone elsewhere since.
    this.work(next.item.key);
    this.show(next.item.key);
  }

  /** @returns {string} names where the main button leads */
  get nextLabel() {
    if (!this.view) return '';
    const { next, left } = nextUnanswered(this.view, this.workingKey);
    if (!next) return labels.answer.finish;
    return this.wide ? labels.answer.nextShort(next.item.code) : labels.answer.next(next.item.code, String(left));
  }

  /** Opens the camera for the item in work. */
  photograph() {
    const item = this.working ?? this.section?.items[0];
    if (item) this.wantPhoto({ itemKey: item.item.key, findingId: this.photoOwner(item), from: 'camera' });
  }

  /** @param {ItemView} item @returns {string | null} the finding a photo belongs to when only the item is told */
  photoOwner({ findings }) {
    const open = findings.find(({ id }) => id === this.editing);
    return (open ?? findings.at(-1))?.id ?? null;
  }

  /** @param {{ itemKey: string, findingId: string | null, from: 'camera' | 'gallery' }} wanted */
  wantPhoto({ itemKey, findingId, from }) {
    if (!this.view) return;
    this.work(itemKey);
    const item = itemOf(this.view, itemKey)?.item;
    const owner = { inspectionId: this.inspectionId, itemKey, findingId };
    if (from === 'camera') openCamera(owner, item ? labels.camera.for(item.code, item.title) : '');
    else attempt(() => addFromGallery(owner));
  }

  /** @override */
  render() {
    if (this.view === undefined) return openingLine();
    if (this.view === null || !this.section) return this.absent();
    return html`<div
      class="answer-page"
      @finding-input=${(/** @type {CustomEvent} */ { detail }) => this.saves.change(detail.id, detail.fields)}
      @finding-open=${(/** @type {CustomEvent<string>} */ { detail }) => navigate(findingPath(this.inspectionId, detail))}
      @photo-open=${(/** @type {CustomEvent<string>} */ { detail }) => navigate(photoPath(this.inspectionId, detail))}
      @photo-wanted=${(/** @type {CustomEvent} */ { detail }) => this.wantPhoto(detail)}
    >
      ${this.wide ? landscape(this, this.view, this.section) : portrait(this, this.view, this.section)}
    </div>`;
  }

  absent() {
    return frame({
      bar: html`<page-bar heading=${labels.inspections.title} up="/field"></page-bar>`,
      content: emptyState({ icon: 'clipboard-list', title: labels.overview.notFound, text: labels.overview.notFoundText }),
    });
  }

  /** @returns {string} one level up */
  get up() {
    return inspectionPath(this.inspectionId);
  }
}

define('answer-page', AnswerPage);
