// @ts-check
/**
 * What went wrong, told once on the page where the person is: the sentence of a `UserError`, or the general sentence with an id.
 *
 * Promises: bugs are also written to the console with the same id. Does not: catch anything by itself.
 */
import { messages } from '../texts.js';
import { UserError } from '../user-error.js';

const channel = new EventTarget();

/** @param {unknown} error @returns {string} the sentence for the person */
export function sentenceFor(error) {
  if (error instanceof UserError) return error.text;
  const id = crypto.getRandomValues(new Uint16Array(1))[0]?.toString(16).toUpperCase().padStart(4, '0') ?? '0000';
  console.error(`problem ${id}`, error);
  return messages.unexpected(id);
}

/** @param {unknown} error shown as a banner until the person has read it */
export function tellProblem(error) {
  channel.dispatchEvent(new CustomEvent('problem', { detail: sentenceFor(error) }));
}

/** @param {string | null} text a sentence that the page has already; null takes the banner away */
export function tellSentence(text) {
  channel.dispatchEvent(new CustomEvent('problem', { detail: text }));
}

/**
 * @param {(text: string | null) => void} callback
 * @returns {() => void} ends it
 */
export function watchProblems(callback) {
  const listener = (/** @type {Event} */ event) => callback(/** @type {CustomEvent<string | null>} */ (event).detail);
  channel.addEventListener('problem', listener);
  return () => channel.removeEventListener('problem', listener);
}

/**
 * For event handlers: runs the work and tells what went wrong.
 *
 * @param {() => unknown} work
 */
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    tellProblem(error);
  }
}
