// @ts-check
/**
 * 公文核验 with a file: its SHA-256 is computed here, only that goes to the server.
 */

const TEXTS = {
  reading: '正在算指纹…',
  insecure: '这个浏览器不能算指纹，请用文号和 8 位校验码核对。',
  tooLarge: '文件太大，请选收到的那份 PDF。',
};
const MAX_BYTES = 100 * 1024 * 1024;

/** @param {File} file */
async function sha256(file) {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const form = document.querySelector('form[data-verify]');
const chooser = document.querySelector('[data-verify-file]');
const note = document.querySelector('[data-verify-note]');

if (form instanceof HTMLFormElement && chooser instanceof HTMLInputElement && note) {
  chooser.addEventListener('change', async () => {
    const file = chooser.files?.[0];
    if (!file) return;
    if (!crypto.subtle) note.textContent = TEXTS.insecure;
    else if (file.size > MAX_BYTES) note.textContent = TEXTS.tooLarge;
    else {
      note.textContent = TEXTS.reading;
      const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('file_sha256'));
      field.value = await sha256(file);
      // The file itself stays here.
      chooser.value = '';
      form.requestSubmit();
    }
  });
}
