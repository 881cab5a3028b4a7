// @ts-check
/**
 * The page of one letter: leaf through it. While its file is being made, refresh.js looks again.
 */
import { PageViewer } from './letter-pages.js';

const pages = document.querySelector('[data-pages]');
if (pages instanceof HTMLElement) {
  const source = pages.dataset.source ?? '';
  new PageViewer(pages, (page) => source.replace(/0\.png$/, `${page}.png`), Number(pages.dataset.count));
}
