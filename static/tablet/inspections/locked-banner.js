// @ts-check
/** The line that says an inspection is locked, and whether something may still be added. A template only. */
import { nothing } from '../../vendor/lit.js';
import { coreTexts } from '../core-texts.js';
import { labels } from '../texts.js';
import { banner } from '../ui/parts.js';

/** @param {import('../types.d.ts').InspectionView} view */
export function lockedBanner({ locked, takesAdditions, handedOver }) {
  if (!locked) return nothing;
  if (handedOver) return banner({ tone: 'warn', icon: 'lock', text: coreTexts.rightsLost });
  if (!takesAdditions) return banner({ tone: 'brand', icon: 'lock', text: labels.overview.lockedForGood });
  return banner({ tone: 'brand', icon: 'lock', text: labels.overview.lockedBanner, more: labels.overview.addText });
}
