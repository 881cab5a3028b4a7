// @ts-check
/** The word list of the design (ui.md 7), tablet's part: the screens' and the core's sentences are these, word for word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreTexts } from '../../../static/tablet/core-texts.js';
import { labels, messages, reasons, words } from '../../../static/tablet/texts.js';

const AT_1044 = Date.parse('2023-07-18T10:44:00+08:00');

test('each event is told in the words of the design', () => {
  /** @type {[string, string][]} */
  const list = [
    [messages.savedHere('10:44'), '已存本平板 10:44'],
    [coreTexts.allDelivered(AT_1044), '全部已安全送达 10:44'],
    [coreTexts.nothingSent, '都在本平板，0 条已送出'],
    [coreTexts.offline, '没有网络。都在本平板，有网络、应用开着就自动继续。'],
    [coreTexts.serverAway, '服务器暂时连不上，10 分钟内会再试。'],
    [messages.signInOver, '登录到期了。记录不受影响，发送前请重新登录。'],
    [coreTexts.passphraseWrong, '口令不对，请再试一次。记录都在，不会删除。'],
    [messages.passphraseForgotten, '口令忘了，可请管理员用恢复密钥打开。没发送的都还在。'],
    [coreTexts.pinWrong(4), '刚才的 PIN 不对，请再试一次。还可以试 4 次。'],
    [messages.passphraseWait(5), '请 5 分钟后再试。记录都在，不会删除。'],
    [messages.storeLow('200'), '空间快满了，还能拍约 200 张。请先发送。'],
    [messages.storeFull, '存不下新照片了，已有的都在。请先发送或存成文件。'],
    [messages.persistenceRefused, '浏览器可能清理数据。请把本应用添加到桌面。'],
    [messages.longUnsent(5), '有 5 天没发送了。今天请连一次网，或存成文件。'],
    [coreTexts.cameraDenied, '还不能用相机。请到设置里允许，或从相册选。'],
    [messages.positionDenied, '没有定位，请写地点。'],
    [messages.positionRough('120'), '定位不准，误差约 120 米。请看地点对不对。'],
    [messages.clockOff(labels.ready.clockFast('2 天')), '平板时钟快 2 天，已记下差值。请到设置里改正。'],
    [coreTexts.pictureUnreadable(7), '照片 7 打不开。请补拍，旧的先留着。'],
    [coreTexts.pictureReduced(50e6), '这张有 5,000 万像素，已缩成能用的大小，原图还在。'],
    [coreTexts.notAPicture, '这不是照片文件，没有加进来。'],
    [messages.gallery, '从相册选的会注明。请选一个原因。'],
    [messages.conflict, '两个人写得不一样，两份都在。请您定。'],
    [messages.conflictDone, '定好了。没选的那份在“经过”里。'],
    [messages.answerChangedAway('B02', 1, 3, '未发现'), 'B02 有 1 个问题、3 张照片。改成“未发现”后移到“已移除”，能找回。'],
    [messages.removed + messages.undo, '已移除。撤销'],
    [messages.returned(1, '请补停车场照片。'), '退回给您 1 条：请补停车场照片。'],
    [messages.finishBlocked(3), '收尾前还差 3 项。点一项就到那里。'],
    [messages.lockQuestion, '锁定后不能再改，只能补充。完成并锁定？'],
    [messages.appUpdate, '有新版本，收尾后自动换上。记录不受影响。'],
    [messages.tooOld, '本平板的版本太旧，暂不能发送。记录都在，请更新。'],
    [coreTexts.rightsLost, '这项检查已交给别人。您没发送的内容已存好，请联系办公室。'],
    [messages.revoked, '本平板已停用。没发送的内容锁在这里，请交管理员取出。'],
    [messages.noPage, '没有这一页，或者您现在不能看。'],
    [messages.unexpected('8F2C'), '出了点问题，已填的都在。请再试；还不行，把编号 8F2C 告诉管理员。'],
    [messages.secrets, '请勿在本应用中录入国家秘密。'],
  ];
  for (const [told, wanted] of list) assert.equal(told, wanted);
});

test('states have only the names of the design', () => {
  assert.deepEqual(Object.values(words.answers.problem), ['未发现', '发现问题', '不适用', '未检查']);
  assert.deepEqual(Object.values(words.answers.quality), ['合格', '不合格', '不适用', '无法核实']);
  assert.deepEqual(Object.values(words.sync), ['未同步', '正在同步', '已送达', '需要处理', '已暂停']);
  assert.deepEqual(Object.values(words.severity), ['一般', '较重', '严重']);
});

test('nothing that a person reads blames, shouts or speaks of the system', () => {
  const all = [...textsIn(messages), ...textsIn(words), ...textsIn(reasons), ...textsIn(labels)];
  assert.ok(all.length > 300, String(all.length));
  for (const text of all) assert.doesNotMatch(text, /错误|非法|失败|操作员|！|!|^(?:确定|取消)$/, text);
});

/** @param {unknown} value @returns {string[]} every text in it; functions are asked with plain arguments */
function textsIn(value) {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [value('3', '2', '1', '4')];
  return Object.values(/** @type {object} */ (value)).flatMap(textsIn);
}
