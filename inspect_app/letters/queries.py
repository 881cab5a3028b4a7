"""Reads of letters for pages: lists, one letter, its file. All take the actor and his scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.accounts.queries import names_of
from inspect_app.campaigns.models import Campaign
from inspect_app.findings.models import Finding
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.refusals import NotVisible
from inspect_app.letters import rules, sources
from inspect_app.letters.access import in_scope
from inspect_app.letters.content import LetterContent, content_of_plain, read_content
from inspect_app.letters.issuing import issue_fault
from inspect_app.letters.models import Letter, LetterFinding, LetterNumber, LetterRemark
from inspect_app.letters.verification import parse_number
from inspect_app.units.models import Unit

STEP_LABELS = {
    "submitted": "送出",
    "approved": "核稿通过",
    "returned": "退回",
    "taken_back": "撤回签发",
    "issued": "签发",
    "not_issued": "没有签发",
    "voided": "作废",
}


@dataclass(frozen=True)
class LetterRow:
    """A letter in a list."""

    id: UUID
    title: str
    unit_name: str
    kind: str
    state: str
    number: str
    drafted_by: str
    edited_at: datetime
    issue_due_at: datetime | None


@dataclass(frozen=True)
class RemarkView:
    """A step of the letter's way."""

    step: str
    words: str
    block_id: str | None
    person: str
    at: datetime


@dataclass(frozen=True)
class Steps:
    """What this person may do with the letter now."""

    edit: bool
    approve: bool
    send_back: bool
    issue: bool
    take_back: bool
    void: bool
    fault: str | None


@dataclass(frozen=True)
class LetterView:
    """One letter with its history. `content` is the frozen one where there is one."""

    id: UUID
    title: str
    kind: str
    state: str
    version: int
    number: str
    unit_name: str
    campaign_name: str
    content: LetterContent
    drafted_by: str
    reviewed_by: str
    issued_by: str
    edited_by: str
    edited_at: datetime
    issue_due_at: datetime | None
    issued_on: date | None
    file_sha256: str | None
    frozen_sha256: str | None
    page_count: int | None
    render_failures: int
    cancelled_reason: str | None
    remarks: tuple[RemarkView, ...]
    stale: tuple[sources.StaleSource, ...]
    steps: Steps


def letters(
    actor: Actor,
    *,
    state: str = "",
    search: str = "",
    sort: str = "-edited",
    offset: int = 0,
    limit: int = 50,
) -> tuple[list[LetterRow], int]:
    """A page of letters and how many there are in all."""
    conditions: list[ColumnElement[bool]] = [in_scope(actor, Permission.LETTERS_VIEW)]
    if state in rules.TRANSITIONS:
        conditions.append(Letter.state == state)
    if search:
        conditions.append(_matches(search))
    total = db.session.scalar(
        select(func.count())
        .select_from(Letter)
        .join(Unit, Letter.addressee_unit_id == Unit.id)
        .where(*conditions)
    )
    orders: dict[str, SQLColumnExpression[Any]] = {
        "edited": Letter.edited_at,
        "-edited": Letter.edited_at.desc(),
        "unit": Unit.name,
        "-unit": Unit.name.desc(),
        "number": LetterNumber.number,
        "-number": LetterNumber.number.desc(),
    }
    order = orders.get(sort, orders["-edited"])
    return _rows(conditions, order, offset, limit), total or 0


def _matches(search: str) -> ColumnElement[bool]:
    parsed = parse_number(search)
    if parsed is not None:
        code, year, number = parsed
        return Letter.id.in_(
            select(LetterNumber.letter_id).where(
                LetterNumber.code == code, LetterNumber.year == year, LetterNumber.number == number
            )
        )
    pattern = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return or_(Letter.title.like(pattern, escape="\\"), Unit.name.like(pattern, escape="\\"))


def _rows(
    conditions: Sequence[ColumnElement[bool]], order: SQLColumnExpression[Any], offset: int, limit: int
) -> list[LetterRow]:
    found = db.session.execute(
        select(Letter, Unit.name, LetterNumber)
        .join(Unit, Letter.addressee_unit_id == Unit.id)
        .outerjoin(LetterNumber, LetterNumber.letter_id == Letter.id)
        .where(*conditions)
        .order_by(order, Letter.id)
        .offset(offset)
        .limit(limit)
    ).all()
    people = names_of([letter.drafted_by for letter, _, _ in found])
    return [
        LetterRow(
            letter.id,
            letter.title.replace("\n", ""),
            unit,
            rules.KIND_LABELS[letter.kind],
            letter.state,
            number_text(entry),
            people.get(letter.drafted_by, ""),
            letter.edited_at,
            letter.issue_due_at,
        )
        for letter, unit, entry in found
    ]


def number_text(entry: LetterNumber | None) -> str:
    """瑞法督〔2023〕5号, or nothing before issue."""
    return f"{entry.code}〔{entry.year}〕{entry.number}号" if entry else ""


def letter_row(actor: Actor, letter_id: UUID) -> Letter:
    """The letter's row, in scope. Raises NotVisible."""
    row = db.session.scalar(
        select(Letter).where(Letter.id == letter_id, in_scope(actor, Permission.LETTERS_VIEW))
    )
    if row is None:
        raise NotVisible
    return row


def letter(actor: Actor, letter_id: UUID, *, at: datetime) -> LetterView:
    """One letter with history and what the actor may do. Raises NotVisible."""
    row = letter_row(actor, letter_id)
    entry = db.session.scalar(select(LetterNumber).where(LetterNumber.letter_id == letter_id))
    people = names_of([p for p in (row.drafted_by, row.edited_by, row.reviewed_by, row.issued_by) if p])
    numbered = row.state in rules.NUMBERED_STATES
    return LetterView(
        id=row.id,
        title=row.title.replace("\n", ""),
        kind=rules.KIND_LABELS[row.kind],
        state=row.state,
        version=row.version,
        number=number_text(entry),
        unit_name=db.session.get_one(Unit, row.addressee_unit_id).name,
        campaign_name=db.session.get_one(Campaign, row.campaign_id).name,
        content=read_content(row.frozen) if row.frozen else content_of_plain(row.content),
        drafted_by=people.get(row.drafted_by, ""),
        reviewed_by=people.get(row.reviewed_by, "") if row.reviewed_by else "",
        issued_by=people.get(row.issued_by, "") if row.issued_by else "",
        edited_by=people.get(row.edited_by, ""),
        edited_at=row.edited_at,
        issue_due_at=row.issue_due_at,
        issued_on=row.issued_on,
        file_sha256=row.file_sha256,
        frozen_sha256=row.frozen_sha256,
        page_count=row.page_count,
        render_failures=row.render_failures,
        cancelled_reason=entry.cancelled_reason if entry else None,
        remarks=_remarks(letter_id),
        # Once numbered its own findings stand "in a letter": this one.
        stale=tuple(
            s for s in sources.stale_sources(letter_id) if not (numbered and s.was == s.now and not s.removed)
        ),
        steps=_steps(row, actor, at),
    )


def _remarks(letter_id: UUID) -> tuple[RemarkView, ...]:
    rows = db.session.scalars(
        select(LetterRemark)
        .where(LetterRemark.letter_id == letter_id)
        .order_by(LetterRemark.at, LetterRemark.id)
    ).all()
    people = names_of([row.person_id for row in rows])
    return tuple(
        RemarkView(STEP_LABELS[row.step], row.words, row.block_id, people.get(row.person_id, ""), row.at)
        for row in rows
    )


def _steps(row: Letter, actor: Actor, at: datetime) -> Steps:
    may_review = row.state == "under_review" and _holds(actor, Permission.LETTERS_REVIEW, row)
    may_issue = row.state == "awaiting_issue" and _holds(actor, Permission.LETTERS_ISSUE, row)
    fault = None
    if may_review:
        fault = rules.review_fault(actor=actor.person_id, drafted_by=row.drafted_by, edited_by=row.edited_by)
    elif may_issue:
        fault = issue_fault(row, actor)
    pending = row.issue_due_at is not None
    return Steps(
        edit=rules.can_edit(row.state) and _holds(actor, Permission.LETTERS_DRAFT, row),
        approve=may_review and fault is None,
        send_back=may_review or (may_issue and not pending),
        issue=may_issue and fault is None and not pending,
        take_back=rules.can_take_back(
            state=row.state,
            requested_by=row.issue_requested_by,
            actor=actor.person_id,
            due_at=row.issue_due_at,
            at=at,
        ),
        void=rules.can_move(row.state, "voided") and _holds(actor, Permission.LETTERS_ISSUE, row),
        fault=fault,
    )


def _holds(actor: Actor, permission: Permission, row: Letter) -> bool:
    regions = actor.regions(permission)
    return regions is None or db.session.get_one(Unit, row.addressee_unit_id).region_id in regions


def letter_file(actor: Actor, letter_id: UUID) -> tuple[str, bytes]:
    """File name and bytes of an issued letter. Raises NotVisible before it is issued."""
    row = letter_row(actor, letter_id)
    entry = db.session.scalar(select(LetterNumber).where(LetterNumber.letter_id == letter_id))
    if row.file_sha256 is None or entry is None:
        raise NotVisible
    title = row.title.replace("\n", "")
    return f"{number_text(entry)} {title}.pdf", b"".join(file_store().open_range(row.file_sha256))


def waiting_for(actor: Actor) -> int:
    """How many letters wait for this person's hand: to review, to issue, or returned to the drafter."""
    conditions = []
    for permission, state in (
        (Permission.LETTERS_REVIEW, "under_review"),
        (Permission.LETTERS_ISSUE, "awaiting_issue"),
    ):
        if actor.may(permission):
            conditions.append((Letter.state == state) & in_scope(actor, permission))
    if actor.may(Permission.LETTERS_DRAFT):
        conditions.append((Letter.state == "returned") & (Letter.drafted_by == actor.person_id))
    if not conditions:
        return 0
    return db.session.scalar(select(func.count()).select_from(Letter).where(or_(*conditions))) or 0


def severities_of(letter_id: UUID) -> dict[str, int]:
    """Severity of each finding of a letter by its id."""
    rows = db.session.execute(
        select(Finding.id, Finding.severity)
        .join(LetterFinding, LetterFinding.finding_id == Finding.id)
        .where(LetterFinding.letter_id == letter_id)
    )
    return {str(row.id): row.severity for row in rows}
