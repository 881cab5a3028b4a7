// @ts-check
/** Which item comes next: the first unanswered one behind the item in work, over all sections, then from the start. Pure. */

/** @typedef {import('../types.d.ts').InspectionView} InspectionView */
/** @typedef {import('../types.d.ts').ItemView} ItemView */

/**
 * @param {Pick<InspectionView, 'sections'>} view
 * @param {string | null} fromKey the item in work, if any
 * @returns {{ next: ItemView | null, left: number }} the next unanswered item other than that one, and how many are unanswered in all
 */
export function nextUnanswered({ sections }, fromKey) {
  const items = sections.flatMap((section) => section.items);
  const open = items.filter(({ answer }) => (answer?.value ?? null) === null);
  const from = items.findIndex(({ item }) => item.key === fromKey);
  const others = open.filter(({ item }) => item.key !== fromKey);
  const behind = others.find((candidate) => items.indexOf(candidate) > from);
  return { next: behind ?? others[0] ?? open[0] ?? null, left: open.length };
}
