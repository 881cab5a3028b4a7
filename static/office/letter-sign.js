// @ts-check
/**
 * The issuer's desk: arrows leaf through the list, the take-back button counts down and goes when its time is over.
 * Enter and R are `data-key` buttons of the page (keys.js).
 */
import { isPageKey, singleKeysOn } from './keys.js';

/** @param {number} step */
function leaf(step) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('[data-entry-link]')]);
  const here = links.findIndex((link) => link.closest('[aria-current="true"]'));
  const next = links[here + step];
  if (next) next.click();
}

function countDown() {
  let running = false;
  for (const button of document.querySelectorAll('[data-until]')) {
    const left = Math.ceil((Date.parse(button.getAttribute('data-until') ?? '') - Date.now()) / 1000);
    running ||= left > 0;
    button.textContent = left > 0 ? `撤回（${left}）` : '已签发';
    /** @type {HTMLButtonElement} */ (button).disabled = left <= 0;
  }
  if (running) setTimeout(countDown, 250);
}

document.addEventListener('keydown', (event) => {
  if (!isPageKey(event) || !singleKeysOn()) return;
  if (event.key === 'ArrowRight') leaf(1);
  if (event.key === 'ArrowLeft') leaf(-1);
});
countDown();
