// @ts-check
/**
 * One finding with its head and main buttons, as a sheet in portrait and as the middle pane in landscape.
 *
 * Promises: closing is keeping; removing hides, with 「撤销」. Raises `finding-close`.
 */
import { html, nothing } from '../../vendor/lit.js';
import { editPhoto } from '../evidence/capture.js';
import { recordAnswer } from '../inspections/answers.js';
import { findingPath, navigate } from '../routes.js';
import { labels, messages } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { clockSeconds } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/notices.js';
import { button } from '../ui/parts.js';
import { attempt, tellSentence } from '../ui/problems.js';
import { lateTag } from '../ui/tags.js';
import { showUndo } from '../ui/toast.js';
import './finding-sheet.js';
import { createFinding, handBack, removeFinding, restoreFinding } from './findings.js';
import { chooseItem } from './item-chooser.js';
import { itemOf } from '../inspections/item-lookup.js';

/** @typedef {import('../types.d.ts').FindingView} FindingView */

class FindingPage extends TabletElement {
  static properties = {
    view: { attribute: false },
    finding: { attribute: false },
    section: {},
    full: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {import('../types.d.ts').InspectionView | null} */
    this.view = null;
    /** @type {FindingView | null} */
    this.finding = null;
    this.section = '';
    this.full = false;
    /** @type {import('./finding-saves.js').FindingSaves | null} the page's queue, flushed before something is moved */
    this.saves = null;
  }

  /** @override */
  render() {
    const { view, finding } = this;
    if (!view || !finding) return nothing;
    const item = itemOf(view, finding.itemKey)?.item ?? null;
    return html`<div class="finding-page" @item-change=${() => this.changeItem()}>
      <div class="finding-page-head">
        <div>
          <h2>${labels.finding.title(finding.code, finding.ordinal)} ${finding.late ? lateTag() : nothing}</h2>
          ${finding.updatedAt
            ? html`<p class="saved-line">${icon('device-tablet')}<span>${messages.savedHere(clockSeconds(finding.updatedAt))}</span></p>`
            : nothing}
        </div>
        ${button({ label: labels.finding.close, icon: 'x', more: 'button-small', press: () => this.close() })}
      </div>
      <div class="finding-page-scroll">
        ${this.closest('dialog') ? html`<notice-banners></notice-banners>` : nothing}
        <finding-sheet .finding=${finding} .item=${item} section=${this.section} ?full=${this.full} ?locked=${!finding.editable} ?fixed=${view.locked}></finding-sheet>
      </div>
      <div class="bottom-bar">${this.buttons(view, finding)}</div>
    </div>`;
  }

  /** @param {import('../types.d.ts').InspectionView} view @param {FindingView} finding */
  buttons(view, finding) {
    if (finding.returned_reason !== null && finding.editable) return this.returnedButtons(finding);
    const own = finding.editable && (!view.locked || finding.late);
    return html`${own
      ? html`${button({ label: labels.finding.remove, icon: 'trash', look: 'danger', press: () => this.takeAway(finding) })}
          ${button({ label: labels.finding.saveAnother, press: () => this.another(finding) })}`
      : nothing}
    ${button({ label: finding.editable ? labels.finding.saveBack : labels.finding.back, look: 'primary', more: 'grow', press: () => this.close() })}`;
  }

  /** @param {FindingView} finding */
  returnedButtons(finding) {
    return html`${button({ label: labels.finding.keep, press: () => this.close() })}
    ${button({ label: labels.finding.handBack, icon: 'check', look: 'primary', more: 'grow button-main', press: () => this.giveBack(finding) })}`;
  }

  /** @param {FindingView} finding */
  giveBack(finding) {
    return attempt(async () => {
      await this.saves?.flush();
      await handBack(finding.id);
      tellSentence(messages.handedBack);
      this.emit('finding-close');
    });
  }

  close() {
    this.saves?.flush();
    this.emit('finding-close');
  }

  /** @param {FindingView} finding */
  takeAway(finding) {
    return attempt(async () => {
      await this.saves?.flush();
      this.emit('finding-close');
      await removeFinding(finding.id);
      showUndo(messages.removed, () => attempt(() => restoreFinding(finding.id)));
    });
  }

  /** @param {FindingView} finding keeps place, people and yardstick for the next */
  another({ inspectionId, itemKey, place, place_source, latitude, longitude, accuracy_m, people, yardstick }) {
    return attempt(async () => {
      await this.saves?.flush();
      const kept = { place, place_source, latitude, longitude, accuracy_m, people, yardstick };
      navigate(findingPath(inspectionId, await createFinding(inspectionId, itemKey, kept)), { replace: true });
    });
  }

  /**
   * Moves the finding under another item, which is then a 「发现问题」 too. A finding is born under its item, code and
   * number included, so it is written anew there, takes its photos along, and the first one goes to the removed ones.
   */
  async changeItem() {
    const { view, finding } = this;
    if (!view || !finding) return;
    const chosen = await chooseItem(view, { title: labels.finding.changeItemTitle, except: finding.itemKey });
    if (!chosen) return;
    await attempt(async () => {
      await this.saves?.flush();
      const { inspectionId, photos } = finding;
      const { key } = chosen.item;
      await recordAnswer(inspectionId, key, { value: 'problem_found' });
      const moved = await createFinding(inspectionId, key, carriedOver(finding, itemOf(view, finding.itemKey)?.item, chosen.item));
      for (const photo of photos) await editPhoto(photo.id, { item_key: key, finding_id: moved });
      await removeFinding(finding.id);
      navigate(findingPath(inspectionId, moved), { replace: true });
    });
  }
}

/**
 * @param {FindingView} finding
 * @param {import('../types.d.ts').ChecklistItem | undefined} before
 * @param {import('../types.d.ts').ChecklistItem} after
 * @returns {import('../types.d.ts').Fields} what the person wrote; the old item's own words give way to the new one's
 */
function carriedOver(finding, before, after) {
  const { fact, found_at, place, place_source, latitude, longitude, accuracy_m, people, severity } = finding;
  return {
    ...{ fact, found_at, place, place_source, latitude, longitude, accuracy_m, people, severity },
    yardstick: finding.yardstick === before?.legal_basis ? after.legal_basis : finding.yardstick,
    suggestion: finding.suggestion === before?.suggestion ? after.suggestion : finding.suggestion,
  };
}

define('finding-page', FindingPage);
