// @ts-check
/**
 * Where am I, what is missing: counts as a bar, missing things as buttons that lead to the very field, sections, findings.
 *
 * Does not: change anything but what was removed, which it can bring back.
 */
import { html, nothing } from '../../vendor/lit.js';
import { openCamera } from '../evidence/camera-page.js';
import { restorePhoto } from '../evidence/capture.js';
import { createFinding, restoreFinding } from '../findings/findings.js';
import { chooseItem } from '../findings/item-chooser.js';
import { findingPath, finishPath, navigate, sectionPath } from '../routes.js';
import { labels, messages } from '../texts.js';
import '../ui/answer-bar.js';
import { TabletElement, define } from '../ui/element.js';
import { count, duration } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { banner, button, emptyState, frame, openingLine } from '../ui/parts.js';
import { HOME, SYNC } from '../ui/paths.js';
import '../ui/photo-thumb.js';
import { attempt } from '../ui/problems.js';
import { answerTag, codeTag, lateTag, severityTag } from '../ui/tags.js';
import { methodName } from './answer-portrait.js';
import { startInspection } from './answers.js';
import { watchInspection } from './inspections.js';
import { nextUnanswered } from './next-unanswered.js';
import { itemOf, pathOfItem } from './item-lookup.js';
import { lockedBanner } from './locked-banner.js';

/** @typedef {import('../types.d.ts').InspectionView} InspectionView */
/** @typedef {import('../types.d.ts').SectionView} SectionView */
/** @typedef {import('../types.d.ts').FindingView} FindingView */

const SHOWN_MISSING = 6;
const SHOWN_FINDINGS = 6;

class OverviewPage extends TabletElement {
  static properties = { inspectionId: {}, view: { state: true }, allMissing: { state: true }, allFindings: { state: true } };

  constructor() {
    super();
    this.inspectionId = '';
    /** @type {InspectionView | null | undefined} undefined while the store is being read */
    this.view = undefined;
    this.allMissing = false;
    this.allFindings = false;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchInspection(this.inspectionId, (view) => (this.view = view)));
  }

  /** @override */
  render() {
    const { view } = this;
    if (view === undefined) return openingLine();
    if (view === null) return this.absent();
    return frame({
      bar: html`<page-bar heading=${view.inspection.unit.name} context=${this.context(view)} up=${HOME} .savedAt=${view.savedAt} compact></page-bar>`,
      content: html`${this.standing(view)} ${this.progress(view)} ${view.locked ? nothing : this.missing(view)}
        <div class="two-columns">
          <div class="column">${this.sections(view)}</div>
          <div class="column">${this.findings(view)} ${this.removed(view)}</div>
        </div>`,
      bottom: this.bottom(view),
      look: 'overview-page',
    });
  }

  absent() {
    return frame({
      bar: html`<page-bar heading=${labels.inspections.title} up=${HOME}></page-bar>`,
      content: html`<section class="card">
        ${emptyState({ icon: 'clipboard-list', title: labels.overview.notFound, text: labels.overview.notFoundText })}
      </section>`,
    });
  }

  /** @param {InspectionView} view */
  context(view) {
    const { started_at, finished_at, team } = view.inspection;
    const running = started_at && !finished_at ? labels.overview.runningFor(duration(Date.now() - Date.parse(started_at))) : '';
    return [methodName(view), running, team.map(({ name }) => name).join('、')].filter(Boolean).join(' · ');
  }

  /** @param {InspectionView} view */
  standing(view) {
    return html`${view.findings.filter(({ returned_reason }) => returned_reason !== null).map((finding) => this.returned(view, finding))}
    ${lockedBanner(view)}`;
  }

  /** @param {InspectionView} view @param {FindingView} finding */
  returned({ inspection }, { id, code, ordinal, returned_reason }) {
    return banner({
      tone: 'bad',
      icon: 'corner-down-left',
      text: messages.returned(1, returned_reason ?? ''),
      more: labels.finding.title(code, ordinal),
      action: button({ label: labels.home.fix, press: () => navigate(findingPath(inspection.id, id)) }),
    });
  }

  /** @param {InspectionView} view */
  progress({ counts }) {
    const answered = counts.total - counts.unanswered;
    return html`<section class="card progress-card" aria-labelledby="progress-title">
      <div class="list-head list-head-plain">
        <h2 id="progress-title">${labels.overview.answered(count(counts.total), count(answered))}</h2>
        <span>${counts.unanswered > 0 ? labels.overview.left(count(counts.unanswered)) : labels.overview.allDone}</span>
      </div>
      <answer-bar .counts=${counts}></answer-bar>
      <div class="tag-row">
        ${answerTag('none_found', 'problem', count(counts.none_found))} ${answerTag('problem_found', 'problem', count(counts.problem_found))}
        ${answerTag('not_applicable', 'problem', count(counts.not_applicable))} ${answerTag('not_checked', 'problem', count(counts.not_checked))}
        ${answerTag(null, 'problem', count(counts.unanswered))}
      </div>
    </section>`;
  }

  /** @param {InspectionView} view what was begun and lacks something; what was never answered is told by the numbers above */
  missing(view) {
    const begun = view.missing.filter(({ kind }) => kind !== 'unanswered');
    if (begun.length === 0) return nothing;
    const shown = this.allMissing ? begun : begun.slice(0, SHOWN_MISSING);
    return html`<section class="missing" aria-labelledby="missing-title">
      <h2 id="missing-title">${icon('alert-triangle')}<span>${labels.overview.missing(count(begun.length))}</span></h2>
      <div class="missing-buttons">
        ${shown.map(({ text, path }) => button({ label: text, press: () => navigate(path) }))}
        ${begun.length > shown.length
          ? button({ label: labels.overview.showMore(count(begun.length - shown.length)), look: 'quiet', press: () => (this.allMissing = true) })
          : nothing}
      </div>
    </section>`;
  }

  /** @param {InspectionView} view */
  sections(view) {
    return html`<nav class="card list-card" aria-label=${labels.overview.sections}>
      <ul class="rows">
        ${view.sections.map((section) => html`<li>${this.sectionRow(view, section)}</li>`)}
      </ul>
    </nav>`;
  }

  /** @param {InspectionView} view @param {SectionView} section */
  sectionRow(view, section) {
    const { key, title, answered, total, items } = section;
    const findings = items.reduce((sum, item) => sum + item.findings.length, 0);
    const lacking = view.missing.filter(({ itemKey, kind }) => kind !== 'unanswered' && items.some(({ item }) => item.key === itemKey)).length;
    const last = items.find(({ item }) => item.key === view.lastItemKey)?.item.code;
    const restricted = items.some(({ item }) => item.restricted);
    const tone = lacking > 0 ? 'warn' : answered === total ? 'ok' : 'brand';
    const told = [
      findings > 0 ? labels.overview.sectionFindings(count(findings)) : answered === total ? labels.overview.sectionNone : '',
      last && answered < total ? labels.overview.stoppedAt(last) : '',
      restricted ? labels.overview.restricted : '',
    ].filter(Boolean);
    return html`<a class="row" href=${sectionPath(view.inspection.id, key)}>
      <span class="section-mark section-${tone}" aria-hidden="true">${key}</span>
      <span class="row-words"
        ><strong>${title}</strong
        ><span>${told.join(' · ')}${lacking > 0 ? html`${told.length > 0 ? ' · ' : ''}<b class="lacking">${labels.overview.missingPart(count(lacking))}</b>` : nothing}</span></span
      >
      <span class="section-count"
        ><progress class=${answered === total ? 'bar bar-done' : 'bar'} max=${total || 1} value=${answered} aria-hidden="true"></progress
        ><span>${answered}/${total}</span></span
      >
      ${icon('chevron-right')}
    </a>`;
  }

  /** @param {InspectionView} view */
  findings(view) {
    const { findings } = view;
    if (findings.length === 0) {
      return html`<section class="card">
        ${emptyState({ icon: 'flag', title: labels.overview.noFindings, text: labels.overview.noFindingsText })}
      </section>`;
    }
    const shown = this.allFindings ? findings : findings.slice(0, SHOWN_FINDINGS);
    return html`<section class="card list-card" aria-labelledby="findings-title">
      <div class="list-head list-head-plain">
        <h2 id="findings-title">${labels.overview.findingsTitle(count(findings.length))}</h2>
        ${findings.length > shown.length
          ? html`<button type="button" class="link-row" @click=${() => (this.allFindings = true)}>${labels.home.all}${icon('chevron-right')}</button>`
          : nothing}
      </div>
      <ul class="rows rows-findings">
        ${shown.map((finding) => html`<li>${this.findingRow(view, finding)}</li>`)}
      </ul>
    </section>`;
  }

  /** @param {InspectionView} view @param {FindingView} finding */
  findingRow(view, finding) {
    const [photo] = finding.photos;
    return html`<a class="row finding-row" href=${findingPath(view.inspection.id, finding.id)}>
      <span class="finding-thumb">
        ${photo ? html`<photo-thumb .photo=${photo} plate="none"></photo-thumb>` : html`<span class="thumb"><span class="thumb-none">${icon('photo')}</span></span>`}
        <span class="plate plate-name">${labels.overview.photos(count(finding.photos.length))}</span>
      </span>
      <span class="row-words"
        ><span class="row-title">${codeTag(finding.code)}<strong>${itemOf(view, finding.itemKey)?.item.title}</strong>${finding.late ? lateTag() : nothing}</span
        ><span class="one-line">${finding.fact || labels.overview.noFact}</span></span
      >
      ${severityTag(finding.severity)}
    </a>`;
  }

  /** @param {InspectionView} view */
  removed({ removedFindings, removedPhotos, locked }) {
    const total = removedFindings.length + removedPhotos.length;
    if (total === 0) return nothing;
    return html`<details class="card removed">
      <summary>${icon('trash')}<span>${labels.overview.removedTitle(count(total))}</span></summary>
      <ul class="rows">
        ${removedFindings.map(
          (finding) =>
            html`<li class="row">
              <span class="row-words"
                ><span class="row-title">${codeTag(finding.code)}<strong>${labels.answer.findingTitle(finding.ordinal)}</strong></span
                ><span class="one-line">${finding.fact || labels.overview.noFact}</span></span
              >
              ${finding.editable ? button({ label: labels.overview.restore, press: () => attempt(() => restoreFinding(finding.id)) }) : nothing}
            </li>`,
        )}
        ${removedPhotos.map(
          (photo) =>
            html`<li class="row">
              <span class="finding-thumb"><photo-thumb .photo=${photo} plate="none"></photo-thumb></span>
              <span class="row-words"><strong>${labels.photo.name(photo.ordinal)}</strong><span>${photo.caption}</span></span>
              ${locked && !photo.late ? nothing : button({ label: labels.overview.restore, press: () => attempt(() => restorePhoto(photo.id)) })}
            </li>`,
        )}
      </ul>
    </details>`;
  }

  /** @param {InspectionView} view */
  bottom(view) {
    const { next } = nextUnanswered(view, null);
    const begun = view.inspection.started_at !== null || view.counts.unanswered < view.counts.total;
    if (view.locked) {
      const adds = view.takesAdditions;
      return html`${button({ label: labels.finish.seeSync, icon: 'cloud-upload', look: adds ? undefined : 'primary', more: adds ? '' : 'grow', press: () => navigate(SYNC) })}
      ${adds ? button({ label: labels.overview.add, icon: 'plus', look: 'primary', more: 'grow', press: () => this.add(view) }) : nothing}`;
    }
    const label = next ? (begun ? labels.overview.continue(next.item.code) : labels.overview.start) : labels.overview.toFinish;
    return html`${next ? button({ label: labels.overview.finish, press: () => navigate(finishPath(view.inspection.id)) }) : nothing}
    ${begun ? button({ label: labels.overview.photo, icon: 'camera', press: () => this.photograph(view) }) : nothing}
    ${button({ label, after: 'arrow-right', look: 'primary', more: 'grow', press: () => this.go(view, next?.item.key ?? null) })}`;
  }

  /** @param {InspectionView} view @param {string | null} key */
  go(view, key) {
    return attempt(async () => {
      if (view.inspection.started_at === null) await startInspection(view.inspection.id);
      navigate(key === null ? finishPath(view.inspection.id) : pathOfItem(view, key));
    });
  }

  /** @param {InspectionView} view 「补充」: a finding under an item the person chooses */
  async add(view) {
    const chosen = await chooseItem(view, { title: labels.overview.addTitle });
    if (!chosen) return;
    await attempt(async () => navigate(findingPath(view.inspection.id, await createFinding(view.inspection.id, chosen.item.key))));
  }

  /** @param {InspectionView} view the photo goes to the item that was last in work */
  photograph(view) {
    const item = itemOf(view, view.lastItemKey) ?? view.sections[0]?.items[0];
    if (!item) return;
    const owner = { inspectionId: view.inspection.id, itemKey: item.item.key, findingId: item.findings.at(-1)?.id ?? null };
    openCamera(owner, labels.camera.for(item.item.code, item.item.title));
  }
}

define('overview-page', OverviewPage);
