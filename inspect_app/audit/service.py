"""Recording acts in the chain and checking it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select, text

from inspect_app.audit.chain import GENESIS, Link, first_break, link_hash
from inspect_app.audit.models import AuditEvent
from inspect_app.foundation.database import db

_CHAIN_LOCK = 711_000_001
"""PostgreSQL advisory lock of the chain: rows are numbered one after another without gaps."""


class ActingPerson(Protocol):
    """Who acts, as far as the log needs to know."""

    @property
    def person_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


def record(
    actor: ActingPerson,
    action: str,
    *,
    subject: tuple[str, object],
    at: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Append one act to the chain, in the caller's unit of work.

    Args:
        action: `thing.past_tense`, e.g. "letter.issued".
        subject: kind and id.
        details: plain JSON; never texts of findings, names of reporters or secrets.
    """
    session = db.session
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    last = session.execute(
        select(AuditEvent.no, AuditEvent.hash).order_by(AuditEvent.no.desc()).limit(1)
    ).first()
    number, previous = (last.no + 1, last.hash) if last else (1, GENESIS)
    kind, subject_id = subject[0], str(subject[1])
    link = Link(
        number,
        at,
        str(actor.person_id) if actor.person_id else None,
        actor.name,
        action,
        (kind, subject_id),
        details or {},
    )
    session.add(
        AuditEvent(
            no=number,
            at=at,
            actor_id=actor.person_id,
            actor_name=actor.name,
            action=action,
            subject_kind=kind,
            subject_id=subject_id,
            details=details or {},
            previous_hash=previous,
            hash=link_hash(link, previous),
        )
    )
    session.flush()


def verify_chain(*, last: int | None = None) -> tuple[int, int | None]:
    """Number of rows looked at and the number of the first row that does not fit (None when the chain holds).

    Args:
        last: look only at so many of the newest rows, and at how they hang on the one before; None: at all.
    """
    statement, after = select(AuditEvent).order_by(AuditEvent.no), (0, GENESIS)
    if last is not None:
        highest = db.session.scalar(select(func.max(AuditEvent.no))) or 0
        before = db.session.get(AuditEvent, highest - last)
        if before is not None:
            after = (before.no, before.hash)
            statement = statement.where(AuditEvent.no > before.no)
    count = 0

    def rows() -> Iterator[tuple[Link, str, str]]:
        nonlocal count
        for row in db.session.execute(statement).scalars().yield_per(500):
            count += 1
            yield link_of(row), row.previous_hash, row.hash

    broken = first_break(rows(), after=after)
    return count, broken


def link_of(row: AuditEvent) -> Link:
    """What the hash of a stored row covers."""
    return Link(
        row.no,
        row.at,
        str(row.actor_id) if row.actor_id else None,
        row.actor_name,
        row.action,
        (row.subject_kind, row.subject_id),
        row.details,
    )
