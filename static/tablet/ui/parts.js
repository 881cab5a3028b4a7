// @ts-check
/**
 * The stateless parts of a page: frame, banner, empty state, big buttons. Each is a template function without behaviour of its own.
 *
 * Promises: in the frame, reading order is bar, banners, content, bottom bar, whatever the layout shows where.
 */
import { html, nothing } from '../../vendor/lit.js';
import { labels } from '../texts.js';
import { icon } from './icon.js';

/** @typedef {Parameters<typeof icon>[0]} IconName */

/**
 * @param {object} parts
 * @param {unknown} parts.bar the page bar
 * @param {unknown} parts.content
 * @param {unknown} [parts.bottom] main buttons, in thumb reach
 * @param {unknown} [parts.tabs] the tab bar of the four top pages
 * @param {string} [parts.look] extra class of the page
 */
export function frame({ bar, content, bottom = nothing, tabs = nothing, look = '' }) {
  return html`<div class="frame ${tabs === nothing ? '' : 'with-tabs'} ${look}">
    ${bar}
    <main class="content" tabindex="-1"><notice-banners></notice-banners>${content}</main>
    ${bottom === nothing ? nothing : html`<footer class="bottom-bar">${bottom}</footer>`} ${tabs}
  </div>`;
}

/** @type {Record<'brand' | 'ok' | 'warn' | 'bad' | 'neutral', IconName>} */
const BANNER_ICON = { brand: 'info-circle', ok: 'circle-check', warn: 'alert-triangle', bad: 'alert-circle', neutral: 'wifi-off' };

/**
 * Stays until its cause is gone; one sentence and at most one button.
 *
 * @param {object} parts
 * @param {keyof typeof BANNER_ICON} parts.tone `bad` only when someone must act
 * @param {unknown} parts.text
 * @param {unknown} [parts.more] a second, quieter line
 * @param {IconName} [parts.icon] in place of the tone's own
 * @param {unknown} [parts.action] one button
 */
export function banner({ tone, text, more = nothing, icon: name, action = nothing }) {
  return html`<div class="banner banner-${tone}">
    ${icon(name ?? BANNER_ICON[tone])}
    <div class="banner-text">
      <p>${text}</p>
      ${more === nothing ? nothing : html`<p class="banner-more">${more}</p>`}
    </div>
    ${action}
  </div>`;
}

/** @param {{ icon: IconName, title: string, text?: string, action?: unknown }} parts what this place is for and what to do */
export function emptyState({ icon: name, title, text, action = nothing }) {
  return html`<div class="empty">
    ${icon(name)}
    <p class="empty-title">${title}</p>
    ${text ? html`<p class="empty-text">${text}</p>` : nothing} ${action}
  </div>`;
}

/**
 * @param {object} parts
 * @param {string} parts.label
 * @param {IconName} [parts.icon]
 * @param {IconName} [parts.after] an icon behind the word
 * @param {'primary' | 'plain' | 'danger' | 'quiet' | 'on-brand' | 'on-brand-line'} [parts.look]
 * @param {string} [parts.more] extra classes
 * @param {boolean} [parts.disabled]
 * @param {(event: Event) => unknown} parts.press
 */
export function button({ label, icon: name, after, look = 'plain', more = '', disabled = false, press }) {
  return html`<button type="button" class="button button-${look} ${more}" ?disabled=${disabled} @click=${press}>
    ${name ? icon(name) : nothing}<span>${label}</span>${after ? icon(after) : nothing}
  </button>`;
}

/** Stands still, without a spinner, while a page reads the store. */
export function openingLine() {
  return html`<p class="opening" role="status">${labels.frame.opening}</p>`;
}

/**
 * An error at its field: above the input, red, with icon; the field refers to it by `aria-describedby`.
 *
 * @param {string} id
 * @param {string | null | undefined} text
 */
export function fieldError(id, text) {
  if (!text) return nothing;
  return html`<p class="field-error" id=${id} role="alert">${icon('alert-circle-filled')}<span>${text}</span></p>`;
}
