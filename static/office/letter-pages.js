// @ts-check
/**
 * Leafing through a letter's real pages: one picture from the server's renderer at a time, previous and next.
 */

/** One letter's page viewer. */
export class PageViewer {
  /**
   * @param {HTMLElement} root an element with `data-page-image`, `data-page-now` and buttons `data-page-step`
   * @param {(page: number) => string} address of a page's picture
   * @param {number} count
   */
  constructor(root, address, count) {
    this.address = address;
    this.count = count;
    this.page = 1;
    this.image = /** @type {HTMLImageElement} */ (root.querySelector('[data-page-image]'));
    this.now = root.querySelector('[data-page-now]');
    this.total = root.querySelector('[data-page-count]');
    root.addEventListener('click', (event) => {
      const button = /** @type {Element} */ (event.target).closest('[data-page-step]');
      if (button instanceof HTMLElement) this.show(this.page + Number(button.dataset.pageStep));
    });
  }

  /**
   * Show a page; a number beyond the ends shows the nearest one.
   * @param {number} page
   */
  show(page) {
    this.page = Math.min(Math.max(1, page), this.count);
    this.image.src = this.address(this.page);
    this.image.alt = `公文第 ${this.page} 页`;
    if (this.now) this.now.textContent = String(this.page);
    if (this.total) this.total.textContent = String(this.count);
  }

  /**
   * The letter changed: it has as many pages as this now.
   * @param {number} count
   * @param {number} page the one to show
   */
  renew(count, page) {
    this.count = count;
    this.show(page);
  }
}
