"""Reads of the log for auditors. Whoever may open it sees all of it: acts are not split by county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from inspect_app.audit.models import AuditEvent
from inspect_app.audit.wording import ACTION_WORDS, SUBJECT_WORDS, action_word, detail_word, subject_word
from inspect_app.foundation.clock import OFFICE_ZONE
from inspect_app.foundation.database import db


@dataclass(frozen=True)
class EventRow:
    """One act as the list shows it."""

    no: int
    at: datetime
    actor_name: str
    action: str
    subject: str
    subject_id: str
    details: str
    hash: str


@dataclass(frozen=True)
class EventFilter:
    """What the list is narrowed to; `since` and `until` are office days, both included.

    `person` is a person's id or PROGRAM_ITSELF; `action` and `subject` are codes.
    """

    search: str = ""
    person: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


PROGRAM_ITSELF = "program"
"""Stands for acts that nobody signed in did: first run, sweeps, the terminal."""


def narrowed(wanted: EventFilter) -> Select[AuditEvent]:
    """The acts that `wanted` leaves, in no order yet."""
    statement = select(AuditEvent)
    if wanted.search:
        actions = [action for action, word in ACTION_WORDS.items() if wanted.search in word]
        statement = statement.where(
            or_(
                AuditEvent.actor_name.icontains(wanted.search, autoescape=True),
                AuditEvent.subject_id.icontains(wanted.search, autoescape=True),
                AuditEvent.action.in_(actions),
            )
        )
    if wanted.person == PROGRAM_ITSELF:
        statement = statement.where(AuditEvent.actor_id.is_(None))
    elif wanted.person:
        statement = statement.where(AuditEvent.actor_id == UUID(wanted.person))
    if wanted.action:
        statement = statement.where(AuditEvent.action == wanted.action)
    if wanted.subject:
        statement = statement.where(AuditEvent.subject_kind == wanted.subject)
    if wanted.since:
        statement = statement.where(AuditEvent.at >= _morning(wanted.since))
    if wanted.until:
        statement = statement.where(AuditEvent.at < _morning(wanted.until + timedelta(days=1)))
    return statement


def events(wanted: EventFilter, *, offset: int = 0, limit: int = 50) -> tuple[list[EventRow], int]:
    """A page of acts, newest first, and how many there are in all."""
    statement = narrowed(wanted)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = db.session.scalars(statement.order_by(AuditEvent.no.desc()).offset(offset).limit(limit))
    return [
        EventRow(
            row.no,
            row.at,
            row.actor_name,
            action_word(row.action),
            subject_word(row.subject_kind),
            row.subject_id,
            _plain(row.details),
            row.hash,
        )
        for row in rows
    ], total


@dataclass(frozen=True)
class HistoryRow:
    """One act on a thing, for the 「经过」 of its page. `reason` is empty where none is asked."""

    at: datetime
    actor_name: str
    action: str
    subject_id: str
    reason: str


def history_of(subjects: dict[str, list[str]], *, limit: int = 200) -> tuple[HistoryRow, ...]:
    """What happened to the given things (ids by kind), oldest first."""
    wanted = [
        (AuditEvent.subject_kind == kind) & AuditEvent.subject_id.in_(ids)
        for kind, ids in subjects.items()
        if ids
    ]
    if not wanted:
        return ()
    rows = db.session.scalars(
        select(AuditEvent).where(or_(*wanted)).order_by(AuditEvent.no.desc()).limit(limit)
    ).all()
    return tuple(
        HistoryRow(
            row.at, row.actor_name, row.action, row.subject_id, str((row.details or {}).get("reason", ""))
        )
        for row in reversed(rows)
    )


def subject_choices() -> list[tuple[str, str]]:
    """Kinds of subjects with their words, for the filter."""
    return list(SUBJECT_WORDS.items())


def action_choices() -> list[tuple[str, str]]:
    """Acts with their words, for the filter."""
    return list(ACTION_WORDS.items())


def person_choices() -> list[tuple[str, str]]:
    """Everybody who ever did something, by name, for the filter; the program itself last."""
    people = db.session.execute(
        select(AuditEvent.actor_id, func.max(AuditEvent.actor_name).label("name"))
        .where(AuditEvent.actor_id.is_not(None))
        .group_by(AuditEvent.actor_id)
        .order_by("name")
    )
    return [*((str(row.actor_id), row.name) for row in people), (PROGRAM_ITSELF, "程序")]


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, OFFICE_ZONE)


def _plain(details: dict[str, Any]) -> str:
    return "；".join(f"{detail_word(key)} {_text(value)}" for key, value in details.items())


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_text(item) for item in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "无" if value is None else str(value)
