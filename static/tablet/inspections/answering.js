// @ts-check
/**
 * What a person does on the answer page, turned into calls of the logic modules; the questions asked before something moves away.
 *
 * Promises: typed notes and reasons are handed on within `Autosave`'s delay and at once when the page is left.
 * Does not: draw, or hold answers; the page redraws from what the store tells.
 */
import { createFinding, restoreFinding } from '../findings/findings.js';
import { labels, messages, words } from '../texts.js';
import { Autosave } from '../ui/autosave.js';
import { ask } from '../ui/dialog.js';
import { attempt, tellProblem } from '../ui/problems.js';
import { showUndo } from '../ui/toast.js';
import { clearAnswer, recordAnswer } from './answers.js';

/** @typedef {import('../types.d.ts').ItemView} ItemView */
/** @typedef {import('../types.d.ts').AnswerValue} AnswerValue */

export class Answering {
  #inspectionId;
  #opened;
  /** @type {Map<string, Autosave<{ reason: string, note: string }>>} */
  #words = new Map();
  /** @type {Map<string, ItemView>} newest view of the items that are being written on */
  #items = new Map();

  /**
   * @param {string} inspectionId
   * @param {(findingId: string) => void} opened is told which finding was just begun
   */
  constructor(inspectionId, opened) {
    this.#inspectionId = inspectionId;
    this.#opened = opened;
  }

  /** @param {ItemView} view @param {AnswerValue} value */
  choose(view, value) {
    return attempt(async () => {
      await this.flush();
      const moved = view.answer?.value === 'problem_found' ? view.findings : [];
      if (moved.length > 0 && !(await this.#agreed(view, value))) return;
      await recordAnswer(this.#inspectionId, view.item.key, { value });
      if (moved.length > 0) this.#offerUndo(view, moved.map(({ id }) => id));
      if (value === 'problem_found' && view.findings.length === 0) await this.addFinding(view);
    });
  }

  /** @param {ItemView} view @param {AnswerValue} value @returns {Promise<boolean>} */
  async #agreed({ item, findings }, value) {
    const answer = words.answers[item.answer_kind][value];
    const photos = findings.reduce((sum, finding) => sum + finding.photos.length, 0);
    const choice = await ask({
      title: labels.answer.answerQuestion(item.code),
      text: messages.answerChangedAway(item.code, findings.length, photos, answer),
      choices: [
        { value: 'keep', label: labels.answer.keep, safe: true },
        { value: 'change', label: labels.answer.changeAway(answer), look: 'primary' },
      ],
    });
    return choice === 'change';
  }

  /** @param {ItemView} view @param {readonly string[]} findings */
  #offerUndo({ item }, findings) {
    showUndo(messages.removed, () =>
      attempt(async () => {
        await recordAnswer(this.#inspectionId, item.key, { value: 'problem_found' });
        for (const id of findings) await restoreFinding(id);
      }),
    );
  }

  /** @param {ItemView} view @param {import('../types.d.ts').Fields} [fields] */
  async addFinding({ item }, fields) {
    this.#opened(await createFinding(this.#inspectionId, item.key, fields));
  }

  /** @param {ItemView} view */
  clear(view) {
    const { answer, item, findings } = view;
    return attempt(async () => {
      await this.flush();
      if (findings.length > 0 && !(await this.#agreedToClear(view))) return;
      await clearAnswer(this.#inspectionId, item.key);
      showUndo(labels.answer.cleared, () =>
        attempt(async () => {
          if (!answer?.value) return;
          await recordAnswer(this.#inspectionId, item.key, { value: answer.value, reason: answer.reason, note: answer.note });
          for (const { id } of findings) await restoreFinding(id);
        }),
      );
    });
  }

  /** @param {ItemView} view @returns {Promise<boolean>} */
  async #agreedToClear({ item, findings }) {
    const photos = findings.reduce((sum, finding) => sum + finding.photos.length, 0);
    const choice = await ask({
      title: labels.answer.answerQuestion(item.code),
      text: messages.answerChangedAway(item.code, findings.length, photos, words.unanswered),
      choices: [
        { value: 'keep', label: labels.answer.keep, safe: true },
        { value: 'clear', label: labels.answer.clear, look: 'primary' },
      ],
    });
    return choice === 'clear';
  }

  /** @param {ItemView} view @param {{ reason?: string, note?: string }} change words typed to the answer that is chosen */
  write(view, change) {
    const { key } = view.item;
    this.#items.set(key, view);
    let queue = this.#words.get(key);
    if (!queue) {
      queue = new Autosave((fields) => this.#store(key, fields), tellProblem);
      this.#words.set(key, queue);
    }
    queue.change(change);
  }

  /** @param {string} key @param {{ reason?: string, note?: string }} fields */
  async #store(key, fields) {
    const value = this.#items.get(key)?.answer?.value;
    if (value) await recordAnswer(this.#inspectionId, key, { value, ...fields });
  }

  /** @returns {Promise<void>} ends when everything typed has been stored */
  async flush() {
    await Promise.all([...this.#words.values()].map((queue) => queue.flush()));
  }
}
