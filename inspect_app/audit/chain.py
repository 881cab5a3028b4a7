"""The hash chain, pure: what a row's hash covers and how a chain is checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""`previous_hash` of the first row."""


@dataclass(frozen=True)
class Link:
    """What is hashed of one row. `subject` is kind and id; `details` plain JSON."""

    no: int
    at: datetime
    actor_id: str | None
    actor_name: str
    action: str
    subject: tuple[str, str]
    details: dict[str, Any]


def link_hash(link: Link, previous_hash: str) -> str:
    """SHA-256 (hex) over the canonical JSON of the row and the hash before it."""
    body = {
        "no": link.no,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": link.actor_id,
        "actor_name": link.actor_name,
        "action": link.action,
        "subject": list(link.subject),
        "details": link.details,
        "previous": previous_hash,
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(
    rows: Iterable[tuple[Link, str, str]], *, after: tuple[int, str] = (0, GENESIS)
) -> int | None:
    """The number of the first row that does not fit, or None.

    Args:
        rows: (link, previous_hash, hash) in order of `no`.
        after: number and hash of the row before them.
    """
    expected_no, previous = after[0] + 1, after[1]
    for link, previous_hash, stored in rows:
        if link.no != expected_no or previous_hash != previous or link_hash(link, previous) != stored:
            return link.no
        expected_no, previous = link.no + 1, stored
    return None
