// @ts-check
/**
 * Bundles the npm packages of `entries/` for the browser: minified ES modules, and Workbox as one classic script.
 *
 * An entry is its own type declaration, copied beside the bundle, so that `tsc` sees the packages' real types.
 * Every bundle gets the licences of exactly the packages that went into it, and none may evaluate strings (the CSP
 * refuses that). Does not install packages and does not touch the icons (see `icons.js`).
 */
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const ENTRIES = path.join(import.meta.dirname, 'entries');
const CLASSIC_SCRIPTS = new Map([['workbox', 'workboxKit']]);
const STRING_EVALUATION = /\beval\s*\(|\bnew Function\b/;

/**
 * @param {string} folder where the bundles go
 * @returns {Promise<string[]>} the names of the bundles, without ending
 */
export async function writeBundles(folder) {
  const files = await readdir(ENTRIES);
  const names = files.map((file) => path.basename(file, '.js')).sort();
  await Promise.all(names.map((name) => writeBundle(name, folder)));
  return names;
}

/**
 * @param {string} name
 * @param {string} folder
 */
async function writeBundle(name, folder) {
  const globalName = CLASSIC_SCRIPTS.get(name);
  const entry = path.join(ENTRIES, `${name}.js`);
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    legalComments: 'none',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: `/* Bundled at set-up from npm packages; licences in ${name}.LICENSE.txt. */` },
    ...(globalName ? { format: 'iife', globalName } : { format: 'esm' }),
  });
  const code = result.outputFiles[0].text;
  if (STRING_EVALUATION.test(code)) {
    throw new Error(`static/vendor/${name}.js would evaluate strings, which the content security policy refuses`);
  }
  await writeFile(path.join(folder, `${name}.js`), code);
  if (!globalName) await copyFile(entry, path.join(folder, `${name}.d.ts`));
  await writeFile(path.join(folder, `${name}.LICENSE.txt`), await licencesOf(Object.keys(result.metafile.inputs)));
}

/**
 * @param {string[]} inputs source files, relative to the working directory
 * @returns {Promise<string>} name, version and licence text of every package among them
 */
export async function licencesOf(inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== null));
  const texts = await Promise.all([...folders].sort().map(licenceText));
  return `${texts.join(`\n${'-'.repeat(78)}\n\n`)}`;
}

/**
 * @param {string} file
 * @returns {string | null} the folder of the npm package that holds the file
 */
function packageFolder(file) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replaceAll('\\', '/'));
  return match ? match[1] : null;
}

/**
 * @param {string} folder of one npm package
 * @returns {Promise<string>}
 * @throws {Error} when the package brings no licence text
 */
export async function licenceText(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (!file) throw new Error(`the npm package ${name} brings no licence text`);
  return `${name} ${version} (${license})\n\n${(await readFile(path.join(folder, file), 'utf8')).trim()}\n`;
}
