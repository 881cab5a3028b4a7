// @ts-check
/** Where each page lives: only ids in the address, the same tree for back and for links. Pure. */

export const HOME = '/field';
export const UNLOCK = '/field/unlock';
export const READY = '/field/ready';
export const INSPECTIONS = '/field/inspections';
export const SYNC = '/field/sync';
export const ME = '/field/me';

/** @param {string} inspection */
export const overviewPath = (inspection) => `/field/i/${inspection}`;

/** @param {string} inspection @param {string} section @param {string} [code] the item to stand at */
export const sectionPath = (inspection, section, code) =>
  `/field/i/${inspection}/s/${encodeURIComponent(section)}${code ? `#${encodeURIComponent(code)}` : ''}`;

/** @param {string} inspection @param {string} finding */
export const findingPath = (inspection, finding) => `/field/i/${inspection}/f/${finding}`;

/** @param {string} inspection @param {string} photo */
export const photoPath = (inspection, photo) => `/field/i/${inspection}/p/${photo}`;

/** @param {string} inspection */
export const finishPath = (inspection) => `/field/i/${inspection}/finish`;

/**
 * The address of an item, by its key.
 *
 * @param {import('../types.d.ts').InspectionView} view
 * @param {string | null} itemKey
 * @returns {string} the item's section; the first section when there is no such item
 */
export function itemPath({ inspection, sections }, itemKey) {
  for (const section of sections) {
    const found = section.items.find(({ item }) => item.key === itemKey);
    if (found) return sectionPath(inspection.id, section.key, found.item.code);
  }
  const first = sections[0];
  return first ? sectionPath(inspection.id, first.key) : overviewPath(inspection.id);
}

/**
 * @param {import('../types.d.ts').InspectionView} view
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
