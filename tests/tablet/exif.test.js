// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readExif } from '../../static/tablet/evidence/exif.js';

/**
 * Builds a JPEG head with an Exif block, so that the parser meets bytes it did not make itself.
 * @param {{little?: boolean, taken?: string, zone?: string, gps?: {latitude: [number, string], longitude: [number, string]}, orientation?: number}} about
 * @returns {ArrayBuffer}
 */
function jpeg({ little = true, taken, zone, gps, orientation = 1 }) {
  const tiff = Buffer.alloc(600);
  const u16 = (/** @type {number} */ value, /** @type {number} */ at) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
  const u32 = (/** @type {number} */ value, /** @type {number} */ at) => (little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at));
  let heap = 300;
  tiff.write(little ? 'II' : 'MM', 0, 'latin1');
  u16(42, 2);
  u32(8, 4);
  const text = (/** @type {string} */ value, /** @type {number} */ place) => {
    const bytes = Buffer.from(`${value}\0`, 'latin1');
    if (bytes.length > 4) u32(heap, place + 8);
    bytes.copy(tiff, bytes.length > 4 ? heap : place + 8);
    heap += bytes.length;
  };
  const rationals = (/** @type {number[]} */ values, /** @type {number} */ place) => {
    u32(heap, place + 8);
    for (const value of values) {
      u32(Math.round(value * 10_000), heap);
      u32(10_000, heap + 4);
      heap += 8;
    }
  };
  /** @param {number} at @param {[number, number, number, number | string | number[]][]} entries */
  const directory = (at, entries) => {
    u16(entries.length, at);
    for (const [index, [tag, type, count, value]] of entries.entries()) {
      const place = at + 2 + index * 12;
      u16(tag, place);
      u16(type, place + 2);
      u32(count, place + 4);
      if (type === 3) u16(Number(value), place + 8);
      else if (type === 4) u32(Number(value), place + 8);
      else if (type === 2) text(String(value), place);
      else rationals(/** @type {number[]} */ (value), place);
    }
  };
  const dms = (/** @type {number} */ degrees) => [Math.floor(degrees), Math.floor((degrees % 1) * 60), ((degrees * 60) % 1) * 60];
  directory(8, [[0x0112, 3, 1, orientation], [0x8769, 4, 1, 80], [0x8825, 4, 1, 160]]);
  directory(80, [...(taken ? [/** @type {any} */ ([0x9003, 2, 20, taken])] : []), ...(zone ? [/** @type {any} */ ([0x9011, 2, 7, zone])] : [])]);
  directory(160, gps ? [[1, 2, 2, gps.latitude[1]], [2, 5, 3, dms(gps.latitude[0])], [3, 2, 2, gps.longitude[1]], [4, 5, 3, dms(gps.longitude[0])]] : []);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1, 0, 0, 0x45, 0x78, 0x69, 0x66, 0, 0]);
  head.writeUInt16BE(tiff.length + 8, 10);
  return new Uint8Array(Buffer.concat([head, tiff, Buffer.from([0xff, 0xda, 0, 2])])).buffer;
}

test('time, zone, position and orientation are read in both byte orders', () => {
  for (const little of [true, false]) {
    const facts = readExif(jpeg({
      little, taken: '2023:07:18 10:38:21', zone: '+08:00', orientation: 6,
      gps: { latitude: [30.512345, 'N'], longitude: [117.123456, 'E'] },
    }));
    assert.equal(facts.taken_at, '2023-07-18T02:38:21.000Z');
    assert.equal(facts.orientation, 6);
    assert.ok(Math.abs((facts.latitude ?? 0) - 30.512345) < 1e-6);
    assert.ok(Math.abs((facts.longitude ?? 0) - 117.123456) < 1e-6);
  }
});

test('south and west are negative, and time without a zone is the tablet’s own', () => {
  const facts = readExif(jpeg({ taken: '2023:07:18 10:38:21', gps: { latitude: [33.5, 'S'], longitude: [70.25, 'W'] } }));
  assert.equal(facts.latitude, -33.5);
  assert.equal(facts.longitude, -70.25);
  assert.equal(facts.taken_at, new Date(2023, 6, 18, 10, 38, 21).toISOString());
});

test('a photo without Exif, a damaged block and another format give nothing', () => {
  const nothing = { taken_at: null, latitude: null, longitude: null, orientation: 1 };
  assert.deepEqual(readExif(new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 2]).buffer), nothing);
  assert.deepEqual(readExif(new Uint8Array([0x89, 0x50]).buffer), nothing);
  assert.deepEqual(readExif(new ArrayBuffer(0)), nothing);
  const whole = jpeg({ taken: '2023:07:18 10:38:21', gps: { latitude: [30, 'N'], longitude: [117, 'E'] } });
  for (let length = 0; length < whole.byteLength; length += 7) readExif(whole.slice(0, length));
  assert.equal(readExif(jpeg({ taken: '0000:00:00 00:00:00' })).taken_at, null);
});

test('random damage never throws', () => {
  const whole = new Uint8Array(jpeg({ taken: '2023:07:18 10:38:21', gps: { latitude: [30, 'N'], longitude: [117, 'E'] } }));
  for (let seed = 1; seed < 400; seed += 1) {
    const damaged = whole.slice();
    for (let hit = 0; hit < 6; hit += 1) damaged[18 + ((seed * 7919 + hit * 104729) % 580)] = (seed * 31 + hit * 17) & 0xff;
    readExif(damaged.buffer);
  }
});
