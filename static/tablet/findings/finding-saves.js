// @ts-check
/**
 * What is being typed into the findings of one page, on its way to the store: one queue a finding.
 *
 * Promises: nothing waits longer than `Autosave` allows; leaving the page or hiding the app hands everything on at once.
 */
import { Autosave } from '../ui/autosave.js';
import { editFinding } from './findings.js';

export class FindingSaves {
  /** @type {Map<string, Autosave<import('../types.d.ts').Fields>>} */
  #queues = new Map();
  #failed;

  /** @param {(error: unknown) => void} failed */
  constructor(failed) {
    this.#failed = failed;
  }

  /** @param {string} id @param {import('../types.d.ts').Fields} fields */
  change(id, fields) {
    let queue = this.#queues.get(id);
    if (!queue) {
      queue = new Autosave((waiting) => editFinding(id, /** @type {import('../types.d.ts').Fields} */ (waiting)), this.#failed);
      this.#queues.set(id, queue);
    }
    queue.change(fields);
  }

  /** @returns {Promise<void>} ends when everything typed has been stored */
  async flush() {
    await Promise.all([...this.#queues.values()].map((queue) => queue.flush()));
  }
}
