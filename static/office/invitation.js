// @ts-check
/**
 * Puts the code of an invitation's link into its field. The code stands behind `#`, which browsers never send, and is
 * taken out of the address at once so that it stays in no history.
 */

const field = document.querySelector('input[name="code"]');
const code = location.hash.slice(1);
if (field instanceof HTMLInputElement && code) {
  field.value = code;
  history.replaceState(null, '', location.pathname);
}
