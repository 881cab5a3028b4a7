// @ts-check
/**
 * The tablet's addresses: one tree, ids only, and back goes up it (ui.md 6).
 *
 * An address never holds a name or a text; the document's title stays the app's neutral name on every page.
 */

/** @typedef {import('./types.d.ts').Route} Route */

const ROOT = '/field';
/** @type {readonly [RegExp, Route['name'], readonly string[]][]} */
const PATTERNS = [
  [/^$/, 'home', []],
  [/^unlock$/, 'unlock', []],
  [/^ready$/, 'ready', []],
  [/^inspections$/, 'inspections', []],
  [/^sync$/, 'sync', []],
  [/^me$/, 'me', []],
  [/^receipt\/([^/]+)$/, 'receipt', ['id']],
  [/^i\/([^/]+)$/, 'inspection', ['id']],
  [/^i\/([^/]+)\/s\/([^/]+)$/, 'section', ['id', 'section']],
  [/^i\/([^/]+)\/f\/([^/]+)$/, 'finding', ['id', 'finding']],
  [/^i\/([^/]+)\/p\/([^/]+)$/, 'photo', ['id', 'photo']],
  [/^i\/([^/]+)\/finish$/, 'finish', ['id']],
  [/^i\/([^/]+)\/conflict\/([^/]+)$/, 'conflict', ['id', 'conflict']],
];
/** @type {Readonly<Partial<Record<Route['name'], string>>>} */
const PARENTS = Object.freeze({
  ready: ROOT,
  inspections: ROOT,
  sync: ROOT,
  me: ROOT,
  receipt: `${ROOT}/sync`,
  inspection: ROOT,
});
/** @type {Set<(route: Route) => void>} */
const watchers = new Set();

/** @param {string} path with or without #anchor @returns {Route} */
export function parseRoute(path) {
  const [pathname = '', anchor = ''] = path.split('#');
  const inside = pathname.startsWith(ROOT) ? pathname.slice(ROOT.length).replace(/^\/|\/$/g, '') : null;
  for (const [pattern, name, names] of PATTERNS) {
    const match = inside === null ? null : pattern.exec(inside);
    if (!match) continue;
    const params = Object.fromEntries(names.map((param, index) => [param, decoded(match[index + 1] ?? '')]));
    return Object.freeze({ name, path: pathname, params: Object.freeze(params), anchor: decoded(anchor) });
  }
  return Object.freeze({ name: 'unknown', path: pathname, params: Object.freeze({}), anchor: decoded(anchor) });
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @returns {Route} */
export function currentRoute() {
  return parseRoute(location.pathname + location.hash);
}

/**
 * @param {string} path
 * @param {{replace?: boolean}} [how] replace: this page is not one to come back to
 */
export function navigate(path, { replace = false } = {}) {
  const here = location.pathname + location.hash;
  // An entry remembers the page it was opened from, so that going up can be the browser's own back.
  const from = replace ? (history.state?.from ?? null) : here;
  if (path !== here) history[replace ? 'replaceState' : 'pushState']({ from }, '', path);
  tell();
}

/** @param {string} path one level up: steps back when that is where one came from, so that nothing piles up behind */
export function goUp(path) {
  const from = history.state?.from;
  if (typeof from === 'string' && from.split('#')[0] === path.split('#')[0]) history.back();
  else navigate(path, { replace: true });
}

/** @param {(route: Route) => void} callback now and after each change @returns {() => void} */
export function watchRoute(callback) {
  if (watchers.size === 0) {
    addEventListener('popstate', tell);
    addEventListener('hashchange', tell);
  }
  watchers.add(callback);
  callback(currentRoute());
  return () => {
    watchers.delete(callback);
    if (watchers.size > 0) return;
    removeEventListener('popstate', tell);
    removeEventListener('hashchange', tell);
  };
}

function tell() {
  const route = currentRoute();
  for (const watcher of [...watchers]) watcher(route);
}

/** @param {Route} route @returns {string} one level up the tree */
export function parentPath(route) {
  const { id } = route.params;
  return PARENTS[route.name] ?? (id ? inspectionPath(id) : ROOT);
}

/** @param {string} id */
export function inspectionPath(id) {
  return `${ROOT}/i/${encodeURIComponent(id)}`;
}

/** @param {string} id @param {string} section */
export function sectionPath(id, section) {
  return `${inspectionPath(id)}/s/${encodeURIComponent(section)}`;
}

/** @param {string} id @param {string} section @param {string} code of the item */
export function itemPath(id, section, code) {
  return `${sectionPath(id, section)}#${encodeURIComponent(code)}`;
}

/** @param {string} id @param {string} findingId */
export function findingPath(id, findingId) {
  return `${inspectionPath(id)}/f/${encodeURIComponent(findingId)}`;
}

/** @param {string} id @param {string} photoId */
export function photoPath(id, photoId) {
  return `${inspectionPath(id)}/p/${encodeURIComponent(photoId)}`;
}

/** @param {string} id */
export function finishPath(id) {
  return `${inspectionPath(id)}/finish`;
}

/** @param {string} id @param {string} conflictId */
export function conflictPath(id, conflictId) {
  return `${inspectionPath(id)}/conflict/${encodeURIComponent(conflictId)}`;
}

/** @param {string} id of an inspection */
export function receiptPath(id) {
  return `${ROOT}/receipt/${encodeURIComponent(id)}`;
}
