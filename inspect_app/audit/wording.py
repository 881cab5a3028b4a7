"""How acts, subjects and details of the log are called in Chinese.

Promises: every action that the program records has words here (a test reads the source for them).
"""

from __future__ import annotations

ACTION_WORDS = {
    "campaign.checklists_set": "选定检查单",
    "campaign.created": "新建专项整治",
    "campaign.updated": "改专项整治",
    "checklist.published": "发布检查单",
    "conflict.resolved": "定了两份不一样的内容",
    "demo.loaded": "装入示例数据",
    "demo.removed": "移除示例数据",
    "device.registered": "登记平板",
    "device.revoked": "停用平板",
    "device.signed_in": "平板登录",
    "evidence.received": "收到照片",
    "evidence.removed": "移除照片",
    "evidence.restored": "找回照片",
    "evidence.viewed": "看照片原图",
    "finding.accepted": "收案",
    "finding.answered": "补充了退回的问题",
    "finding.created": "记下问题",
    "finding.in_letter": "问题写入公文",
    "finding.opened": "打开涉及个人的问题",
    "finding.removed": "移除问题",
    "finding.restored": "找回问题",
    "finding.returned": "退回问题",
    "inspection.accepted": "检查已收案",
    "inspection.cancelled": "取消检查",
    "inspection.finished": "完成并锁定检查",
    "inspection.received": "检查已收到",
    "inspection.returned": "检查已退回",
    "inspection.started": "开始检查",
    "letterhead.created": "添加版头",
    "letterhead.seal_changed": "换印章图片",
    "letterhead.updated": "改版头",
    "number_series.opened": "开始编号",
    "person.created": "添加人员",
    "person.disabled": "停用人员",
    "person.enabled": "恢复人员",
    "person.password_changed": "改自己的口令",
    "person.password_reset": "给新口令",
    "person.signed_in": "登录",
    "person.signed_out_everywhere": "在所有地方退出",
    "person.updated": "改人员",
    "recovery_key.created": "做恢复密钥",
    "region.created": "添加县（市、区）",
    "trip.saved": "存检查计划",
    "trip.sent": "下发检查计划",
    "unit.closed": "停用单位",
    "unit.created": "添加单位",
    "unit.reopened": "恢复单位",
    "unit.updated": "改单位",
}

SUBJECT_WORDS = {
    "campaign": "专项整治",
    "checklist": "检查单",
    "conflict": "对照",
    "demo": "示例数据",
    "device": "平板",
    "evidence": "照片",
    "finding": "问题",
    "inspection": "检查",
    "letter": "公文",
    "letterhead": "版头",
    "number_series": "文号",
    "person": "人员",
    "recovery_key": "恢复密钥",
    "region": "县（市、区）",
    "trip": "检查计划",
    "unit": "单位",
}


def action_word(action: str) -> str:
    """The Chinese of an action; one from an older or newer release is shown as it was stored."""
    return ACTION_WORDS.get(action, action)


def subject_word(kind: str) -> str:
    """The Chinese of a kind of subject; as `action_word` for unknown ones."""
    return SUBJECT_WORDS.get(kind, kind)
