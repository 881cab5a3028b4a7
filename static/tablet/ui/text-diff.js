// @ts-check
/**
 * Where two texts differ, for the eyes of the person who decides: pieces of each, marked where the other lacks them.
 *
 * Promises: pure; joining the pieces of a side gives that side back. Short accidental matches between two differences
 * are swallowed, so that whole words are marked and not single characters.
 */

/** @typedef {{ text: string, differs: boolean }} Piece */

const ISLAND = 1;
const LONGEST = 3000;

/**
 * @param {string} yours
 * @param {string} theirs
 * @returns {{ yours: Piece[], theirs: Piece[] }}
 */
export function diff(yours, theirs) {
  const [a, b] = [[...yours], [...theirs]];
  if (a.length > LONGEST || b.length > LONGEST) {
    return { yours: [{ text: yours, differs: yours !== theirs }], theirs: [{ text: theirs, differs: yours !== theirs }] };
  }
  const runs = swallowIslands(matchingRuns(a, b));
  return { yours: pieces(a, runs.map(({ a: start, length }) => [start, length])), theirs: pieces(b, runs.map(({ b: start, length }) => [start, length])) };
}

/** @typedef {{ a: number, b: number, length: number }} Run */

/**
 * Longest common subsequence as runs of equal characters.
 *
 * @param {string[]} a
 * @param {string[]} b
 * @returns {Run[]}
 */
function matchingRuns(a, b) {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (/** @type {number} */ i, /** @type {number} */ j) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  /** @type {Run[]} */
  const runs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      const last = runs.at(-1);
      if (last && last.a + last.length === i && last.b + last.length === j) last.length += 1;
      else runs.push({ a: i, b: j, length: 1 });
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return runs;
}

/** @param {Run[]} runs @returns {Run[]} without the single characters that match by chance between two differences */
function swallowIslands(runs) {
  return runs.filter(({ length }, place) => length > ISLAND || place === 0 || place === runs.length - 1);
}

/**
 * @param {string[]} characters
 * @param {[start: number, length: number][]} same
 * @returns {Piece[]}
 */
function pieces(characters, same) {
  /** @type {Piece[]} */
  const found = [];
  const add = (/** @type {number} */ from, /** @type {number} */ to, /** @type {boolean} */ differs) => {
    if (to > from) found.push({ text: characters.slice(from, to).join(''), differs });
  };
  let done = 0;
  for (const [start, length] of same) {
    add(done, start, true);
    add(start, start + length, false);
    done = start + length;
  }
  add(done, characters.length, true);
  return found;
}
