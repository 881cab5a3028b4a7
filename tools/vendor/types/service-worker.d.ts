/** The global that static/vendor/workbox.js makes: the service worker is a classic script and has no imports. */
declare const workboxKit: typeof import('../entries/workbox.js');
