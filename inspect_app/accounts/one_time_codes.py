"""Codes that people read out and type: made from characters that are not taken for one another, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 16
"""Eighty random bits."""


def new_code() -> str:
    """A fresh code as XXXX-XXXX-XXXX-XXXX."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))


def code_hash(code: str) -> str:
    """SHA-256 of what was typed, whatever the case, blanks and strokes."""
    normal = "".join(character for character in code.upper() if character in _ALPHABET)
    return hashlib.sha256(normal.encode()).hexdigest()
