// @ts-check
/**
 * A finding in place under its item: folded to its fact and photos, or open for writing.
 *
 * Raises `finding-input`, `finding-open` (id), `photo-wanted` ({findingId, itemKey, from}), `photo-open` (id).
 */
import { html, nothing } from '../../vendor/lit.js';
import { conflictPath, navigate } from '../routes.js';
import { labels, messages } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import '../ui/fact-editor.js';
import '../ui/fold-text.js';
import { clock } from '../ui/format.js';
import { banner, button } from '../ui/parts.js';
import '../ui/photo-strip.js';
import { lateTag, severityTag, tag } from '../ui/tags.js';

class FindingCard extends TabletElement {
  static properties = {
    finding: { attribute: false },
    item: { attribute: false },
    editing: { type: Boolean },
    full: { type: Boolean },
    facts: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {import('../types.d.ts').FindingView | null} */
    this.finding = null;
    /** @type {import('../types.d.ts').ChecklistItem | null} */
    this.item = null;
    this.editing = false;
    /** The device's store takes no more photos. */
    this.full = false;
    /** Shows time and position in the head, where there is room. */
    this.facts = false;
  }

  /** @override */
  render() {
    const { finding } = this;
    if (!finding) return nothing;
    return html`<section class="finding-card ${this.editing ? 'finding-editing' : ''}" aria-label=${labels.answer.findingTitle(finding.ordinal)}>
      <div class="finding-head">
        <h3>${labels.answer.findingTitle(finding.ordinal)}</h3>
        ${finding.late ? lateTag() : nothing} ${severityTag(finding.severity)}
        ${this.facts ? html`<span class="finding-facts">${clock(finding.found_at)} · ${placeText(finding)}</span>` : nothing}
        ${button({ label: finding.editable ? labels.answer.edit : labels.answer.look, icon: finding.editable ? 'pencil' : 'eye', more: 'button-small', press: () => this.emit('finding-open', finding.id) })}
      </div>
      ${finding.returned_reason !== null ? html`<p class="finding-returned">${tag('warn', 'corner-down-left', labels.finding.returned(finding.returned_reason))}</p>` : nothing}
      ${conflictBanner(finding)}
      ${this.editing && finding.editable
        ? html`<fact-editor .finding=${finding} .item=${this.item}></fact-editor>`
        : html`<fold-text text=${finding.fact || labels.overview.noFact}></fold-text>`}
      <photo-strip
        .photos=${finding.photos}
        ?adding=${finding.editable}
        ?full=${this.full}
        @photo-add=${(/** @type {Event} */ event) => this.wantPhoto(event, 'camera')}
      ></photo-strip>
    </section>`;
  }

  /** @param {Event} event @param {'camera' | 'gallery'} from */
  wantPhoto(event, from) {
    event.stopPropagation();
    this.emit('photo-wanted', { itemKey: this.finding?.itemKey, findingId: this.finding?.id, from });
  }
}

/** @param {import('../types.d.ts').FindingView} finding another person wrote a field of it differently, or the office was faster */
export function conflictBanner({ inspectionId, conflict, overtaken }) {
  if (overtaken) return banner({ tone: 'brand', text: messages.acceptedMeanwhile });
  if (!conflict) return nothing;
  const go = button({ label: labels.finding.conflict, press: () => navigate(conflictPath(inspectionId, conflict.id)) });
  return banner({ tone: 'bad', text: messages.conflict, action: go });
}

/** @param {import('../types.d.ts').FindingView} finding @returns {string} how the place is known */
export function placeText({ place, place_source, accuracy_m }) {
  if (place_source === 'auto' && accuracy_m !== null) return labels.finding.placeAuto(String(Math.round(accuracy_m)));
  return place ? labels.finding.placeManual : messages.positionDenied;
}

define('finding-card', FindingCard);
