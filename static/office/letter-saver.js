// @ts-check
/**
 * Saving a letter: one request at a time, always the newest state, always from the version last seen.
 *
 * Raises `saving`, `saved` (the server's answer), `offline`, `refused` ({message, conflict}).
 */

/**
 * @typedef {import('./letter-blocks.js').LetterInput} LetterInput
 * @typedef {{version: number, pages: number, block_pages: Record<string, number>, labels: Record<string, string>,
 *   missing: {block_id: string|null, sentence: string}[]}} Saved
 */

export class LetterSaver extends EventTarget {
  /** @param {{address: string, token: string, version: number, collect: () => LetterInput}} options */
  constructor({ address, token, version, collect }) {
    super();
    this.address = address;
    this.token = token;
    this.version = version;
    this.collect = collect;
    /** @type {Promise<boolean>} */
    this.running = Promise.resolve(true);
  }

  /**
   * Save after what is running. Resolves to whether the server has it.
   * @param {LetterInput} [letter] the page's own state when left out
   * @returns {Promise<boolean>}
   */
  save(letter) {
    this.running = this.running.then(() => this.send(letter ?? this.collect()));
    return this.running;
  }

  /**
   * @param {LetterInput} letter
   * @returns {Promise<boolean>}
   */
  async send(letter) {
    this.dispatchEvent(new Event('saving'));
    let response;
    try {
      response = await fetch(this.address, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': this.token },
        body: JSON.stringify({ version: this.version, letter }),
      });
    } catch {
      this.dispatchEvent(new Event('offline'));
      return false;
    }
    const answer = await response.json().catch(() => ({ error: { message: '没有存上，已填的还在本页。请再试。' } }));
    if (!response.ok) {
      const detail = { message: answer.error.message, conflict: response.status === 409 };
      this.dispatchEvent(new CustomEvent('refused', { detail }));
      return false;
    }
    this.version = answer.version;
    this.dispatchEvent(new CustomEvent('saved', { detail: answer }));
    return true;
  }
}
