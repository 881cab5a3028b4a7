// @ts-check
/**
 * The page of one letter: leaf through it; while a file is being made, look again by itself.
 */
import { PageViewer } from './letter-pages.js';

const pages = document.querySelector('[data-pages]');
if (pages instanceof HTMLElement) {
  const source = pages.dataset.source ?? '';
  new PageViewer(pages, (page) => source.replace(/0\.png$/, `${page}.png`), Number(pages.dataset.count));
}

// The file comes within seconds; nothing is typed on this page, so loading it again loses nothing.
if (document.querySelector('[data-refresh]') && !document.querySelector('dialog[open]')) {
  setTimeout(() => location.reload(), 3000);
}
