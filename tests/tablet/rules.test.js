// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import 'fake-indexeddb/auto';
import { checkPassphrase, waitAfter } from '../../static/tablet/db/passphrase.js';
import { pictureFormat, fittedSize } from '../../static/tablet/evidence/formats.js';
import { blankCount, fourThings, hasPhrase, insertPhrase, removePhrase } from '../../static/tablet/findings/phrases.js';
import { buildHome } from '../../static/tablet/inspections/cards.js';
import { parentPath, parseRoute } from '../../static/tablet/routes.js';
import { backoffDelay } from '../../static/tablet/sync/backoff.js';
import { retryAfter } from '../../static/tablet/sync/server.js';
import { throughputMeter } from '../../static/tablet/sync/throughput.js';

test('a passphrase is long enough and not a common one', () => {
  for (const weak of ['1234567', '12345678', 'password', 'QWERTYUI', '88888888', '23456789', '20230718', '2023-07-18', '1998年8月8日', 'abababab', '１２３４５６７８']) {
    assert.notEqual(checkPassphrase(weak), null, weak);
  }
  for (const good of ['青石岭上有棵老槐树', 'lan-yu-1998', '20231399x', '红砖房前第三棵']) {
    assert.equal(checkPassphrase(good), good === '红砖房前第三棵' ? '口令至少要 8 个字符。' : null, good);
  }
});

test('the wait after wrong passphrases never shrinks and stays within an hour', () => {
  const waits = Array.from({ length: 30 }, (_unused, tries) => waitAfter(tries));
  assert.deepEqual(waits.slice(0, 4), [0, 0, 0, 0]);
  assert.ok(waits.every((wait, index) => index === 0 || wait >= (waits[index - 1] ?? 0)));
  assert.equal(waits.at(-1), 60 * 60_000);
});

test('retries come later and later, with jitter, within ten minutes, and never before the server said', () => {
  assert.equal(backoffDelay(1, null, () => 0), 1_000);
  assert.equal(backoffDelay(1, null, () => 0.999999) < 2_000, true);
  assert.equal(backoffDelay(5, null, () => 0), 16_000);
  assert.ok(backoffDelay(5_000, null, () => 0.999999) <= 600_000);
  assert.equal(backoffDelay(1, 90_000, () => 0), 90_000);
});

test('Retry-After is read as seconds and as a date', () => {
  assert.equal(retryAfter('30'), 30_000);
  const soon = /** @type {number} */ (retryAfter(new Date(Date.now() + 60_000).toUTCString()));
  assert.ok(soon > 57_000 && soon <= 60_000);
  assert.equal(retryAfter(null), null);
  assert.equal(retryAfter('bald'), null);
});

test('the time left follows the pieces of the last minute', () => {
  const meter = throughputMeter();
  assert.equal(meter.secondsFor(1_000_000, 0), null);
  for (let second = 0; second <= 10; second += 1) meter.add(100_000, second * 1000);
  assert.equal(meter.secondsFor(1_000_000, 10_000), 10);
  assert.equal(meter.isSlow(10_000), false);
  assert.equal(meter.secondsFor(1_000_000, 200_000), null);
});

test('a half sentence comes with the right comma and goes with exactly what came', () => {
  assert.deepEqual(insertPhrase('', 0, '现场无公示牌'), { text: '现场无公示牌', cursor: 6 });
  assert.deepEqual(insertPhrase('站前设限高杆', 6, '高 __ 米', ['2.2']), { text: '站前设限高杆，高 2.2 米', cursor: 14 });
  assert.equal(insertPhrase('站前设限高杆。', 7, '无标志').text, '站前设限高杆。无标志');
  assert.equal(insertPhrase('甲乙', 1, '中').text, '甲，中，乙');
  for (const [text, cursor] of /** @type {[string, number][]} */ ([['', 0], ['站前', 2], ['站前。', 3], ['站前，有人', 3]])) {
    const put = insertPhrase(text, cursor, '高 __ 米', ['2.2']);
    assert.equal(hasPhrase(put.text, '高 __ 米', ['2.2']), true);
    const taken = removePhrase(put.text, '高 __ 米', ['2.2']).text;
    assert.equal(taken.replaceAll('，', ''), text.replaceAll('，', ''));
  }
  assert.equal(removePhrase('站前，高 2.2 米', '高 __ 米', ['2.2']).text, '站前');
  assert.equal(removePhrase('别的话', '无标志').text, '别的话');
  assert.equal(blankCount('有 __ 人、__ 辆车'), 2);
});

test('the four things light up one by one', () => {
  const nothing = { found_at: '', place: '', fact: '', yardstick: '' };
  assert.deepEqual(fourThings(nothing), { time: false, place: false, fact: false, yardstick: false });
  assert.equal(fourThings({ ...nothing, latitude: 30.5 }).place, true);
  assert.equal(fourThings({ ...nothing, fact: '有 __ 人值守' }).fact, false, 'an open blank is no fact yet');
  assert.equal(fourThings({ ...nothing, fact: '有 3 人值守' }).fact, true);
});

test('a file is known by its first bytes', () => {
  const buffer = (/** @type {string} */ text) => Uint8Array.from(text, (one) => one.charCodeAt(0)).buffer;
  assert.equal(pictureFormat(buffer('\xff\xd8\xff\xe1jpeg'))?.type, 'image/jpeg');
  assert.equal(pictureFormat(buffer('\x89PNG\r\n\x1a\n'))?.type, 'image/png');
  assert.equal(pictureFormat(buffer('\0\0\0\x18ftypheic'))?.decodable, false);
  assert.equal(pictureFormat(buffer('RIFF\0\0\0\0WEBP'))?.type, 'image/webp');
  for (const other of ['%PDF-1.7', '<svg xmlns=', '\0\0\0\x18ftypmp42', '']) assert.equal(pictureFormat(buffer(other)), null, other);
  assert.deepEqual(fittedSize(8_000, 6_000, 2_560), { width: 2_560, height: 1_920 });
  assert.deepEqual(fittedSize(800, 600, 2_560), { width: 800, height: 600 });
});

test('addresses hold ids only, and back goes up one tree', () => {
  assert.deepEqual(parseRoute('/field').name, 'home');
  const section = parseRoute('/field/i/abc/s/B#B02');
  assert.deepEqual([section.name, section.params, section.anchor], ['section', { id: 'abc', section: 'B' }, 'B02']);
  assert.equal(parentPath(section), '/field/i/abc');
  assert.equal(parentPath(parseRoute('/field/i/abc')), '/field');
  assert.equal(parentPath(parseRoute('/field/receipt/abc')), '/field/sync');
  assert.equal(parseRoute('/field/i/abc/x/y').name, 'unknown');
  assert.equal(parseRoute('/letters').name, 'unknown');
});

test('the home page shows what is due, what goes on, and what came back', () => {
  const card = (/** @type {string} */ id, /** @type {string} */ planned_on, /** @type {string} */ state, updatedAt = 0) =>
    /** @type {any} */ ({ id, planned_on, state, updatedAt, returned: state === 'returned' ? [{ findingId: 'f', code: 'B02', reason: '' }] : [] });
  const home = buildHome(
    [card('late', '2023-07-16', 'sent'), card('done', '2023-07-17', 'locked'), card('a', '2023-07-18', 'under_way', 5),
      card('b', '2023-07-18', 'under_way', 9), card('now', '2023-07-18', 'accepted'), card('back', '2023-07-10', 'returned'), card('next', '2023-07-19', 'sent')],
    '2023-07-18',
  );
  assert.deepEqual(home.today.map(({ id }) => id), ['late', 'a', 'b', 'now']);
  assert.equal(home.continueCard?.id, 'b');
  assert.deepEqual(home.returned.map(({ id }) => id), ['back']);
  assert.deepEqual(home.upcoming.map(({ id }) => id), ['next']);
});
