// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNames, selectPaths, sprite } from '../../tools/vendor/icons.js';

/** @type {import('../../tools/vendor/icons.js').NodesByName} */
const OUTLINE = {
  flag: [['path', { d: 'M5 5' }], ['path', { d: 'M5 21' }]],
  dice: [['path', { d: 'M8 8', fill: 'currentColor' }]],
  odd: [['circle', { r: '4' }]],
};
/** @type {import('../../tools/vendor/icons.js').NodesByName} */
const FILLED = { flag: [['path', { d: 'M4 5z' }]] };

test('the list of icons may hold comments, blank lines and the same name twice', () => {
  assert.deepEqual(parseNames('# all\nflag\n\nban # 已作废\nflag\n'), ['ban', 'flag']);
});

test('a filled twin is drawn from the filled set', () => {
  const paths = selectPaths(['flag', 'flag-filled'], { outline: OUTLINE, filled: FILLED });
  assert.deepEqual([...paths], [['flag', ['M5 5', 'M5 21']], ['flag-filled', ['M4 5z']]]);
});

test('a dot keeps its place without its fill', () => {
  assert.deepEqual([...selectPaths(['dice'], { outline: OUTLINE, filled: FILLED })], [['dice', ['M8 8']]]);
});

test('set-up stops at icons that do not exist and names every one of them', () => {
  assert.throws(() => selectPaths(['flag', 'nowhere', 'odd', 'dice-filled'], { outline: OUTLINE, filled: FILLED }), {
    message: /: nowhere, odd, dice-filled$/,
  });
});

test('the sprite paints outlines with strokes and filled twins with fill, without style attributes', () => {
  const drawn = sprite(new Map([['flag', ['M5 5']], ['flag-filled', ['M4 5z']]]));
  assert.match(drawn, /<symbol id="flag" viewBox="0 0 24 24" fill="none" stroke="currentColor"/);
  assert.match(drawn, /<symbol id="flag-filled" viewBox="0 0 24 24" fill="currentColor"><path d="M4 5z"\/>/);
  assert.doesNotMatch(drawn, /style=/);
});
