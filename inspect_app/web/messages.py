"""Sentences that office pages say to people, so that the same thing is said in the same words (ui.md 7).

Promises: no blame, no exclamation mark, no code except an id at the end; what happened, then what to do.
Does not: hold labels of fields and buttons (they stand in the templates) or the sentences of refusals (beside their rule).
"""

from __future__ import annotations

NO_PAGE = "没有这一页，或者您现在不能看。"
SESSION_ENDED = "时间太久，请重新登录。已填的还在。"
SIGN_IN_WRONG = "用户名或口令不对，请再试一次。"
SIGNED_OUT = "已退出。"
SIGNED_OUT_EVERYWHERE = "已在所有地方退出，请重新登录。"
PASSWORD_CHANGED = "口令已改。其他地方的登录已退出。"
TOO_MANY_REQUESTS = "查得太快，请 1 分钟后再试。"
BODY_TOO_LARGE = "内容太大，没有收下。请分几次，或缩小文件。"
FORM_EXPIRED = "这一页开得太久，请再按一次。已填的还在。"
ALREADY_SENT = "已经下发过了，没有重复。"
SECRETS_NOTE = "请勿在本应用中录入国家秘密。"


def unexpected(error_id: str) -> str:
    """The sentence of the page for a bug; `error_id` is what the administrator looks for in the log."""
    return f"出了点问题，已填的都在。请再试；还不行，把编号 {error_id} 告诉管理员。"


def saved(what: str) -> str:
    """「“东岭县公安局”已存好。」"""
    return f"“{what}”已存好。"


def edited_meanwhile(who: str, when: str) -> str:
    """「张副主任 9:40 改过。请看改动再存。」"""
    return f"{who} {when} 改过。请看改动再存。"


def to_mend(count: int) -> str:
    """The head of the summary over a form that came back."""
    return f"有 {count} 处要改。"
