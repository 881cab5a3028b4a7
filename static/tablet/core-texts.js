// @ts-check
/**
 * The sentences that the tablet's core says itself: errors, what is missing, the state of sending.
 *
 * The words are those of the design's list (ui.md 7); sentences that screens say too come from texts.js. Every function
 * here is pure and takes plain values.
 */
import { messages } from './texts.js';
import { clock, count, size } from './ui/format.js';

/** @param {number} ms a span */
function minutesText(ms) {
  return `${Math.max(1, Math.ceil(ms / 60_000))} 分钟`;
}

/** @param {number} seconds */
function remainingText(seconds) {
  return seconds < 90 ? `大约还要 ${Math.max(1, Math.ceil(seconds / 10) * 10)} 秒` : `大约还要 ${Math.ceil(seconds / 60)} 分钟`;
}

export const coreTexts = Object.freeze({
  // passphrase, PIN, sign-in
  passphraseShort: '口令至少要 8 个字符。',
  passphraseCommon: '这个口令太常见，请换一个别人想不到的。',
  passphraseWrong: '口令不对，请再试一次。记录都在，不会删除。',
  passphraseWait: (/** @type {number} */ ms) => `请 ${minutesText(ms)}后再试。记录都在，不会删除。`,
  passphraseGone: messages.revoked,
  unnamedTablet: '平板',
  noRecoveryKey: '办公室还没有建恢复密钥，暂时不能登录。请联系管理员。',
  pinShape: 'PIN 要 6 位数字。',
  pinWrong: (/** @type {number} */ left) => `刚才的 PIN 不对，请再试一次。还可以试 ${left} 次。`,
  pinSpent: 'PIN 试了 5 次都不对，请输入开箱口令。记录都在，不会删除。',
  notOpen: '请先打开您的记录。',
  firstSignInNeedsNetwork: '第一次登录要联一次网。请连上网络再试。',
  signInNeedsNetwork: '现在连不上服务器。记录都在，连上网络再登录。',
  nameMissing: '请填用户名和密码。',
  unsentWork: (/** @type {number} */ records, /** @type {number} */ photos) =>
    `还有 ${records} 条、${photos} 张照片没发送。请先发送，再退出。`,
  storeNewer: '本平板的版本太旧，打不开这份记录。记录都在，请更新。',
  storeBlocked: '另一个窗口正在更新。请关掉其他窗口，再打开。',
  noStore: '这个浏览器不让本应用存东西。请关掉无痕模式，再打开。',

  // writing
  notFound: messages.noPage,
  locked: '已锁定，不能再改，只能补充。',
  over: '这项检查已办结或取消，不能再补充。要补，请联系办公室。',
  finishBlocked: messages.finishBlocked,
  missingAnswer: (/** @type {string} */ code) => `${code} 还没答`,
  missingReason: (/** @type {string} */ code) => `${code} 未检查，还没写原因`,
  missingFinding: (/** @type {string} */ code) => `${code} 发现问题，还没记事实`,
  missingFact: (/** @type {string} */ code, /** @type {number} */ ordinal) => `${code} 问题 ${ordinal} 还没写事实`,
  missingPhotos: (/** @type {string} */ code, /** @type {number} */ ordinal, /** @type {number} */ photos) =>
    `${code} 问题 ${ordinal} 还差 ${photos} 张照片`,

  // photos
  notAPicture: '这不是照片文件，没有加进来。',
  pictureTooBig: (/** @type {number} */ bytes) => `这张有 ${size(bytes)}，太大，没有加进来。请拍小一点再加。`,
  pictureUnreadable: (/** @type {number} */ ordinal) => `照片 ${ordinal} 打不开。请补拍，旧的先留着。`,
  pictureReduced: (/** @type {number} */ pixels) =>
    `这张有 ${count(Math.round(pixels / 1e6) * 100)} 万像素，已缩成能用的大小，原图还在。`,
  galleryReason: messages.gallery,
  storeFull: messages.storeFull,
  storeFullWords: '存不下了，这一句还没存上。请先发送，或删掉平板里别的东西。',
  originalsReleased: '空间满了，最早送达的原图已从平板移走，服务器上都有。',
  cameraDenied: '还不能用相机。请到设置里允许，或从相册选。',
  cameraMissing: '这台平板没有能用的相机。请从相册选。',

  // sending
  allDelivered: (/** @type {number} */ at) => `全部已安全送达 ${clock(at)}`,
  nothingYet: '还没有要发送的。',
  nothingSent: '都在本平板，0 条已送出',
  waiting: (
    /** @type {{delivered: number, records: number, photos: number, bytes: number}} */ { delivered, records, photos, bytes },
  ) => {
    const left = [records ? `${records} 条` : '', photos ? `${photos} 张照片，${size(bytes)}` : ''];
    return `${delivered} 条已安全送达，还有 ${left.filter(Boolean).join('、')}`;
  },
  stuck: (/** @type {number} */ delivered, /** @type {number} */ photos) => `${delivered} 条已安全送达，还有 ${photos} 张照片打不开`,
  originalsWaiting: (/** @type {number} */ originals) => `原图还有 ${originals} 张`,
  offline: '没有网络。都在本平板，有网络、应用开着就自动继续。',
  serverAway: '服务器暂时连不上，10 分钟内会再试。',
  signInOver: messages.signInOver,
  revoked: messages.revoked,
  tooOld: messages.tooOld,
  paused: '已暂停。都在本平板，点“继续”接着发。',
  slow: (/** @type {number} */ seconds) => `网络慢，${remainingText(seconds)}。关了屏，下次打开接着发。`,
  remaining: (/** @type {number} */ seconds) => `${remainingText(seconds)}。关了屏或断了网，下次打开接着发。`,
  daysUnsent: messages.longUnsent,
  conflict: (/** @type {string} */ unit, /** @type {string} */ code, /** @type {string} */ field) =>
    `${unit} ${code} 的“${field}”，两个人写得不一样，两份都在。请您定。`,
  rejected: (/** @type {string} */ unit, /** @type {string} */ message) => `${unit}：${message} 您写的还在本平板。`,
  returned: messages.returned,
  rightsLost: '这项检查已交给别人。您没发送的内容已存好，请联系办公室。',
  updateWaiting: messages.appUpdate,

  fieldNames: /** @type {Readonly<Record<string, string>>} */ (
    Object.freeze({
      value: '答案',
      reason: '原因',
      note: '备注',
      fact: '事实',
      found_at: '时间',
      place: '地点',
      people: '人员',
      yardstick: '依据',
      severity: '程度',
      suggestion: '建议',
      caption: '图说',
      removed: '是否保留',
    })
  ),
});
