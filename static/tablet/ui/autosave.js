// @ts-check
/**
 * Collects what is typed and hands it on within 250 ms, so that no page holds data only in a form.
 *
 * Promises: later values of a field replace earlier ones; `flush` hands on at once; saves of one form run one after another,
 * so that an older value never lands after a newer one. Does not: know what a field means or how it is stored.
 */

const DELAY_MS = 250;

/** @template {object} Fields */
export class Autosave {
  /** @type {Partial<Fields>} */
  #waiting = {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void>} */
  #running = Promise.resolve();
  #save;
  #failed;

  /**
   * @param {(fields: Partial<Fields>) => Promise<unknown>} save stores the fields
   * @param {(error: unknown) => void} failed is told when storing did not work; the fields stay waiting
   */
  constructor(save, failed) {
    this.#save = save;
    this.#failed = failed;
  }

  /** @returns {boolean} whether something typed has not been handed on yet */
  get pending() {
    return Object.keys(this.#waiting).length > 0;
  }

  /** @param {Partial<Fields>} fields */
  change(fields) {
    Object.assign(this.#waiting, fields);
    this.#timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** @returns {Promise<void>} ends when everything typed so far has been stored */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.pending) return this.#running;
    const fields = this.#waiting;
    this.#waiting = {};
    this.#running = this.#running.then(async () => {
      try {
        await this.#save(fields);
      } catch (error) {
        this.#waiting = { ...fields, ...this.#waiting };
        this.#failed(error);
      }
    });
    return this.#running;
  }
}
