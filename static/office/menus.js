// @ts-check
/** Closes an open `details[data-menu]` on Esc or when focus or a click goes elsewhere. */

export function startMenus() {
  for (const menu of document.querySelectorAll('details[data-menu]')) {
    if (!(menu instanceof HTMLDetailsElement)) continue;
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return;
      menu.open = false;
      menu.querySelector('summary')?.focus();
    });
    menu.addEventListener('focusout', (event) => {
      if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    document.addEventListener('click', (event) => {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    });
  }
}
