// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemOf, pathOfItem } from '../../../static/tablet/inspections/item-lookup.js';
import { nextUnanswered } from '../../../static/tablet/inspections/next-unanswered.js';
import { clockWords, readinessLines, verdict } from '../../../static/tablet/inspections/readiness.js';
import { isText, valueWords } from '../../../static/tablet/sync-pages/conflict-values.js';
import { isMeasure, valuesIn } from '../../../static/tablet/ui/phrase-blanks.js';
import { diff } from '../../../static/tablet/ui/text-diff.js';

/** @param {Record<string, string | null>} answers value by item key @returns {any} */
function viewOf(answers) {
  const items = Object.entries(answers).map(([key, value]) => ({ item: { key, code: key }, answer: value ? { value } : null }));
  const sections = ['A', 'B'].map((letter) => ({ key: letter, items: items.filter(({ item }) => item.key.startsWith(letter)) }));
  return { inspection: { id: 'i1' }, sections };
}

test('the next unanswered item lies behind the one in work, over sections, then from the start', () => {
  const view = viewOf({ A01: null, A02: 'none_found', A03: null, B01: null });
  const next = (/** @type {string | null} */ from) => nextUnanswered(view, from).next?.item.key;
  assert.equal(next(null), 'A01');
  assert.equal(next('A02'), 'A03');
  assert.equal(next('A03'), 'B01');
  assert.equal(next('B01'), 'A01');
  assert.equal(nextUnanswered(view, 'B01').left, 3);
});

test('the item in work is named only when nothing else is open, and none when all are answered', () => {
  assert.equal(nextUnanswered(viewOf({ A01: 'none_found', A02: null }), 'A02').next?.item.key, 'A02');
  assert.deepEqual(nextUnanswered(viewOf({ A01: 'none_found' }), null), { next: null, left: 0 });
});

test('an item has its address, an unknown one leads to the first section', () => {
  const view = viewOf({ A01: null, B01: null });
  assert.equal(pathOfItem(view, 'B01'), '/field/i/i1/s/B#B01');
  assert.equal(pathOfItem(view, 'Z99'), '/field/i/i1/s/A');
  assert.equal(itemOf(view, 'Z99'), null);
});

test('a half sentence is known again in a text, with what stands in its blanks', () => {
  assert.deepEqual(valuesIn('现场未见审批手续。', '未见审批手续'), []);
  assert.equal(valuesIn('现场有审批手续。', '未见审批手续'), null);
  assert.deepEqual(valuesIn('摆放水马2个、锥桶3个，占用车道3.2米', '摆放水马__个、锥桶__个'), ['2', '3']);
  assert.deepEqual(valuesIn('占用车道3.2米，无人值守', '占用车道__米'), ['3.2']);
  assert.deepEqual(valuesIn('未公示收费（停车费），负责人称不知道', '负责人称__'), ['不知道']);
  assert.equal(valuesIn('占用车道', '占用车道__米'), null);
});

test('a blank before a measure asks for a number', () => {
  assert.deepEqual(['米', '个、锥桶', '余辆车', '”', '行为'].map(isMeasure), [true, true, true, false, false]);
});

test('differences are marked in whole, and the pieces give the texts back', () => {
  const yours = '10时38分，摆放锥桶2个，无人值守。';
  const theirs = '10时40分，摆放锥桶3个，无人值守，称“临时”。';
  const found = diff(yours, theirs);
  const join = (/** @type {{ text: string }[]} */ pieces) => pieces.map(({ text }) => text).join('');
  const marked = (/** @type {{ text: string, differs: boolean }[]} */ pieces) => pieces.filter(({ differs }) => differs).map(({ text }) => text);
  assert.equal(join(found.yours), yours);
  assert.equal(join(found.theirs), theirs);
  assert.deepEqual(marked(found.yours), ['38', '2']);
  assert.deepEqual(marked(found.theirs), ['40', '3', '，称“临时”']);
});

test('equal and empty texts have no marks, a very long one is marked as a whole', () => {
  assert.deepEqual(diff('一样', '一样').yours, [{ text: '一样', differs: false }]);
  assert.deepEqual(diff('', '新写的').theirs, [{ text: '新写的', differs: true }]);
  assert.equal(diff('长'.repeat(4000), '短').yours.length, 1);
});

test('values of a conflict are shown in words, and only plain texts can be written together', () => {
  assert.equal(valueWords('value', 'problem_found', 'quality'), '不合格');
  assert.equal(valueWords('value', null, 'problem'), '未答');
  assert.equal(valueWords('severity', 2, 'problem'), '较重');
  assert.equal(valueWords('removed', true, 'problem'), '移除');
  assert.equal(valueWords('found_at', '2023-07-18T02:38:00.000Z', 'problem'), '7月18日 10:38');
  assert.equal(isText({ field: 'fact', yours: 'a', theirs: null }), true);
  assert.equal(isText({ field: 'severity', yours: 1, theirs: 2 }), false);
});

/** @param {object} [change] @returns {any} everything in order, but for the change */
function known(change) {
  return {
    inspections: 2, withoutChecklist: 0, queuedRecords: 0, queuedPhotos: 0, queuedBytes: 0, online: true,
    store: { free: 18.4e9, photosLeft: 6000, level: 'ok' }, persisted: true, signedInUntil: Date.parse('2023-08-01T00:00:00Z'),
    clockOffset: -4_000, camera: 'granted', positionMetres: 6, battery: null, now: Date.parse('2023-07-18T00:00:00Z'), ...change,
  };
}

/** @param {object} [change] */
const judged = (change) => verdict(known(change), readinessLines(known(change)));

test('with everything in order one may leave', () => {
  assert.equal(judged().title, '可以出发');
  assert.deepEqual(readinessLines(known()).map(({ tone }) => tone), Array(8).fill('ok'));
});

test('what is lacking comes first and is counted, and says when it needs the network', () => {
  const change = { queuedPhotos: 12, queuedBytes: 41e6, persisted: false };
  assert.equal(judged(change).title, '还差 2 项');
  assert.equal(readinessLines(known(change))[0]?.state, '要发送 41 MB');
  assert.equal(readinessLines(known({ ...change, online: false }))[0]?.state, '要联网');
  assert.equal(judged({ ...change, online: false }).text, '这几项要联网才能办，记录不受影响。');
});

test('without a task or its checklist one may not leave, network or not', () => {
  assert.equal(judged({ inspections: 0 }).title, '现在不能出发：还没有任务');
  assert.equal(judged({ withoutChecklist: 1, online: false }).title, '现在不能出发：没有下载检查单');
});

test('the clock is told as fast or slow', () => {
  assert.deepEqual([-4_000, 2 * 86_400_000, 300].map(clockWords), ['慢 4 秒', '快 2 天', '准']);
});
