// @ts-check
/**
 * Check and lock in one act. What is missing is a list of buttons; 「完成并锁定」 stays visible and says what is missing.
 *
 * Does not: lock without asking, or promise that it has been sent.
 */
import { html, nothing } from '../../vendor/lit.js';
import { goUp, inspectionPath, navigate } from '../routes.js';
import { labels, messages, words } from '../texts.js';
import { ask } from '../ui/dialog.js';
import { TabletElement, define } from '../ui/element.js';
import { clock, count, dayAndClock } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { banner, button, emptyState, frame, openingLine } from '../ui/parts.js';
import { HOME, SYNC } from '../ui/paths.js';
import { attempt } from '../ui/problems.js';
import { ANSWER_LOOK, ANSWER_ORDER } from '../ui/tags.js';
import { methodName } from './answer-portrait.js';
import { finishInspection } from './finish.js';
import { watchInspection } from './inspections.js';
import { nextUnanswered } from './next-unanswered.js';
import { pathOfItem } from './item-lookup.js';

/** @typedef {import('../types.d.ts').InspectionView} InspectionView */

const SHOWN_MISSING = 12;

class FinishPage extends TabletElement {
  static properties = { inspectionId: {}, view: { state: true }, working: { state: true }, all: { state: true } };

  constructor() {
    super();
    this.inspectionId = '';
    /** @type {InspectionView | null | undefined} */
    this.view = undefined;
    this.working = false;
    this.all = false;
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
    if (view === null) {
      return frame({
        bar: html`<page-bar heading=${labels.inspections.title} up=${HOME}></page-bar>`,
        content: emptyState({ icon: 'clipboard-list', title: labels.overview.notFound, text: labels.overview.notFoundText }),
      });
    }
    return frame({
      bar: html`<page-bar
        heading=${labels.finish.title(view.inspection.unit.name)}
        context=${this.context(view)}
        up=${inspectionPath(this.inspectionId)}
        .savedAt=${view.savedAt}
        compact
      ></page-bar>`,
      content: view.locked ? this.lockedCard() : html`${this.summary(view)} ${view.missing.length > 0 ? this.missing(view) : nothing} ${this.lockNote()}`,
      bottom: view.locked ? this.afterButtons() : this.buttons(view),
      look: 'finish-page',
    });
  }

  /** @param {InspectionView} view */
  context(view) {
    const { started_at, finished_at } = view.inspection;
    const span = started_at ? `${dayAndClock(started_at)}${finished_at ? `—${clock(finished_at)}` : ''}` : '';
    return [methodName(view), span].filter(Boolean).join(' · ');
  }

  /** @param {InspectionView} view */
  summary({ counts, missing }) {
    return html`<section class="card summary" aria-label=${labels.finish.counts}>
      ${missing.length === 0
        ? html`<h2 class="summary-ok">${icon('circle-check-filled')}<span>${labels.finish.complete}</span></h2>`
        : html`<h2 class="summary-open">${icon('alert-triangle')}<span>${messages.finishBlocked(missing.length)}</span></h2>`}
      <dl class="summary-counts">
        ${ANSWER_ORDER.map(
          (value) =>
            html`<div>
              <dt>${words.answers.problem[value]}</dt>
              <dd class="count-${ANSWER_LOOK[value].tone}">${count(counts[value])}</dd>
            </div>`,
        )}
      </dl>
    </section>`;
  }

  /** @param {InspectionView} view */
  missing(view) {
    const begun = view.missing.filter(({ kind }) => kind !== 'unanswered');
    const open = view.missing.length - begun.length;
    const entries = [...begun, ...view.missing.filter(({ kind }) => kind === 'unanswered')];
    const shown = this.all ? entries : entries.slice(0, SHOWN_MISSING);
    const next = nextUnanswered(view, null).next;
    return html`<section class="missing" aria-label=${messages.finishBlocked(view.missing.length)}>
      ${open > 0 && next
        ? html`<p class="missing-lead"><span>${labels.finish.unanswered(count(open))}</span>
            ${button({ label: labels.answer.nextShort(next.item.code), after: 'arrow-right', press: () => navigate(pathOfItem(view, next.item.key)) })}</p>`
        : nothing}
      <div class="missing-buttons">
        ${shown.map(({ text, path }) => button({ label: text, press: () => navigate(path) }))}
        ${entries.length > shown.length
          ? button({ label: labels.overview.showMore(count(entries.length - shown.length)), look: 'quiet', press: () => (this.all = true) })
          : nothing}
      </div>
    </section>`;
  }

  lockNote() {
    return banner({ tone: 'brand', icon: 'lock', text: html`<strong>${labels.finish.lockTitle}</strong>`, more: labels.finish.lockText });
  }

  lockedCard() {
    return html`<section class="card">
      ${emptyState({ icon: 'lock', title: labels.finish.locked, text: labels.finish.lockedText })}
    </section>`;
  }

  afterButtons() {
    return html`${button({ label: labels.finish.seeSync, icon: 'cloud-upload', press: () => navigate(SYNC) })}
    ${button({ label: labels.finish.backHome, icon: 'home', look: 'primary', more: 'grow', press: () => navigate(HOME) })}`;
  }

  /** @param {InspectionView} view */
  buttons({ missing }) {
    const blocked = missing.length > 0;
    const label = this.working ? labels.finish.locking : blocked ? labels.finish.lockBlocked(count(missing.length)) : labels.finish.lock;
    return html`${button({ label: labels.finish.later, press: () => goUp(inspectionPath(this.inspectionId)) })}
    ${button({ label, icon: 'lock', look: 'primary', more: 'grow button-main', disabled: blocked || this.working, press: () => this.lock() })}`;
  }

  async lock() {
    const choice = await ask({
      title: messages.lockQuestion,
      choices: [
        { value: 'later', label: labels.finish.notYet, safe: true },
        { value: 'lock', label: labels.finish.lock, look: 'primary' },
      ],
    });
    if (choice !== 'lock') return;
    this.working = true;
    await attempt(() => finishInspection(this.inspectionId));
    this.working = false;
  }
}

define('finish-page', FinishPage);
