// @ts-check
/**
 * The tablet's service worker: keeps the app's own files, so that it starts without network. Nothing else is kept:
 * answers of the server, records and photos never enter a cache.
 *
 * A classic script (module workers and import maps are not everywhere, see facts A). `inspect_app/tablet/shell.py`
 * serves it at /field/sw.js with the three values of `FIELD_BUILD` filled in; each is replaced as a whole word:
 *   __BUILD_ID__    the build id
 *   __WORKBOX_URL__ the address of static/vendor/workbox.js under that build
 *   __PRECACHE__    a JSON list of [address, revision]: the shell /field with the build id as revision, the manifest,
 *                   and every file of the build with a null revision, for its address holds the build id
 */

/** @type {{build: string, workbox: string, precache: string}} */
const FIELD_BUILD = { build: '__BUILD_ID__', workbox: '__WORKBOX_URL__', precache: '__PRECACHE__' };
const SHELL = '/field';

importScripts(FIELD_BUILD.workbox);

(() => {
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  const { NavigationRoute, cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, registerRoute } = workboxKit;
  const { setCacheNameDetails, clientsClaim } = workboxKit;

  setCacheNameDetails({ prefix: 'field', suffix: 'v1' });
  const entries = /** @type {[string, string | null][]} */ (JSON.parse(FIELD_BUILD.precache));
  precacheAndRoute(entries.map(([url, revision]) => ({ url, revision })));
  cleanupOutdatedCaches();
  registerRoute(
    new NavigationRoute(createHandlerBoundToURL(SHELL), {
      allowlist: [/^\/field(\/|$)/],
      denylist: [/^\/field\/(sw\.js|manifest\.webmanifest)$/],
    }),
  );

  // The first worker serves the page that registered it; a later one waits until the page says that nothing is open.
  clientsClaim();
  worker.addEventListener('message', (event) => {
    if (event.data === 'TAKE_OVER') void worker.skipWaiting();
  });
})();
