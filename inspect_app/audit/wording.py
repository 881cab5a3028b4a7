"""How acts, subjects and details of the log are called in Chinese.

Promises: every action that the program records has words here (a test reads the source for them).
"""

from __future__ import annotations

ACTION_WORDS = {
    "audit.exported": "导出留痕",
    "backup.deleted": "删除备份文件",
    "backup.downloaded": "下载备份",
    "backup.made": "做好备份",
    "backup.requested": "要做一份备份",
    "backup.restored": "从备份恢复",
    "campaign.checklists_set": "选定检查单",
    "campaign.created": "新建专项整治",
    "campaign.updated": "改专项整治",
    "catalogue.installed": "装入问题目录",
    "checklist.published": "发布检查单",
    "conflict.resolved": "定了两份不一样的内容",
    "demo.loaded": "装入示例数据",
    "demo.removed": "移除示例数据",
    "device.registered": "登记平板",
    "device.revoked": "停用平板",
    "device.signed_in": "平板登录",
    "evidence.announced": "报来照片",
    "evidence.removed": "移除照片",
    "evidence.restored": "找回照片",
    "finding.accepted": "收案",
    "finding.answered": "补好退回的问题并交回",
    "finding.created": "记下问题",
    "finding.in_letter": "问题写入公文",
    "finding.opened": "打开涉及个人的问题",
    "finding.released": "公文作废，问题可重新起草",
    "finding.removed": "移除问题",
    "finding.restored": "找回问题",
    "finding.returned": "退回问题",
    "inspection.accepted": "检查已收案",
    "inspection.cancelled": "取消检查",
    "inspection.finished": "完成并锁定检查",
    "inspection.reassigned": "改派检查",
    "inspection.received": "检查已收到",
    "inspection.returned": "检查已退回",
    "inspection.started": "开始检查",
    "invitation.accepted": "接受邀请，定口令",
    "invitation.revoked": "作废邀请",
    "invitation.sent": "发邀请",
    "letter.approved": "核稿通过",
    "letter.drafted": "起草公文",
    "letter.edited": "改公文",
    "letter.issue_requested": "签发",
    "letter.issue_stopped": "签发没有生效",
    "letter.issue_taken_back": "撤回签发",
    "letter.issued": "给出文号并锁定",
    "letter.rendered": "印发",
    "letter.returned": "退回公文",
    "letter.source_reviewed": "看过原始记录的改动",
    "letter.submitted": "送出公文",
    "letter.voided": "作废公文",
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
    "units.exported": "导出单位表",
    "inspections.exported": "导出检查表",
    "findings.exported": "导出问题表",
    "units.imported": "导入单位表",
}

SUBJECT_WORDS = {
    "audit": "留痕",
    "backup": "备份",
    "campaign": "专项整治",
    "checklist": "检查单",
    "checklist_version": "检查单",
    "demo": "示例数据",
    "device": "平板",
    "evidence": "照片",
    "finding": "问题",
    "inspection": "检查",
    "letter": "公文",
    "letterhead": "版头",
    "number_series": "文号",
    "pack": "问题目录",
    "person": "人员",
    "recovery_key": "恢复密钥",
    "region": "县（市、区）",
    "table": "表",
    "trip": "检查计划",
    "unit": "单位",
}

DETAIL_WORDS = {
    "choice": "选择",
    "code": "编号",
    "conflict": "对照",
    "field": "项目",
    "findings": "问题",
    "first_no": "起始号",
    "from": "原来的人",
    "inspection": "检查",
    "items": "项数",
    "late": "收尾后补来",
    "made_at": "数据时间",
    "name": "名称",
    "number": "文号",
    "numbers": "编号",
    "old_name": "原名称",
    "reason": "原因",
    "roles": "角色",
    "rows": "条数",
    "sha256": "校验值",
    "tablet": "平板",
    "to": "改派给",
    "version": "版本",
    "versions": "版本",
    "visits": "检查数",
    "year": "年份",
}


def action_word(action: str) -> str:
    """The Chinese of an action; one from an older or newer release is shown as it was stored."""
    return ACTION_WORDS.get(action, action)


def detail_word(key: str) -> str:
    """The Chinese of a detail's name; as `action_word` for unknown ones."""
    return DETAIL_WORDS.get(key, key)


def subject_word(kind: str) -> str:
    """The Chinese of a kind of subject; as `action_word` for unknown ones."""
    return SUBJECT_WORDS.get(kind, kind)
