"""How each state looks and is called: word, icon and colour, always all three (ui.md 1.7 and 3).

Owns: the only words used for states on office pages.
Promises: every state has the three parts, so that it survives greyscale print and red-green blindness.
Does not: know what a state means or which may follow which; that is in each capability's rules.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StateLook:
    """`tone` is a colour token (neutral, brand, ok, warn, bad); `struck` draws the word through."""

    word: str
    icon: str
    tone: str = "neutral"
    struck: bool = False


ANSWER = {
    "none_found": StateLook("未发现", "circle-check", "ok"),
    "problem_found": StateLook("发现问题", "flag-filled", "bad"),
    "not_applicable": StateLook("不适用", "circle-minus"),
    "not_checked": StateLook("未检查", "eye-off", "warn"),
    "unanswered": StateLook("未答", "circle-dashed"),
}

QUALITY_ANSWER = ANSWER | {
    "none_found": StateLook("合格", "circle-check", "ok"),
    "problem_found": StateLook("不合格", "flag-filled", "bad"),
    "not_checked": StateLook("无法核实", "eye-off", "warn"),
}

INSPECTION = {
    "planned": StateLook("计划中", "calendar-event"),
    "sent": StateLook("未开始", "circle-dashed"),
    "under_way": StateLook("进行中", "pencil", "brand"),
    "locked": StateLook("已锁定", "lock"),
    "received": StateLook("已收到", "cloud-check", "ok"),
    "photos_missing": StateLook("还有照片没到", "photo", "warn"),
    "returned": StateLook("已退回", "corner-down-left", "warn"),
    "accepted": StateLook("已收案", "circle-check-filled", "ok"),
    "closed": StateLook("已办结", "archive"),
    "cancelled": StateLook("已取消", "ban", "neutral", struck=True),
}

TRIP = {
    "draft": StateLook("草稿", "pencil"),
    "sent": StateLook("已下发", "send", "brand"),
    "cancelled": StateLook("已取消", "ban", "neutral", struck=True),
}

FINDING = {
    "draft": StateLook("草稿", "pencil"),
    "submitted": StateLook("已提交", "cloud-check", "brand"),
    "returned": StateLook("已退回", "corner-down-left", "warn"),
    "accepted": StateLook("已收案", "circle-check-filled", "ok"),
    "in_letter": StateLook("已入公文", "file-text", "brand"),
    "closed": StateLook("已办结", "archive"),
}

LETTER = {
    "draft": StateLook("拟稿", "pencil"),
    "under_review": StateLook("核稿", "eye", "brand"),
    "returned": StateLook("已退回", "corner-down-left", "warn"),
    "awaiting_issue": StateLook("待签发", "rubber-stamp", "brand"),
    "numbered": StateLook("已编号", "hash", "brand"),
    "issued": StateLook("已印发", "lock", "ok"),
    "delivered": StateLook("已送达", "send", "ok"),
    "answered": StateLook("已回复", "message-report", "ok"),
    "closed": StateLook("已办结", "archive"),
    "voided": StateLook("已作废", "ban", "neutral", struck=True),
}

EVIDENCE_SOURCE = {
    "camera": StateLook("相机拍摄", "camera", "ok"),
    "system_camera": StateLook("平板相机拍摄", "camera", "ok"),
    "gallery": StateLook("相册选取", "photo", "warn"),
    "unknown": StateLook("来源不明", "help-circle"),
}

CONTENT_CHECK = {
    "same": StateLook("内容一致", "shield-check", "ok"),
    "different": StateLook("内容不一致", "alert-circle-filled", "bad"),
    "pending": StateLook("还在平板上", "device-tablet"),
}

DEVICE = {
    "sent": StateLook("都传完了", "cloud-check", "ok"),
    "waiting": StateLook("还没传完", "cloud-upload", "warn"),
    "revoked": StateLook("已停用", "ban", "neutral"),
}

PERSON = {
    "active": StateLook("在用", "circle-check", "ok"),
    "disabled": StateLook("已停用", "ban", "neutral"),
}

BACKUP = {
    "waiting": StateLook("排队", "circle-dashed"),
    "running": StateLook("正在做", "hourglass", "brand"),
    "ready": StateLook("已做好", "circle-check-filled", "ok"),
    "failed": StateLook("没有做成", "alert-circle-filled", "bad"),
    "deleted": StateLook("文件已删除", "trash"),
}

OPERATION = {
    "applied": StateLook("已写入", "circle-check", "ok"),
    "merged": StateLook("已合并", "git-merge", "ok"),
    "conflict": StateLook("两份不一样", "git-merge", "warn"),
    "rejected": StateLook("没有收下", "alert-circle-filled", "bad"),
    "deferred": StateLook("以后再收", "hourglass", "warn"),
}

PHASE = {
    "done": StateLook("已完成", "circle-check-filled", "ok"),
    "current": StateLook("进行中", "arrow-right", "brand"),
    "ahead": StateLook("还没到", "circle-dashed"),
}

STATE_LOOKS: dict[str, dict[str, StateLook]] = {
    "answer": ANSWER,
    "quality_answer": QUALITY_ANSWER,
    "inspection": INSPECTION,
    "trip": TRIP,
    "finding": FINDING,
    "letter": LETTER,
    "evidence_source": EVIDENCE_SOURCE,
    "content_check": CONTENT_CHECK,
    "device": DEVICE,
    "person": PERSON,
    "backup": BACKUP,
    "operation": OPERATION,
    "phase": PHASE,
}


@dataclass(frozen=True)
class SeverityLook:
    """The dots carry the meaning in print, so they are part of the word."""

    dots: str
    word: str
    tone: str


SEVERITIES = {
    1: SeverityLook("●○○", "一般", "neutral"),
    2: SeverityLook("●●○", "较重", "warn"),
    3: SeverityLook("●●●", "严重", "bad"),
}

METHODS = {
    "surprise_check": "突击检查",
    "unannounced_visit": "实地暗访",
    "random_sampling": "随机抽查",
    "file_review": "案卷审查",
}


def state_look(kind: str, value: str) -> StateLook:
    """The look of `value` among the states of `kind`. Raises KeyError for one that ui.md does not name."""
    return STATE_LOOKS[kind][value]


def severity_look(value: int) -> SeverityLook:
    """The look of a severity step. Raises KeyError outside 1, 2, 3."""
    return SEVERITIES[value]


def method_name(value: str) -> str:
    """The Chinese name of an inspection method. Raises KeyError for an unknown one."""
    return METHODS[value]
