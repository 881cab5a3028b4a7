"""Pure decisions about sign-in: password rules, lock-out, names."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

FREE_TRIES = 5
"""Wrong passwords before waiting begins."""
MIN_PASSWORD = 8

_COMMON = frozenset(
    [
        "12345678",
        "123456789",
        "1234567890",
        "password",
        "password1",
        "qwertyui",
        "qwerty123",
        "11111111",
        "88888888",
        "66666666",
        "00000000",
        "abc12345",
        "abcd1234",
        "a1234567",
        "iloveyou",
        "1q2w3e4r",
        "woaini1314",
        "5201314a",
        "admin123",
        "administrator",
        "letmein1",
        "welcome1",
    ]
)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def password_fault(password: str, *, username: str = "", name: str = "") -> str | None:
    """A sentence saying what is wrong with a new password, or None."""
    if len(password) < MIN_PASSWORD:
        return f"口令至少 {MIN_PASSWORD} 位，请再长一些。"
    if len(password) > 200:
        return "口令太长，请不超过 200 位。"
    lowered = password.lower()
    if lowered in _COMMON or len(set(password)) < 4:
        return "这个口令太常见，容易被猜到。请换一个。"
    if (username and username.lower() in lowered) or (name and name in password):
        return "口令里不要有自己的姓名或用户名。"
    return None


def username_fault(username: str) -> str | None:
    """A sentence saying what is wrong with a user name, or None."""
    if _USERNAME.fullmatch(username):
        return None
    return "用户名用小写字母、数字、点或短横，2 到 40 位。"


def locked_until(failed: int, at: datetime) -> datetime | None:
    """When the next try is allowed after `failed` wrong ones in a row: none for the first five, then 1, 2, 4 … up to 60 minutes."""
    if failed < FREE_TRIES:
        return None
    minutes = min(60, 2 ** (failed - FREE_TRIES))
    return at + timedelta(minutes=minutes)
