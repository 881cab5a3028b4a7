// @ts-check
/** Finding an item of an inspection by its key, and the address where it is answered. Pure. */
import { inspectionPath, itemPath, sectionPath } from '../routes.js';

/** @typedef {import('../types.d.ts').InspectionView} InspectionView */

/**
 * @param {Pick<InspectionView, 'inspection' | 'sections'>} view
 * @param {string | null} itemKey
 * @returns {string} the item in its section; the first section when there is no such item
 */
export function pathOfItem({ inspection, sections }, itemKey) {
  for (const section of sections) {
    const found = section.items.find(({ item }) => item.key === itemKey);
    if (found) return itemPath(inspection.id, section.key, found.item.code);
  }
  const [first] = sections;
  return first ? sectionPath(inspection.id, first.key) : inspectionPath(inspection.id);
}

/**
 * @param {Pick<InspectionView, 'sections'>} view
 * @param {string | null} itemKey
 * @returns {import('../types.d.ts').ItemView | null}
 */
export function itemOf({ sections }, itemKey) {
  for (const section of sections) {
    const found = section.items.find(({ item }) => item.key === itemKey);
    if (found) return found;
  }
  return null;
}
