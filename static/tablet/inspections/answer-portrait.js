// @ts-check
/** The answer page below 900 px: section chips, item cards, bottom bar; a finding opens as a sheet over it. Templates only. */
import { html, nothing, repeat } from '../../vendor/lit.js';
import '../findings/finding-page.js';
import { goUp, inspectionPath, navigate, sectionPath } from '../routes.js';
import { labels, words } from '../texts.js';
import '../ui/bottom-sheet.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { button, frame } from '../ui/parts.js';
import './item-card.js';
import { SEARCH_FROM, matches, searchField } from './item-search.js';
import { pathOfItem } from './item-lookup.js';
import { lockedBanner } from './locked-banner.js';

/** @typedef {import('./answer-page.js').AnswerPage} AnswerPage */
/** @typedef {import('../types.d.ts').InspectionView} InspectionView */
/** @typedef {import('../types.d.ts').SectionView} SectionView */
/** @typedef {import('../types.d.ts').ItemView} ItemView */

/** @param {AnswerPage} page @param {InspectionView} view @param {SectionView} section */
export function portrait(page, view, section) {
  const items = section.items.filter((item) => matches(item, page.searched));
  return html`${frame({
    bar: html`<page-bar
      heading=${view.inspection.unit.name}
      context=${methodName(view)}
      up=${page.up}
      .savedAt=${view.savedAt}
      compact
    ></page-bar>`,
    content: html`${sectionChips(view, section)} ${lockedBanner(view)}
      ${section.items.length >= SEARCH_FROM ? searchField(labels.answer.search, page.searched, (searched) => (page.searched = searched)) : nothing}
      ${repeat(
        items,
        ({ item }) => item.key,
        (item) => itemCard(page, view, item),
      )}
      ${items.length === 0 ? html`<p class="quiet">${labels.answer.noMatch}</p>` : nothing}`,
    bottom: bottomButtons(page, view),
    look: 'answer-portrait',
  })}
  ${page.openFinding ? findingSheet(page, view, section) : nothing}`;
}

/** @param {InspectionView} view */
export function methodName({ inspection }) {
  return words.method[/** @type {keyof typeof words.method} */ (inspection.method)] ?? '';
}

/** @param {InspectionView} view @param {SectionView} current */
function sectionChips(view, current) {
  return html`<nav class="section-chips" aria-label=${labels.answer.sections}>
    ${view.sections.map((section) => {
      const { key, short, missing, answered, total } = section;
      const chosen = key === current.key;
      const done = answered === total;
      return html`<a
        class="section-chip ${missing > 0 && answered === total ? 'section-missing' : ''}"
        href=${sectionPath(view.inspection.id, key)}
        aria-current=${chosen ? 'true' : nothing}
        aria-label="${key} ${section.title} ${answered}/${total}"
        @click=${(/** @type {Event} */ event) => {
          event.preventDefault();
          navigate(sectionPath(view.inspection.id, key), { replace: true });
        }}
      >
        ${done ? icon(missing > 0 ? 'alert-triangle' : 'check') : nothing}
        <span>${sectionWords({ key, short, chosen, done, missing, answered, total })}</span>
      </a>`;
    })}
  </nav>`;
}

/** @param {{ key: string, short: string, chosen: boolean, done: boolean, missing: number, answered: number, total: number }} section */
function sectionWords({ key, short, chosen, done, missing, answered, total }) {
  if (chosen) return `${key} ${short} ${answered}/${total}`;
  if (!done) return `${key} ${answered}/${total}`;
  return missing > 0 ? `${key} ${labels.answer.missing(count(missing))}` : key;
}

/** @param {AnswerPage} page @param {InspectionView} view @param {ItemView} item */
function itemCard(page, view, item) {
  const { key } = item.item;
  const plain = item.findings.length === 0 && item.photos.length === 0 && !item.answer?.note;
  const answered = (item.answer?.value ?? null) !== null && (item.answer?.value !== 'not_checked' || item.answer.reason !== '');
  return html`<item-card
    data-item=${key}
    .view=${item}
    ?folded=${plain && answered && !page.unfolded.has(key)}
    ?working=${key === page.workingKey}
    .editing=${page.editing}
    ?locked=${view.locked}
    ?adds=${view.takesAdditions}
    ?full=${page.full}
    @focusin=${() => page.work(key)}
    @item-unfold=${() => page.work(key)}
    @answer-chosen=${(/** @type {CustomEvent} */ { detail }) => page.choose(item, detail)}
    @answer-cleared=${() => page.answering.clear(item)}
    @reason-chosen=${(/** @type {CustomEvent<string>} */ { detail }) => page.answering.write(item, { reason: detail })}
    @note-input=${(/** @type {CustomEvent<string>} */ { detail }) => page.answering.write(item, { note: detail })}
    @finding-add=${() => page.addFinding(item)}
  ></item-card>`;
}

/** @param {AnswerPage} page @param {InspectionView} view */
function bottomButtons(page, view) {
  return html`${button({ label: labels.answer.overview, icon: 'list-check', press: () => goUp(inspectionPath(view.inspection.id)) })}
  ${view.locked
    ? nothing
    : html`${button({ label: page.full ? labels.answer.noStore : labels.answer.photo, icon: 'camera', disabled: page.full, press: () => page.photograph() })}
      ${button({ label: page.nextLabel, after: view.counts.unanswered > 0 ? 'chevron-down' : 'arrow-right', look: 'primary', more: 'grow', press: () => page.goNext() })}`}`;
}

/** @param {AnswerPage} page @param {InspectionView} view @param {SectionView} section */
function findingSheet(page, view, section) {
  const finding = page.openFinding;
  const close = () => goUp(pathOfItem(view, finding?.itemKey ?? null));
  return html`<bottom-sheet
    name=${labels.finding.title(finding?.code ?? '', finding?.ordinal ?? 1)}
    .content=${html`<finding-page .view=${view} .finding=${finding} section=${section.title} ?full=${page.full} .saves=${page.saves} @finding-close=${close}></finding-page>`}
    @sheet-close=${close}
  ></bottom-sheet>`;
}
