// @ts-check
/**
 * What a file is, by its first bytes and never by its name. Pure.
 */

/** @typedef {{type: string, decodable: boolean}} PictureFormat */

const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** @param {ArrayBuffer} bytes @returns {PictureFormat | null} null when it is no picture that can be evidence */
export function pictureFormat(bytes) {
  const head = new Uint8Array(bytes.slice(0, 16));
  const text = (/** @type {number} */ from, /** @type {number} */ to) => String.fromCharCode(...head.slice(from, to));
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return { type: 'image/jpeg', decodable: true };
  if (text(1, 4) === 'PNG' && head[0] === 0x89) return { type: 'image/png', decodable: true };
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return { type: 'image/webp', decodable: true };
  if (text(4, 8) !== 'ftyp') return null;
  if (text(8, 12) === 'avif') return { type: 'image/avif', decodable: true };
  return HEIF_BRANDS.has(text(8, 12)) ? { type: 'image/heic', decodable: false } : null;
}

/**
 * @param {number} width
 * @param {number} height
 * @param {number} longSide
 * @returns {{width: number, height: number}} never larger than it was
 */
export function fittedSize(width, height, longSide) {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
