// @ts-check
/**
 * The plan form without round trips: rows of units are added and taken away in place, the list of people is narrowed
 * while typing, the leader is always one of the team. Without this script the same buttons ask the server.
 */

const visits = document.querySelector('[data-visits]');

/** @returns {HTMLElement[]} */
function rows() {
  return /** @type {HTMLElement[]} */ ([...(visits?.querySelectorAll('[data-visit]') ?? [])]);
}

/** A row can only be taken away while another one is left. */
function showRemoveButtons() {
  for (const row of rows()) {
    row.querySelector('[data-remove-visit]')?.toggleAttribute('hidden', rows().length < 2);
  }
}

/** The highest index among the rows' field names (`visits-3-unit_id`), so that a new one is never used twice. */
function lastIndex() {
  const fields = visits?.querySelectorAll('[name]') ?? [];
  return Math.max(0, ...[...fields].map((field) => Number(/^visits-(\d+)-/.exec(field.getAttribute('name') ?? '')?.[1] ?? 0)));
}

function addRow() {
  const last = rows().at(-1);
  if (!last) return;
  const next = lastIndex() + 1;
  const row = /** @type {HTMLElement} */ (last.cloneNode(true));
  for (const element of row.querySelectorAll('[id], [name], [for], [aria-describedby]')) {
    for (const name of ['id', 'name', 'for', 'aria-describedby']) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replaceAll(/visits-\d+-/g, `visits-${next}-`));
    }
  }
  for (const field of row.querySelectorAll('input, select')) {
    const source = last.querySelector(`[name="${field.getAttribute('name')?.replace(`visits-${next}-`, prefixOf(last))}"]`);
    const same = !/unit_id|reason/.test(field.getAttribute('name') ?? '');
    if (field instanceof HTMLInputElement) field.value = same && source instanceof HTMLInputElement ? source.value : '';
    if (field instanceof HTMLSelectElement) field.value = same && source instanceof HTMLSelectElement ? source.value : '';
  }
  last.after(row);
  showRemoveButtons();
  row.querySelector('select')?.focus();
}

/** @param {HTMLElement} row */
function prefixOf(row) {
  return /^visits-\d+-/.exec(row.querySelector('[name]')?.getAttribute('name') ?? '')?.[0] ?? '';
}

/** @param {Element} button */
function removeRow(button) {
  const row = button.closest('[data-visit]');
  const neighbour = row?.previousElementSibling ?? row?.nextElementSibling;
  row?.remove();
  showRemoveButtons();
  neighbour?.querySelector('select')?.focus();
}

/** @param {string} words */
function narrowPeople(words) {
  for (const item of document.querySelectorAll('[data-people] > li')) {
    const chosen = item.querySelector('input[type="checkbox"]:checked') !== null;
    item.toggleAttribute('hidden', !chosen && !(item.textContent ?? '').includes(words.trim()));
  }
}

/** Choosing a leader puts that person on the team; leaving the team gives up the lead. @param {Event} event */
function keepLeaderOnTeam(event) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const item = field.closest('li');
  const member = item?.querySelector('input[type="checkbox"]');
  const leader = item?.querySelector('input[type="radio"]');
  if (!(member instanceof HTMLInputElement) || !(leader instanceof HTMLInputElement)) return;
  if (field === leader && leader.checked) member.checked = true;
  if (field === member && !member.checked) leader.checked = false;
}

document.querySelector('[data-add-visit]')?.addEventListener('click', (event) => {
  event.preventDefault();
  addRow();
});
visits?.addEventListener('click', (event) => {
  const button = /** @type {Element} */ (event.target).closest('[data-remove-visit]');
  if (button) removeRow(button);
});
/** Shows what is known of the unit just chosen beside the form; offline or out of scope the card stays as it was. @param {Event} event */
async function showUnitFacts(event) {
  const field = event.target;
  const card = document.querySelector('[data-unit-facts]');
  if (!(field instanceof HTMLSelectElement) || !field.name.endsWith('-unit_id') || !field.value || !card) return;
  const wanted = field.value;
  try {
    const answer = await fetch(`/units/${wanted}/facts`, { headers: { Accept: 'text/html' } });
    if (answer.ok && field.value === wanted) card.innerHTML = await answer.text();
  } catch {
    // No network: the facts are a help, the form goes on without them.
  }
}

visits?.addEventListener('change', showUnitFacts);
// What was typed before an ended session may have had more rows than the fresh form.
visits?.closest('form')?.addEventListener('values-coming', (event) => {
  const values = /** @type {CustomEvent<[string, string][]>} */ (event).detail;
  const needed = Math.max(0, ...values.map(([name]) => Number(/^visits-(\d+)-/.exec(name)?.[1] ?? 0)));
  while (lastIndex() < needed) addRow();
});
document.querySelector('[data-people]')?.addEventListener('change', keepLeaderOnTeam);
const search = document.querySelector('[data-people-search]');
if (search instanceof HTMLInputElement) {
  search.addEventListener('input', () => narrowPeople(search.value));
  // Enter in the search field must not send the form.
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
}
showRemoveButtons();
