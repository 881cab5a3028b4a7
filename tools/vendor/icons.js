// @ts-check
/**
 * Draws the icons named in `icons.txt` out of @tabler/icons: a sprite for server pages and a module for Lit elements.
 *
 * A server page writes `<svg class="icon"><use href="…/icons.svg#flag"></use></svg>`; an element takes
 * `ICONS.flag` (path data) and asks `isFilled(name)` how to paint it. A name that does not exist stops set-up.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { licenceText } from './bundle.js';

const FILLED = '-filled';

/** @typedef {[tag: string, attributes: Record<string, string>][]} Nodes */
/** @typedef {Record<string, Nodes>} NodesByName */

/**
 * @param {{ list: string, packages: string, folder: string }} places the list of names, node_modules, the target
 * @returns {Promise<number>} how many icons were drawn
 */
export async function writeIcons({ list, packages, folder }) {
  const home = path.join(packages, '@tabler', 'icons');
  const [outline, filled] = await Promise.all(
    ['outline', 'filled'].map(async (kind) =>
      JSON.parse(await readFile(path.join(home, `tabler-nodes-${kind}.json`), 'utf8')),
    ),
  );
  const paths = selectPaths(parseNames(await readFile(list, 'utf8')), { outline, filled });
  await writeFile(path.join(folder, 'icons.svg'), sprite(paths));
  await writeFile(path.join(folder, 'icons.js'), iconModule(paths));
  await writeFile(path.join(folder, 'icons.LICENSE.txt'), await licenceText(home));
  return paths.size;
}

/**
 * @param {string} text lines of names, `#` begins a comment
 * @returns {string[]} sorted, each once
 */
export function parseNames(text) {
  const names = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return [...new Set(names.filter((name) => name !== ''))].sort();
}

/**
 * @param {string[]} names
 * @param {{ outline: NodesByName, filled: NodesByName }} drawings
 * @returns {Map<string, string[]>} path data by icon name
 * @throws {Error} naming every icon that does not exist or needs more than plain paths
 */
export function selectPaths(names, { outline, filled }) {
  /** @type {Map<string, string[]>} */
  const paths = new Map();
  const refused = [];
  for (const name of names) {
    const nodes = name.endsWith(FILLED) ? filled[name.slice(0, -FILLED.length)] : outline[name];
    if (nodes?.every(isPlainPath)) paths.set(name, nodes.map(([, attributes]) => attributes.d));
    else refused.push(name);
  }
  if (refused.length > 0) {
    throw new Error(`tools/vendor/icons.txt names icons that @tabler/icons does not have as plain paths: ${refused.join(', ')}`);
  }
  return paths;
}

/**
 * The only attribute that may be dropped beside `d` is the fill of a dot: it is smaller than its own stroke.
 *
 * @param {Nodes[number]} node
 * @returns {boolean}
 */
function isPlainPath([tag, attributes]) {
  const { d, fill = 'currentColor', ...others } = attributes;
  return tag === 'path' && d !== undefined && fill === 'currentColor' && Object.keys(others).length === 0;
}

/**
 * @param {Map<string, string[]>} paths
 * @returns {string} an SVG file with one symbol per icon
 */
export function sprite(paths) {
  const outlined = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  const symbols = [...paths].map(([name, data]) => {
    const paint = name.endsWith(FILLED) ? 'fill="currentColor"' : outlined;
    return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${data.map((d) => `<path d="${d}"/>`).join('')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
}

/**
 * @param {Map<string, string[]>} paths
 * @returns {string} source of a module that exports the path data by name
 */
function iconModule(paths) {
  const entries = [...paths].map(([name, data]) => `  ${JSON.stringify(name)}: ${JSON.stringify(data)},`);
  return `// @ts-check
// Drawn at set-up from @tabler/icons; licence in icons.LICENSE.txt. The list of names is tools/vendor/icons.txt.
/** Path data of every icon on a 24 × 24 grid. */
export const ICONS = Object.freeze({
${entries.join('\n')}
});

/**
 * @param {keyof typeof ICONS} name
 * @returns {boolean} true: paint the paths with fill; false: with a stroke of 2 and round ends
 */
export function isFilled(name) {
  return name.endsWith('${FILLED}');
}
`;
}
