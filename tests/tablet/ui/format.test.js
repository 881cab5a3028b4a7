// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../../../static/tablet/ui/format.js';

const MORNING = '2023-07-18T02:44:07.000Z';

test('times are those of Shanghai, on the 24-hour clock, whatever the device thinks', () => {
  assert.equal(format.clock(MORNING), '10:44');
  assert.equal(format.clockSeconds(MORNING), '10:44:07');
  assert.equal(format.clock('2023-07-17T16:05:00Z'), '0:05');
  assert.equal(format.dayAndWeekday(MORNING), '7月18日 周二');
  assert.equal(format.dayAndClock(MORNING), '7月18日 10:44');
  assert.equal(format.stamp(MORNING), '2023-07-18 10:44:07');
  assert.equal(format.calendarDay('2023-07-18'), '7月18日 周二');
});

test('a time goes through its field and back without moving', () => {
  assert.equal(format.localInput(MORNING), '2023-07-18T10:44');
  assert.equal(format.fromLocalInput('2023-07-18T10:44'), '2023-07-18T02:44:00.000Z');
  assert.equal(format.localInput('2023-07-17T16:05:00Z'), '2023-07-18T00:05');
  assert.equal(format.fromLocalInput(''), null);
});

test('how long ago is told by the nearest sensible words', () => {
  const now = Date.parse(MORNING);
  assert.equal(format.ago(now - 5_000, now), '刚才');
  assert.equal(format.ago(now - 3 * 60_000, now), '3 分钟前');
  assert.equal(format.ago(now - 2 * 3_600_000, now), '8:44');
  assert.equal(format.ago('2023-07-17T09:20:00Z', now), '昨天 17:20');
  assert.equal(format.ago('2023-07-16T09:20:00Z', now), '7月16日');
});

test('sizes, counts and spans are short and honest', () => {
  assert.deepEqual([0, 400, 64_000, 3_100_000, 41_000_000, 18.4e9].map(format.size), ['0 KB', '1 KB', '64 KB', '3.1 MB', '41 MB', '18.4 GB']);
  assert.equal(format.count(6000), '6,000');
  assert.deepEqual([4_000, -12 * 60_000, 5 * 3_600_000, 2 * 86_400_000].map(format.duration), ['4 秒', '12 分钟', '5 小时', '2 天']);
  assert.equal(format.wholeMinutes(0.2), 1);
  assert.equal(format.fingerprint('7f3a91c4ffff0e52'), '7F3A 91C4 … 0E52');
});
