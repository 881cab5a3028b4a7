// What the service worker takes from Workbox; it reads this classic file by importScripts, as `workboxKit`.
export { cacheNames, clientsClaim, setCacheNameDetails } from 'workbox-core';
export {
  PrecacheController,
  PrecacheRoute,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  matchPrecache,
  precache,
  precacheAndRoute,
} from 'workbox-precaching';
export { NavigationRoute, Route, registerRoute, setCatchHandler, setDefaultHandler } from 'workbox-routing';
export { CacheFirst, NetworkFirst, NetworkOnly, StaleWhileRevalidate } from 'workbox-strategies';
