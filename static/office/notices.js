// @ts-check
/**
 * A banner above the page's content, at most one of an id, with buttons that act and close it.
 */

/**
 * @param {string} id
 * @param {string} text
 * @param {[string, () => void][]} actions
 */
export function showNotice(id, text, actions) {
  document.getElementById(id)?.remove();
  const banner = document.createElement('div');
  banner.id = id;
  banner.className = 'banner banner--warn';
  banner.setAttribute('role', 'status');
  const words = document.createElement('div');
  words.className = 'banner__text';
  words.textContent = text;
  banner.append(words);
  for (const [label, act] of actions) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button--small';
    button.textContent = label;
    button.addEventListener('click', () => {
      banner.remove();
      act();
    });
    banner.append(button);
  }
  document.getElementById('notices')?.append(banner);
}
