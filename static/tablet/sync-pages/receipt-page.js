// @ts-check
/** The receipts of one inspection: what the server has durably kept, when, and the hash it signed. */
import { html } from '../../vendor/lit.js';
import { listReceipts } from '../sync/receipts.js';
import { labels } from '../texts.js';
import { TabletElement, define } from '../ui/element.js';
import { clockSeconds, count, day, fingerprint } from '../ui/format.js';
import '../ui/page-bar.js';
import { emptyState, frame, openingLine } from '../ui/parts.js';
import { SYNC } from '../ui/paths.js';
import { attempt } from '../ui/problems.js';

class ReceiptPage extends TabletElement {
  static properties = { inspectionId: {}, receipts: { state: true } };

  constructor() {
    super();
    this.inspectionId = '';
    /** @type {readonly import('../types.d.ts').ReceiptView[] | null} */
    this.receipts = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    attempt(async () => (this.receipts = await listReceipts(this.inspectionId)));
  }

  /** @override */
  render() {
    const { receipts } = this;
    if (!receipts) return openingLine();
    return frame({
      bar: html`<page-bar heading=${labels.receipt.title} context=${labels.receipt.lead} up=${SYNC} compact></page-bar>`,
      content:
        receipts.length === 0
          ? html`<section class="card">${emptyState({ icon: 'certificate', title: labels.receipt.empty, text: labels.receipt.emptyText })}</section>`
          : html`<section class="card list-card" aria-label=${labels.receipt.title}>
              <div class="list-head"><h2>${labels.receipt.total(count(receipts.length))}</h2></div>
              <ul class="rows">
                ${receipts.map(
                  ({ id, what, sha256, at }) =>
                    html`<li class="row lazy-row">
                      <span class="row-words"
                        ><strong>${labels.receipt.kinds[/** @type {keyof typeof labels.receipt.kinds} */ (what)] ?? what}</strong
                        ><span>${labels.receipt.number} ${id} · ${labels.receipt.fingerprint} ${fingerprint(sha256)}</span></span
                      >
                      <span class="receipt-time">${day(at)} ${clockSeconds(at)}</span>
                    </li>`,
                )}
              </ul>
            </section>`,
    });
  }
}

define('receipt-page', ReceiptPage);
