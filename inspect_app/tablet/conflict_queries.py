"""Reads of conflicts for the office: which fields two people wrote differently, and both values side by side.

Scope: inspections in which the person may resolve conflicts. Every role that may also sees what is restricted
(accounts/permissions.py), so restriction needs no second condition here; a test holds that.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.accounts.queries import names_of
from inspect_app.findings.models import Finding
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.scope import visible_inspections
from inspect_app.tablet.models import ConflictRow
from inspect_app.units.models import Unit
from inspect_app.web.state_looks import ANSWER, SEVERITIES
from inspect_app.web.template_filters import localtime
from sync.instants import from_wire

FIELD_WORDS = {
    "value": "答案",
    "reason": "原因",
    "note": "备注",
    "fact": "事实",
    "found_at": "时间",
    "place": "地点",
    "place_source": "地点的来处",
    "latitude": "纬度",
    "longitude": "经度",
    "accuracy_m": "定位误差",
    "people": "在场人员",
    "yardstick": "依据",
    "severity": "程度",
    "suggestion": "整改建议",
    "item_key": "对应的检查项",
    "ordinal": "顺序",
    "caption": "照片说明",
    "finding_id": "照片归到的问题",
    "removed": "去留",
    "started_at": "开始时间",
    "finished_at": "结束时间",
}
MERGEABLE = frozenset({"reason", "note", "fact", "place", "people", "yardstick", "suggestion", "caption"})
"""Fields of words, which can also be put together; of the others one value is chosen."""


@dataclass(frozen=True)
class ConflictLine:
    """One line of the list."""

    id: UUID
    number: str | None
    unit_name: str
    about: str
    field: str
    their_name: str
    your_name: str
    raised_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True)
class Piece:
    """A run of characters; `differs` marks what the other value does not have."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Side:
    """One of the two values: who wrote it when, as words, in pieces for marking."""

    name: str
    at: datetime | None
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ConflictView:
    """One conflict with both values. `theirs` stands at present, `yours` came later."""

    id: UUID
    inspection_id: UUID
    number: str | None
    unit_name: str
    about: str
    finding_id: UUID | None
    field: str
    mergeable: bool
    theirs: Side
    yours: Side
    choice: str | None
    resolved_at: datetime | None
    resolved_by: str


def _visible(actor: Actor) -> Select[ConflictRow, str | None, str]:
    return (
        select(ConflictRow, Inspection.number, Unit.name)
        .join(Inspection, Inspection.id == ConflictRow.inspection_id)
        .join(Unit, Unit.id == Inspection.unit_id)
        .where(visible_inspections(actor, Permission.CONFLICTS_RESOLVE))
    )


def conflicts(
    actor: Actor, *, settled: bool = False, offset: int = 0, limit: int = 50
) -> tuple[list[ConflictLine], int]:
    """A page of conflicts, open ones or settled ones, newest first, and how many there are in all."""
    condition = ConflictRow.resolved_at.is_not(None) if settled else ConflictRow.resolved_at.is_(None)
    statement = _visible(actor).where(condition)
    total = db.session.scalar(
        select(func.count()).select_from(statement.with_only_columns(ConflictRow.id).subquery())
    )
    rows = db.session.execute(
        statement.order_by(ConflictRow.raised_at.desc(), ConflictRow.id).offset(offset).limit(limit)
    ).all()
    people = _people([row for row, *_ in rows])
    about = _abouts([row for row, *_ in rows])
    return [
        ConflictLine(
            row.id,
            number,
            unit_name,
            about[row.id],
            FIELD_WORDS.get(row.field, row.field),
            people.get(row.theirs_person_id, "") if row.theirs_person_id else "",
            people.get(row.yours_person_id, ""),
            row.raised_at,
            row.resolved_at,
        )
        for row, number, unit_name in rows
    ], total or 0


def open_conflicts(actor: Actor) -> int:
    """How many wait for a decision."""
    statement = _visible(actor).where(ConflictRow.resolved_at.is_(None))
    return (
        db.session.scalar(
            select(func.count()).select_from(statement.with_only_columns(ConflictRow.id).subquery())
        )
        or 0
    )


def conflict(actor: Actor, conflict_id: UUID) -> ConflictView:
    """One conflict. Raises NotVisible."""
    found = db.session.execute(_visible(actor).where(ConflictRow.id == conflict_id)).first()
    if found is None:
        raise NotVisible
    row, number, unit_name = found
    people = _people([row])
    theirs, yours = value_words(row.field, row.theirs), value_words(row.field, row.yours)
    their_pieces, your_pieces = _pieces(theirs, yours)
    return ConflictView(
        row.id,
        row.inspection_id,
        number,
        unit_name,
        _abouts([row])[row.id],
        UUID(row.target_id) if row.target_type == "finding" else None,
        FIELD_WORDS.get(row.field, row.field),
        row.field in MERGEABLE,
        Side(
            people.get(row.theirs_person_id, "") if row.theirs_person_id else "",
            row.theirs_at,
            theirs,
            their_pieces,
        ),
        Side(people.get(row.yours_person_id, ""), row.yours_at, yours, your_pieces),
        row.choice,
        row.resolved_at,
        people.get(row.resolved_by, "") if row.resolved_by else "",
    )


def _people(rows: Sequence[ConflictRow]) -> dict[UUID, str]:
    return names_of(
        [
            person
            for row in rows
            for person in (row.yours_person_id, row.theirs_person_id, row.resolved_by)
            if person
        ]
    )


def _abouts(rows: Sequence[ConflictRow]) -> dict[UUID, str]:
    """What each conflict is about: code and title of the finding, or the item."""
    ids = [UUID(row.target_id) for row in rows if row.target_type == "finding"]
    titles = {
        finding.id: f"{finding.code} {finding.item_title}"
        for finding in (db.session.scalars(select(Finding).where(Finding.id.in_(ids))) if ids else ())
    }
    words = {"answer": "的答案", "evidence": "照片", "inspection": "检查本身"}
    abouts = {}
    for row in rows:
        if row.target_type == "finding":
            abouts[row.id] = titles.get(UUID(row.target_id), "问题")
        elif row.target_type == "answer":
            abouts[row.id] = row.target_id.partition("/")[2] + words["answer"]
        else:
            abouts[row.id] = words.get(row.target_type, "")
    return abouts


def value_words(field: str, value: Any) -> str:
    """A value as people read it."""
    if field == "removed":
        return "移除" if value else "保留"
    if value is None or value == "":
        return "（空）"
    if field == "severity":
        return f"{SEVERITIES[value].dots} {SEVERITIES[value].word}"
    if field == "value":
        return ANSWER[value].word
    if field == "place_source":
        return "自动定位" if value == "auto" else "手填"
    if field.endswith("_at"):
        return localtime(from_wire(value))
    return str(value)


def _pieces(theirs: str, yours: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = difflib.SequenceMatcher(a=theirs, b=yours, autojunk=False)
    for tag, from_a, to_a, from_b, to_b in matcher.get_opcodes():
        if to_a > from_a:
            left.append(Piece(theirs[from_a:to_a], tag != "equal"))
        if to_b > from_b:
            right.append(Piece(yours[from_b:to_b], tag != "equal"))
    return tuple(left), tuple(right)
