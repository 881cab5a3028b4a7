// @ts-check
/**
 * The one kind of error that is meant for the person at the tablet.
 *
 * `text` is a finished Chinese sentence: what happened, what was kept, what to do. Everything else that is thrown is
 * a bug and is shown with the general sentence and an id.
 */
export class UserError extends Error {
  /**
   * @param {string} text ready to be shown
   * @param {{code?: string, cause?: unknown}} [about] `code` names the reason for programs and tests
   */
  constructor(text, { code = 'refused', cause } = {}) {
    super(text, { cause });
    this.name = 'UserError';
    this.text = text;
    this.code = code;
  }
}
