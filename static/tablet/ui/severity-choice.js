// @ts-check
/** How bad it is, in three steps with dots, as a radio group. Raises `severity-chosen` with 1, 2 or 3. */
import { html } from '../../vendor/lit.js';
import { labels, words } from '../texts.js';
import { TabletElement, define } from './element.js';
import { severityDots } from './tags.js';

/** @type {readonly (1 | 2 | 3)[]} */
const STEPS = [1, 2, 3];

class SeverityChoice extends TabletElement {
  static properties = { value: { type: Number }, group: {}, disabled: { type: Boolean } };

  constructor() {
    super();
    /** @type {1 | 2 | 3} */
    this.value = 1;
    /** Tells this group's inputs from another's on the same page. */
    this.group = 'severity';
    this.disabled = false;
  }

  /** @override */
  render() {
    return html`<fieldset class="severity" ?disabled=${this.disabled}>
      <legend class="field-label">${labels.finding.severity}</legend>
      <div class="severity-steps">
        ${STEPS.map(
          (step) =>
            html`<label class="severity-step severity-${step}">
              <input
                type="radio"
                name=${this.group}
                value=${step}
                .checked=${step === this.value}
                @change=${() => this.emit('severity-chosen', step)}
              />
              <span>${severityDots(step)} ${words.severity[step]}</span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }
}

define('severity-choice', SeverityChoice);
