// @ts-check
/**
 * The base of every element on the tablet.
 *
 * Owns: drawing into the page itself (no shadow root, so that the linked style sheets, labels and focus order hold
 * everywhere), raising events, and keeping subscriptions exactly as long as the element is on the page.
 * Does not: hold data of its own or know of storage.
 */
import { LitElement } from '../../vendor/lit.js';

export class TabletElement extends LitElement {
  /** @type {(() => void)[]} */
  #subscriptions = [];

  /** @override @returns {HTMLElement} */
  createRenderRoot() {
    return this;
  }

  /**
   * Raises a bubbling event; parents listen for it by name.
   *
   * @param {string} name such as `answer-chosen`
   * @param {unknown} [detail]
   */
  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /**
   * Keeps what a `watch…` function or listener gave back and ends it when the element leaves the page.
   *
   * @param {() => void} unsubscribe
   */
  keep(unsubscribe) {
    this.#subscriptions.push(unsubscribe);
  }

  /**
   * Listens on another target for as long as this element is on the page.
   *
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: any) => void} listener
   */
  listen(target, type, listener) {
    target.addEventListener(type, listener);
    this.keep(() => target.removeEventListener(type, listener));
  }

  /** Ends all subscriptions; a page calls it when it turns to another record. */
  endSubscriptions() {
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.endSubscriptions();
  }
}

/**
 * Registers an element once; a module may be evaluated again after an update.
 *
 * @param {string} name
 * @param {CustomElementConstructor} element
 */
export function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}
