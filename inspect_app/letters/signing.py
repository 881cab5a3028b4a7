"""The issuer's desk: which letters wait, and one page of facts about the one being looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.letters import checks, queries
from inspect_app.letters.access import in_scope
from inspect_app.letters.content import Block, LetterContent, han_date, photo_numbers_of, printed_text
from inspect_app.letters.issuing import issue_fault
from inspect_app.letters.models import Letter, LetterRemark
from inspect_app.letters.preview import printed_draft
from inspect_app.units.models import Unit

_STRONGEST = 3


@dataclass(frozen=True)
class DeskEntry:
    """A letter in the list: waiting, being issued (can be taken back until `due_at`), signed or returned today."""

    id: UUID
    unit_name: str
    status: str
    due_at: datetime | None


@dataclass(frozen=True)
class Problem:
    """A problem in short; `photo_id` is its first photo."""

    code: str
    title: str
    text: str
    severity: int
    photo_id: str | None


@dataclass(frozen=True)
class Check:
    """One automatic check: its sentence, and whether it holds."""

    holds: bool
    sentence: str


@dataclass(frozen=True)
class SignSheet:
    """One letter on one page."""

    letter: queries.LetterView
    strongest: tuple[Problem, ...]
    others: tuple[Problem, ...]
    by_area: str
    overall: str
    demands: tuple[tuple[str, str], ...]
    checks: tuple[Check, ...]
    pages: int
    ready: bool
    next_number_note: str


@dataclass(frozen=True)
class SignDesk:
    """The list and the letter being looked at (None when nothing waits)."""

    entries: tuple[DeskEntry, ...]
    waiting: int
    signed: int
    returned: int
    sheet: SignSheet | None


def sign_desk(actor: Actor, letter_id: UUID | None, *, at: datetime) -> SignDesk:
    """What waits for this issuer. Own drafts and own inspections are absent."""
    entries = _entries(actor, at)
    waiting = [entry for entry in entries if entry.status == "waiting"]
    chosen = next((e for e in entries if e.id == letter_id and e.status in ("waiting", "issuing")), None)
    current = chosen or (waiting[0] if waiting else None)
    return SignDesk(
        entries=entries,
        waiting=len(waiting),
        signed=sum(entry.status in ("signed", "issuing") for entry in entries),
        returned=sum(entry.status == "returned" for entry in entries),
        sheet=_sheet(actor, current.id, at) if current else None,
    )


def _entries(actor: Actor, at: datetime) -> tuple[DeskEntry, ...]:
    midnight = datetime.combine(clock.office_date(at), datetime.min.time(), clock.OFFICE_ZONE)
    returned = select(LetterRemark.letter_id).where(
        LetterRemark.person_id == actor.person_id,
        LetterRemark.step == "returned",
        LetterRemark.at >= midnight,
    )
    rows = db.session.execute(
        select(Letter, Unit.name)
        .join(Unit, Letter.addressee_unit_id == Unit.id)
        .where(
            in_scope(actor, Permission.LETTERS_ISSUE),
            or_(
                Letter.state == "awaiting_issue",
                (Letter.issued_by == actor.person_id) & (Letter.issued_at >= midnight),
                (Letter.state == "returned") & Letter.id.in_(returned),
            ),
        )
        .order_by(Letter.reviewed_at, Letter.drafted_at, Letter.id)
    ).all()
    entries = []
    for letter, unit in rows:
        if letter.state == "awaiting_issue" and issue_fault(letter, actor) is None:
            entries.append(
                DeskEntry(
                    letter.id, unit, "issuing" if letter.issue_due_at else "waiting", letter.issue_due_at
                )
            )
        elif letter.state == "returned":
            entries.append(DeskEntry(letter.id, unit, "returned", None))
        elif letter.state != "awaiting_issue":
            entries.append(DeskEntry(letter.id, unit, "signed", None))
    return tuple(entries)


def _sheet(actor: Actor, letter_id: UUID, at: datetime) -> SignSheet:
    letter = queries.letter(actor, letter_id, at=at)
    severities = queries.severities_of(letter_id)
    blocks = [block for block in letter.content.blocks if block.kind == "problem"]
    numbers = photo_numbers_of(letter.content)
    problems = [_problem(block, severities, numbers) for block in blocks]
    ranked = sorted(problems, key=lambda problem: -problem.severity)
    found = _checks(actor, letter_id, at)
    return SignSheet(
        letter=letter,
        strongest=tuple(ranked[:_STRONGEST]),
        others=tuple(ranked[_STRONGEST:]),
        by_area=_by_area(letter.content),
        overall=_overall(letter.content),
        demands=tuple(
            (block.title, f"{han_date(block.due)}前")
            for block in letter.content.blocks
            if block.kind == "requirement" and block.due
        ),
        checks=found,
        pages=printed_draft(letter.id, letter.version, letter.content).pages,
        ready=all(check.holds for check in found) and letter.steps.issue,
        next_number_note=_number_note(letter.content, clock.office_date(at)),
    )


def _problem(block: Block, severities: dict[str, int], numbers: dict[str, int]) -> Problem:
    text = printed_text(block, numbers).removeprefix(f"{block.title}。")
    photo = next((e for e in block.evidence_ids if e in numbers), None)
    return Problem(block.code, block.title, text, severities.get(block.finding_id or "", 1), photo)


def _by_area(content: LetterContent) -> str:
    """「逐利执法 2 ・ 执法不规范 1」."""
    counts: list[tuple[str, int]] = []
    for block in content.blocks:
        if block.kind == "heading2":
            counts.append((block.text.removesuffix("方面"), 0))
        elif block.kind == "problem" and counts:
            counts[-1] = (counts[-1][0], counts[-1][1] + 1)
    return " ・ ".join(f"{name} {count}" for name, count in counts if count)


def _overall(content: LetterContent) -> str:
    """The first paragraph under the first heading: the overall judgement."""
    kinds = [block.kind for block in content.blocks]
    if "heading1" not in kinds:
        return ""
    after = content.blocks[kinds.index("heading1") + 1 :]
    return after[0].text if after and after[0].kind == "paragraph" else ""


def _checks(actor: Actor, letter_id: UUID, at: datetime) -> tuple[Check, ...]:
    row = queries.letter_row(actor, letter_id)
    fault = issue_fault(row, actor)
    missing = checks.shortfalls(row, at)
    return (
        Check(fault is None, fault or "拟稿、核稿、签发不是同一人"),
        *(Check(False, shortfall.sentence) for shortfall in missing),
        *(
            ()
            if missing
            else (
                Check(True, "原始记录没有再改"),
                Check(True, "每项要求都有日期"),
                Check(True, "没有缺字，照片都在"),
            )
        ),
    )


def _number_note(content: LetterContent, today: date) -> str:
    return f"给出文号 {content.head.series}〔{today.year}〕的下一号，锁定全文，生成正式文件。"
