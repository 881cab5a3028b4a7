"""Pulling: pages of what changed for one person, behind an opaque cursor.

Promises: whoever follows the cursor to its end has every change that was committed before the last page was read;
a thing that changes while pages are read is simply met again later; rights lost arrive as removals. That rests on
the feed's numbers becoming visible in order (ports.ChangeFeed). Does not decide who may see what.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import msgspec

from sync.ports import ChangeFeed, Session
from sync.protocol import DEFAULT_PAGE, MAX_PAGE, Change


class BadCursor(ValueError):
    """The text is no cursor this server has given."""


class _Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    epoch: str
    number: int


@dataclass(frozen=True)
class Page:
    """Changes in order, the cursor after them, and whether more is waiting."""

    changes: list[Change]
    cursor: str
    more: bool


def encode_cursor(epoch: str, number: int) -> str:
    """The cursor that continues after a number of an epoch."""
    return base64.urlsafe_b64encode(msgspec.json.encode(_Cursor(epoch, number))).decode().rstrip("=")


def decode_cursor(text: str, epoch: str) -> int:
    """The number a cursor stands at; one of another epoch, like an empty one, begins anew.

    Raises:
        BadCursor: the text is no cursor.
    """
    if not text:
        return 0
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.json.decode(raw, type=_Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise BadCursor(text[:80]) from error
    if cursor.number < 0:
        raise BadCursor(text[:80])
    return cursor.number if cursor.epoch == epoch else 0


class Feed:
    """The narrow door for pulling."""

    def __init__(self, changes: ChangeFeed) -> None:
        self._changes = changes

    def pull(self, session: Session, cursor: str, limit: int = DEFAULT_PAGE) -> Page:
        """The page after a cursor.

        Args:
            limit: changes in the page; brought into 1…`MAX_PAGE`.

        Raises:
            BadCursor: the cursor is not one of ours.
        """
        epoch = self._changes.epoch()
        after = decode_cursor(cursor, epoch)
        size = min(max(limit, 1), MAX_PAGE)
        entries = self._changes.read(session, after, size + 1)
        page = entries[:size]
        last = page[-1].number if page else after
        return Page(
            list(self._changes.project(session, page)), encode_cursor(epoch, last), len(entries) > size
        )
