// @ts-check
/**
 * Reads when and where a photo says it was taken, from the bytes of a JPEG. Pure; knows four tags and nothing more.
 *
 * What it says is a claim of the camera's maker, kept beside the tablet's own time and position. A damaged block gives
 * nothing and never throws. Other formats (HEIC) are left to the server.
 */

/** @typedef {{taken_at: string | null, latitude: number | null, longitude: number | null, orientation: number}} ExifFacts */

const [SOI, APP1, SOS] = [0xffd8, 0xffe1, 0xffda];
const EXIF_HEAD = 0x45786966;
const TAG = Object.freeze({ orientation: 0x0112, exif: 0x8769, gps: 0x8825, taken: 0x9003, zone: 0x9011 });
const GPS = Object.freeze({ latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4 });
/** Bytes of one value by the TIFF type's number. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8];
const MAX_ENTRIES = 512;

/** @returns {ExifFacts} */
function nothing() {
  return { taken_at: null, latitude: null, longitude: null, orientation: 1 };
}

/** @param {ArrayBuffer} bytes @returns {ExifFacts} */
export function readExif(bytes) {
  const view = new DataView(bytes);
  try {
    const start = tiffStart(view);
    return start === null ? nothing() : factsAt(view, start);
  } catch (error) {
    if (error instanceof RangeError) return nothing();
    throw error;
  }
}

/** @param {DataView} view @returns {number | null} where the TIFF header of the Exif block begins */
function tiffStart(view) {
  if (view.getUint16(0) !== SOI) return null;
  for (let at = 2; at + 4 <= view.byteLength; ) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (marker === APP1 && view.getUint32(at + 4) === EXIF_HEAD) return at + 10;
    if (marker === SOS || marker >> 8 !== 0xff || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** @param {DataView} view @param {number} start @returns {ExifFacts} */
function factsAt(view, start) {
  const little = view.getUint16(start) === 0x4949;
  const main = directory(view, start, little, view.getUint32(start + 4, little));
  const exif = subdirectory(view, start, little, main.get(TAG.exif));
  const gps = subdirectory(view, start, little, main.get(TAG.gps));
  return {
    orientation: Number(main.get(TAG.orientation)?.[0] ?? 1),
    taken_at: takenAt(exif.get(TAG.taken), exif.get(TAG.zone)),
    latitude: degrees(gps.get(GPS.latitude), gps.get(GPS.latitudeRef), 90),
    longitude: degrees(gps.get(GPS.longitude), gps.get(GPS.longitudeRef), 180),
  };
}

/** @typedef {Map<number, (number | string)[]>} Directory */

/** @param {DataView} view @param {number} start @param {boolean} little @param {(number | string)[] | undefined} pointer @returns {Directory} */
function subdirectory(view, start, little, pointer) {
  return typeof pointer?.[0] === 'number' ? directory(view, start, little, pointer[0]) : new Map();
}

/** @param {DataView} view @param {number} start @param {boolean} little @param {number} offset @returns {Directory} */
function directory(view, start, little, offset) {
  const count = Math.min(view.getUint16(start + offset, little), MAX_ENTRIES);
  /** @type {Directory} */
  const entries = new Map();
  for (let index = 0; index < count; index += 1) {
    const at = start + offset + 2 + index * 12;
    const type = view.getUint16(at + 2, little);
    const size = TYPE_BYTES[type] ?? 0;
    const amount = view.getUint32(at + 4, little);
    if (size === 0 || amount > 64) continue;
    const place = size * amount <= 4 ? at + 8 : start + view.getUint32(at + 8, little);
    entries.set(view.getUint16(at, little), values(view, place, type, amount, little));
  }
  return entries;
}

/** @param {DataView} view @param {number} place @param {number} type @param {number} amount @param {boolean} little */
function values(view, place, type, amount, little) {
  if (type === 2) {
    const codes = Array.from({ length: amount }, (_unused, index) => view.getUint8(place + index));
    return [String.fromCharCode(...codes.filter((code) => code > 0))];
  }
  const size = TYPE_BYTES[type] ?? 1;
  return Array.from({ length: amount }, (_unused, index) => number(view, place + index * size, type, little));
}

/** @param {DataView} view @param {number} at @param {number} type @param {boolean} little */
function number(view, at, type, little) {
  if (type === 3) return view.getUint16(at, little);
  if (type === 4) return view.getUint32(at, little);
  if (type === 5) return view.getUint32(at, little) / view.getUint32(at + 4, little);
  if (type === 9) return view.getInt32(at, little);
  if (type === 10) return view.getInt32(at, little) / view.getInt32(at + 4, little);
  return view.getUint8(at);
}

/** @param {(number | string)[] | undefined} parts @param {(number | string)[] | undefined} reference @param {number} limit */
function degrees(parts, reference, limit) {
  const [whole, minutes = 0, seconds = 0] = parts ?? [];
  if (typeof whole !== 'number' || typeof minutes !== 'number' || typeof seconds !== 'number') return null;
  const value = whole + minutes / 60 + seconds / 3600;
  if (!Number.isFinite(value) || value > limit) return null;
  const sign = reference?.[0] === 'S' || reference?.[0] === 'W' ? -1 : 1;
  return sign * Math.round(value * 1e6) / 1e6;
}

/**
 * A camera writes local time and often no zone; then the tablet's own zone is meant.
 * @param {(number | string)[] | undefined} taken "2023:07:18 10:38:21"
 * @param {(number | string)[] | undefined} zone "+08:00"
 * @returns {string | null} RFC 3339 in UTC
 */
function takenAt(taken, zone) {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(String(taken?.[0] ?? ''));
  if (!match) return null;
  const offset = /^[+-]\d\d:\d\d$/.test(String(zone?.[0] ?? '')) ? String(zone?.[0]) : '';
  const at = new Date(`${match[1]}-${match[2]}-${match[3]}T${match[4]}${offset}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
