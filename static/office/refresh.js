// @ts-check
/**
 * Loads a page again while it shows work that is going on (`data-refresh`). Such a page has nothing to type, so nothing is lost.
 */

if (document.querySelector('[data-refresh]') && !document.querySelector('dialog[open]')) {
  setTimeout(() => location.reload(), 3000);
}
