// @ts-check
/** The answer page from 900 px on: item list, one item or finding, action rail (at the left with 「左手」). Templates only. */
import { html, nothing, repeat } from '../../vendor/lit.js';
import '../findings/finding-page.js';
import { findingPath, goUp, inspectionPath, navigate, sectionPath } from '../routes.js';
import { labels } from '../texts.js';
import { count } from '../ui/format.js';
import { icon } from '../ui/icon.js';
import '../ui/page-bar.js';
import { button } from '../ui/parts.js';
import { answerMark, codeTag } from '../ui/tags.js';
import { methodName } from './answer-portrait.js';
import './item-answer.js';
import { howToCheck } from './item-card.js';
import { SEARCH_FROM, matches, searchField } from './item-search.js';
import { pathOfItem } from './item-lookup.js';
import { lockedBanner } from './locked-banner.js';

/** @typedef {import('./answer-page.js').AnswerPage} AnswerPage */
/** @typedef {import('../types.d.ts').InspectionView} InspectionView */
/** @typedef {import('../types.d.ts').SectionView} SectionView */
/** @typedef {import('../types.d.ts').ItemView} ItemView */

/** @param {AnswerPage} page @param {InspectionView} view @param {SectionView} section */
export function landscape(page, view, section) {
  const { counts } = view;
  const answered = counts.total - counts.unanswered;
  return html`<div class="frame answer-landscape">
    <page-bar
      heading=${view.inspection.unit.name}
      context="${methodName(view)} · ${labels.overview.answered(count(counts.total), count(answered))}"
      up=${page.up}
      .savedAt=${view.savedAt}
    ></page-bar>
    <div class="panes">
      ${itemList(page, view, section)}
      <main class="content pane-middle" tabindex="-1">
        <notice-banners></notice-banners>
        ${page.openFinding ? findingPane(page, view, section) : itemPane(page, view)}
      </main>
      ${actionRail(page, view)}
    </div>
  </div>`;
}

/** @param {AnswerPage} page @param {InspectionView} view @param {SectionView} section */
function itemList(page, view, section) {
  const items = section.items.filter((item) => matches(item, page.searched));
  return html`<nav class="pane-list" aria-label=${labels.answer.items}>
    <label class="section-select">
      <span class="visually-hidden">${labels.answer.sections}</span>
      <select
        .value=${section.key}
        @change=${(/** @type {Event & { target: HTMLSelectElement }} */ event) => navigate(sectionPath(view.inspection.id, event.target.value), { replace: true })}
      >
        ${view.sections.map(
          ({ key, title, answered, total }) =>
            html`<option value=${key} ?selected=${key === section.key}>${key} ${title} ${answered}/${total}</option>`,
        )}
      </select>
      ${icon('chevron-down')}
    </label>
    ${section.items.length >= SEARCH_FROM ? searchField(labels.answer.search, page.searched, (searched) => (page.searched = searched)) : nothing}
    <ul>
      ${repeat(
        items,
        ({ item }) => item.key,
        (item) => listRow(page, view, item),
      )}
    </ul>
    ${items.length === 0 ? html`<p class="quiet">${labels.answer.noMatch}</p>` : nothing}
  </nav>`;
}

/** @param {AnswerPage} page @param {InspectionView} view @param {ItemView} row */
function listRow(page, view, { item, answer }) {
  const missing = view.missing.find((entry) => entry.itemKey === item.key && entry.kind !== 'unanswered');
  return html`<li data-item=${item.key}>
    <a
      class="list-row"
      href=${pathOfItem(view, item.key)}
      aria-current=${item.key === page.working?.item.key ? 'true' : nothing}
      @click=${(/** @type {Event} */ event) => {
        event.preventDefault();
        navigate(pathOfItem(view, item.key), { replace: true });
      }}
    >
      ${codeTag(item.code)}
      <span class="list-words"
        ><span>${item.title}</span>${missing ? html`<span class="list-missing">${shortly(missing)}</span>` : nothing}</span
      >
      ${answerMark(answer?.value ?? null, item.answer_kind)}
    </a>
  </li>`;
}

/** @param {import('../types.d.ts').MissingEntry} entry */
function shortly(entry) {
  return entry.kind === 'reason' ? labels.answer.missingReason : entry.text;
}

/** @param {AnswerPage} page @param {InspectionView} view */
function itemPane(page, view) {
  const item = page.working;
  if (!item) return nothing;
  return html`<section class="item-pane" aria-labelledby="pane-title">
      ${lockedBanner(view)}
      <div class="item-head">
        ${codeTag(item.item.code)}
        <h2 id="pane-title">${item.item.title}</h2>
        <button type="button" class="button button-plain button-small" aria-expanded=${page.helping ? 'true' : 'false'} @click=${() => (page.helping = !page.helping)}>
          ${icon('gavel')}<span>${labels.answer.basis}</span>
        </button>
      </div>
      ${item.item.restricted ? html`<p class="item-restricted">${icon('lock')}<span>${labels.answer.restrictedNote}</span></p>` : nothing}
      ${howToCheck(item.item, page.helping)}
      <item-answer
        .view=${item}
        .editing=${page.editing ?? item.findings.at(-1)?.id ?? null}
        ?locked=${view.locked}
        ?full=${page.full}
        facts
        bare
        @answer-chosen=${(/** @type {CustomEvent} */ { detail }) => page.choose(item, detail)}
        @answer-cleared=${() => page.answering.clear(item)}
        @reason-chosen=${(/** @type {CustomEvent<string>} */ { detail }) => page.answering.write(item, { reason: detail })}
        @note-input=${(/** @type {CustomEvent<string>} */ { detail }) => page.answering.write(item, { note: detail })}
      ></item-answer>
    </section>
    ${paneButtons(page, view, item)}`;
}

/** @param {AnswerPage} page @param {InspectionView} view @param {ItemView} item */
function paneButtons(page, view, item) {
  const found = item.answer?.value === 'problem_found';
  const open = item.findings.find(({ id }) => id === page.editing) ?? item.findings.at(-1);
  return html`<div class="bottom-bar pane-bar">
    ${found && !view.locked ? button({ label: labels.answer.anotherShort, icon: 'plus', press: () => page.addFinding(item) }) : nothing}
    ${view.takesAdditions ? button({ label: labels.overview.add, icon: 'plus', look: 'primary', more: 'grow', press: () => page.addFinding(item) }) : nothing}
    ${open ? button({ label: open.editable ? labels.answer.fillAll : labels.answer.look, press: () => navigate(findingPath(view.inspection.id, open.id)) }) : nothing}
    ${view.locked
      ? nothing
      : button({ label: page.nextLabel, after: 'arrow-right', look: 'primary', more: 'grow', press: () => page.goNext() })}
  </div>`;
}

/** @param {AnswerPage} page @param {InspectionView} view @param {SectionView} section */
function findingPane(page, view, section) {
  const finding = page.openFinding;
  return html`<finding-page
    .view=${view}
    .finding=${finding}
    section=${section.title}
    ?full=${page.full}
    .saves=${page.saves}
    @finding-close=${() => goUp(pathOfItem(view, finding?.itemKey ?? null))}
  ></finding-page>`;
}

/** @param {AnswerPage} page @param {InspectionView} view */
function actionRail(page, view) {
  const item = page.working;
  const owner = item ? { itemKey: item.item.key, findingId: page.photoOwner(item) } : null;
  const noteable = !view.locked && (item?.answer?.value ?? null) !== null && !page.openFinding;
  return html`<div class="action-rail">
    ${view.locked ? nothing : html`<button type="button" class="rail-button rail-camera" ?disabled=${page.full || !owner} @click=${() => page.photograph()}>
      ${icon('camera')}<span>${page.full ? labels.answer.noStore : labels.answer.photo}</span>
    </button>
    <button type="button" class="rail-button" ?disabled=${page.full || !owner} @click=${() => owner && page.wantPhoto({ ...owner, from: 'gallery' })}>
      ${icon('photo')}<span>${labels.answer.gallery}</span>
    </button>`}
    ${noteable
      ? html`<button type="button" class="rail-button" @click=${() => /** @type {any} */ (page.querySelector('item-answer'))?.openNote()}>
          ${icon('message')}<span>${labels.answer.note}</span>
        </button>
        <button type="button" class="rail-button" @click=${() => item && page.answering.clear(item)}>
          ${icon('eraser')}<span>${labels.answer.clearShort}</span>
        </button>`
      : nothing}
    <button type="button" class="rail-button rail-last" @click=${() => goUp(inspectionPath(view.inspection.id))}>
      ${icon('list-check')}<span>${labels.answer.overview}</span>
    </button>
  </div>`;
}
