// @ts-check
/**
 * Two people wrote one field differently: both side by side with the differences marked, one is chosen or a third is written.
 *
 * Promises: works without a network; nothing is chosen for the person; what is not chosen stays in the record.
 */
import { html, nothing } from '../../vendor/lit.js';
import { watchConflict, resolveConflict } from '../findings/conflicts.js';
import { itemOf } from '../inspections/item-lookup.js';
import { watchInspection } from '../inspections/inspections.js';
import { conflictPath, goUp, inspectionPath, navigate } from '../routes.js';
import { labels, messages } from '../texts.js';
import { announce } from '../ui/announce.js';
import { TabletElement, define } from '../ui/element.js';
import { ago } from '../ui/format.js';
import '../ui/page-bar.js';
import { button, emptyState, frame, openingLine } from '../ui/parts.js';
import { SYNC } from '../ui/paths.js';
import { attempt } from '../ui/problems.js';
import { tag } from '../ui/tags.js';
import { diff } from '../ui/text-diff.js';
import '../ui/text-field.js';
import { isText, valueWords } from './conflict-values.js';

/** @typedef {import('../types.d.ts').ConflictView} ConflictView */
/** @typedef {'yours' | 'theirs' | 'merged'} Choice */

class ConflictPage extends TabletElement {
  static properties = {
    inspectionId: {},
    conflictId: {},
    conflict: { state: true },
    view: { state: true },
    choice: { state: true },
    merged: { state: true },
    working: { state: true },
  };

  constructor() {
    super();
    this.inspectionId = '';
    this.conflictId = '';
    /** @type {ConflictView | null | undefined} */
    this.conflict = undefined;
    /** @type {import('../types.d.ts').InspectionView | null} */
    this.view = null;
    /** @type {Choice | null} */
    this.choice = null;
    /** @type {string | null} the text written together */
    this.merged = null;
    this.working = false;
    /** @type {() => void} */
    this.leaveConflict = () => {};
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.keep(watchInspection(this.inspectionId, (view) => (this.view = view)));
    this.keep(() => this.leaveConflict());
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('conflictId')) return;
    this.leaveConflict();
    this.choice = null;
    this.merged = null;
    this.leaveConflict = watchConflict(this.conflictId, (conflict) => (this.conflict = conflict));
  }

  /** @override */
  render() {
    const { conflict } = this;
    if (conflict === undefined) return openingLine();
    if (conflict === null || conflict.resolved) return this.settled();
    return frame({
      bar: html`<page-bar heading=${labels.conflict.title} context=${this.context(conflict)} up=${inspectionPath(this.inspectionId)} compact></page-bar>`,
      content: html`<div class="conflict-head"><h2>${fieldName(conflict.field)}</h2><p>${labels.conflict.hint}</p></div>
        ${this.sides(conflict)} ${isText(conflict) ? this.mergeBox(conflict) : nothing}`,
      bottom: this.bottom(conflict),
      look: 'conflict-page',
    });
  }

  settled() {
    return frame({
      bar: html`<page-bar heading=${labels.conflict.title} up=${SYNC}></page-bar>`,
      content: html`<section class="card">${emptyState({ icon: 'circle-check', title: labels.conflict.done, text: messages.conflictDone })}</section>`,
    });
  }

  /** @param {ConflictView} conflict */
  context(conflict) {
    const item = this.view ? itemOf(this.view, conflict.itemKey)?.item : null;
    const all = this.view?.conflicts ?? [];
    const place = all.findIndex(({ id }) => id === conflict.id) + 1;
    return [this.view?.inspection.unit.name, item ? `${item.code} ${item.title}` : '', place > 0 ? labels.conflict.position(place, all.length) : '']
      .filter(Boolean)
      .join(' · ');
  }

  /** @param {ConflictView} conflict */
  sides(conflict) {
    const kind = this.view ? (itemOf(this.view, conflict.itemKey)?.item.answer_kind ?? 'problem') : 'problem';
    const yours = valueWords(conflict.field, conflict.yours, kind);
    const theirs = valueWords(conflict.field, conflict.theirs, kind);
    const marked = isText(conflict) ? diff(yours, theirs) : { yours: [{ text: yours, differs: true }], theirs: [{ text: theirs, differs: true }] };
    const yourTitle = conflict.yourPerson ? labels.conflict.theirs(conflict.yourPerson) : labels.conflict.yours;
    return html`<div class="sides" role="group" aria-label=${fieldName(conflict.field)}>
      ${this.side('yours', yourTitle, conflict.yourPerson ? ago(conflict.yourAt, Date.now()) : '', marked.yours)}
      ${this.side('theirs', labels.conflict.theirs(this.other(conflict)), conflict.theirAt ? ago(conflict.theirAt, Date.now()) : '', marked.theirs)}
    </div>`;
  }

  /** @param {ConflictView} conflict @returns {string} */
  other({ theirPerson }) {
    return theirPerson || labels.conflict.another;
  }

  /** @param {'yours' | 'theirs'} which @param {string} title @param {string} when @param {readonly import('../ui/text-diff.js').Piece[]} pieces */
  side(which, title, when, pieces) {
    const chosen = this.choice === which;
    const empty = pieces.every(({ text }) => text === '');
    return html`<section class="card side ${chosen ? 'side-chosen' : ''}" aria-label=${title}>
      <div class="side-head">
        <span class="person-mark" aria-hidden="true">${title.slice(0, 1)}</span>
        <p><strong>${title}</strong>${when ? html`<span>${when}</span>` : nothing}</p>
        ${chosen ? tag('brand', 'check', labels.conflict.chosen) : nothing}
      </div>
      <p class="side-text">${empty ? labels.conflict.empty : pieces.map(({ text, differs }) => (differs ? html`<mark>${text}</mark>` : text))}</p>
      ${button({ label: labels.conflict.choose, icon: chosen ? 'check' : 'circle', look: chosen ? 'primary' : 'plain', more: 'wide', press: () => (this.choice = which) })}
    </section>`;
  }

  /** @param {ConflictView} conflict */
  mergeBox({ yours, theirs }) {
    const [mine, other] = [String(yours ?? ''), String(theirs ?? '')];
    return html`<section class="card form-card ${this.choice === 'merged' ? 'side-chosen' : ''}">
      <text-field
        label=${labels.conflict.merge}
        .aside=${button({ label: labels.conflict.both, icon: 'git-merge', more: 'button-small', press: () => this.writeTogether(joined(mine, other)) })}
        rows="3"
        .value=${this.merged ?? ''}
        @field-input=${(/** @type {CustomEvent<string>} */ { detail }) => this.writeTogether(detail)}
      ></text-field>
    </section>`;
  }

  /** @param {string} text */
  writeTogether(text) {
    this.merged = text;
    this.choice = 'merged';
  }

  /** @param {ConflictView} conflict */
  bottom(conflict) {
    const next = (this.view?.conflicts ?? []).find(({ id }) => id !== conflict.id);
    const ready = this.choice !== null && (this.choice !== 'merged' || (this.merged ?? '').trim() !== '');
    return html`${button({ label: labels.conflict.askLater(this.other(conflict)), press: () => goUp(SYNC) })}
      <p class="bottom-note">${labels.conflict.after}</p>
      ${button({
        label: next ? labels.conflict.confirmNext : labels.conflict.confirm,
        after: 'arrow-right',
        look: 'primary',
        more: 'grow',
        disabled: !ready || this.working,
        press: () => this.settle(next?.id ?? null),
      })}`;
  }

  /** @param {string | null} nextId */
  async settle(nextId) {
    const { choice, merged } = this;
    if (!choice) return;
    this.working = true;
    await attempt(async () => {
      await resolveConflict(this.conflictId, choice, choice === 'merged' ? merged : null);
      announce(messages.conflictDone);
      if (nextId) navigate(conflictPath(this.inspectionId, nextId), { replace: true });
    });
    this.working = false;
  }
}

/** @param {string} field */
function fieldName(field) {
  return labels.conflict.fields[/** @type {keyof typeof labels.conflict.fields} */ (field)] ?? field;
}

/** @param {string} one @param {string} other @returns {string} both, once each */
function joined(one, other) {
  if (one.includes(other)) return one;
  if (other.includes(one)) return other;
  return `${one.replace(/[。\s]+$/, '')}。${other}`;
}

define('conflict-page', ConflictPage);
