// @ts-check
/**
 * What a passphrase must be, and how long one waits after wrong ones. Pure.
 */
import { coreTexts } from '../core-texts.js';

const MIN_LENGTH = 8;
const COMMON = new Set(
  `12345678 123456789 1234567890 87654321 11111111 88888888 66666666 00000000 12341234 11223344 abcd1234 abc12345 a1234567
   aa123456 qwertyui qwertyuiop 1qaz2wsx asdfghjk asdfghjkl password password1 passw0rd iloveyou woaini1314 5201314520
   woaiwojia admin123 admin888 administrator superman sunshine football baseball princess welcome1 letmein1 zaq12wsx`.split(
    /\s+/,
  ),
);
const ONE_MINUTE = 60_000;
/** Minutes after the n-th wrong try in a row; the first tries are free, for fingers slip. */
const WAIT_MINUTES = [0, 0, 0, 1, 2, 5, 10, 15, 30];
const LONGEST_WAIT = 60;

/**
 * @param {string} text
 * @returns {string | null} the sentence to show, or null when it will do
 */
export function checkPassphrase(text) {
  const plain = text.normalize('NFKC').trim();
  if ([...plain].length < MIN_LENGTH) return coreTexts.passphraseShort;
  return isCommon(plain.toLowerCase()) ? coreTexts.passphraseCommon : null;
}

/** @param {string} plain */
function isCommon(plain) {
  return COMMON.has(plain) || isOneRun(plain) || isDate(plain) || isRepeated(plain);
}

/** @param {string} plain the same step from each character to the next: 77777777, 34567890, hgfedcba */
function isOneRun(plain) {
  const codes = [...plain].map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => code - codes[index]));
  const [step] = steps;
  return steps.size === 1 && Math.abs(step) <= 1;
}

/** @param {string} plain a day as eight digits, with or without marks: 19880808, 2023-07-18 */
function isDate(plain) {
  const match = /^(19|20)\d{2}[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?$/.exec(plain);
  if (!match) return false;
  const [month, day] = [Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** @param {string} plain a short piece over and over: abababab, 12121212 */
function isRepeated(plain) {
  return /^(.{1,3})\1+$/.test(plain);
}

/**
 * @param {number} wrongTries in a row
 * @returns {number} milliseconds to wait before the next
 */
export function waitAfter(wrongTries) {
  if (wrongTries <= 0) return 0;
  return (WAIT_MINUTES[wrongTries - 1] ?? LONGEST_WAIT) * ONE_MINUTE;
}
