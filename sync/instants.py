"""Moments on the wire: RFC 3339 in UTC with milliseconds, so that texts compare like times."""

from __future__ import annotations

from datetime import UTC, datetime


def to_wire(moment: datetime) -> str:
    """The wire form of an aware moment. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("naive datetime")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """The moment a wire text names. Raises ValueError for anything else."""
    return datetime.fromisoformat(text)


def maybe_to_wire(moment: datetime | None) -> str | None:
    """As `to_wire`, None for None."""
    return None if moment is None else to_wire(moment)
