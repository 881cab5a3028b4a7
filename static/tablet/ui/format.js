// @ts-check
/**
 * Numbers, sizes and times as they are shown: Asia/Shanghai, 24-hour clock, real dates, thousands separated.
 *
 * Promises: pure; the same input gives the same words on every device. Does not: read the clock; callers pass `now`.
 */

const ZONE = 'Asia/Shanghai';
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** @typedef {string | number | Date} Moment an RFC 3339 text, milliseconds, or a date */

/**
 * @param {Moment} moment
 * @returns {{ year: number, month: number, day: number, hour: number, minute: string, second: string, weekday: string }}
 */
function pieces(moment) {
  const date = new Date(moment);
  /** @type {Record<string, string>} */
  const found = {};
  for (const part of parts.formatToParts(date)) found[part.type] = part.value;
  const [year, month, day] = [Number(found.year), Number(found.month), Number(found.day)];
  return {
    year,
    month,
    day,
    hour: Number(found.hour),
    minute: found.minute ?? '',
    second: found.second ?? '',
    weekday: WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '',
  };
}

/** @param {Moment} moment @returns {string} `10:44` */
export function clock(moment) {
  const { hour, minute } = pieces(moment);
  return `${hour}:${minute}`;
}

/** @param {Moment} moment @returns {string} `10:44:07` */
export function clockSeconds(moment) {
  const { hour, minute, second } = pieces(moment);
  return `${hour}:${minute}:${second}`;
}

/** @param {Moment} moment @returns {string} `7月18日` */
export function day(moment) {
  const { month, day: number } = pieces(moment);
  return `${month}月${number}日`;
}

/** @param {Moment} moment @returns {string} `7月18日 周二` */
export function dayAndWeekday(moment) {
  return `${day(moment)} ${pieces(moment).weekday}`;
}

/** @param {Moment} moment @returns {string} `7月18日 10:38` */
export function dayAndClock(moment) {
  return `${day(moment)} ${clock(moment)}`;
}

/** @param {Moment} moment @returns {string} `2023-07-18 10:38:21`, for the plate on a photo */
export function stamp(moment) {
  return `${isoDay(moment)} ${clockSeconds(moment)}`;
}

/** @param {Moment} moment @returns {string} `2023-07-18` in Shanghai */
export function isoDay(moment) {
  const { year, month, day: number } = pieces(moment);
  return `${year}-${String(month).padStart(2, '0')}-${String(number).padStart(2, '0')}`;
}

/** @param {string} date a calendar date such as `2023-07-18` @returns {string} `7月18日 周二` */
export function calendarDay(date) {
  return dayAndWeekday(`${date}T12:00:00+08:00`);
}

/** @param {Moment} moment @returns {string} the value of a `datetime-local` field */
export function localInput(moment) {
  const { hour, minute } = pieces(moment);
  return `${isoDay(moment)}T${String(hour).padStart(2, '0')}:${minute}`;
}

/** @param {string} value of a `datetime-local` field @returns {string | null} RFC 3339 in UTC, or null when it is no time */
export function fromLocalInput(value) {
  const date = new Date(`${value}${value.length === 16 ? ':00' : ''}+08:00`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** @param {number} number @returns {string} `6,000` */
export function count(number) {
  return number.toLocaleString('en-US');
}

/** @param {number} bytes @returns {string} `41 MB`, `3.1 MB`, `18.4 GB`, `120 KB` */
export function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e7) return `${Math.round(bytes / 1e6)} MB`;
  if (bytes >= 1e5) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.max(bytes > 0 ? 1 : 0, Math.round(bytes / 1e3))} KB`;
}

/** @param {number} milliseconds @returns {string} the largest sensible unit: `4 秒`, `12 分钟`, `3 小时`, `2 天` */
export function duration(milliseconds) {
  const length = Math.abs(milliseconds);
  if (length < MINUTE) return `${Math.round(length / 1000)} 秒`;
  if (length < HOUR) return `${Math.round(length / MINUTE)} 分钟`;
  if (length < DAY) return `${Math.round(length / HOUR)} 小时`;
  return `${Math.round(length / DAY)} 天`;
}

/** @param {Moment} moment @param {number} now @returns {string} `刚才`, `3 分钟前`, `9:40`, `昨天 17:20`, `7月16日` */
export function ago(moment, now) {
  const passed = now - new Date(moment).getTime();
  if (passed < MINUTE) return '刚才';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} 分钟前`;
  if (isoDay(moment) === isoDay(now)) return clock(moment);
  if (isoDay(moment) === isoDay(now - DAY)) return `昨天 ${clock(moment)}`;
  return day(moment);
}

/** @param {string} hash lower-case hex @returns {string} `7F3A 91C4 … 0E52`, enough to compare by eye */
export function fingerprint(hash) {
  const text = hash.toUpperCase();
  return `${text.slice(0, 4)} ${text.slice(4, 8)} … ${text.slice(-4)}`;
}

/** @param {number} minutes @returns {number} whole minutes, at least one */
export function wholeMinutes(minutes) {
  return Math.max(1, Math.ceil(minutes));
}
