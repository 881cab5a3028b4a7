// @ts-check
/**
 * Makes static/vendor anew: `node tools/vendor/build.js`, run at set-up after `npm ci`.
 *
 * Everything is built beside the old folder first and swapped in at the end, so that a failed run changes nothing.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeBundles } from './bundle.js';
import { writeIcons } from './icons.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const TARGET = path.join(ROOT, 'static', 'vendor');
const FRESH = path.join(ROOT, 'static', 'vendor.new');

process.chdir(ROOT);
await rm(FRESH, { recursive: true, force: true });
await mkdir(FRESH, { recursive: true });
const bundles = await writeBundles(FRESH);
const icons = await writeIcons({
  list: path.join(import.meta.dirname, 'icons.txt'),
  packages: path.join(ROOT, 'node_modules'),
  folder: FRESH,
});
await rm(TARGET, { recursive: true, force: true });
await rename(FRESH, TARGET);
console.log(`static/vendor: ${bundles.join(', ')} and ${icons} icons`);
