"""Issuing: asked for, taken back, numbered and frozen, rendered, voided.

The number is given when the take-back time is over and not before, in the same unit of work that freezes the
content. `issued` comes only with the stored file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.audit.service import record
from inspect_app.campaigns.models import Letterhead
from inspect_app.evidence.custody import log_event
from inspect_app.findings import service as findings_service
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import AlreadyDone, InvalidInput
from inspect_app.letters import checks, numbering, rules, sources
from inspect_app.letters.access import add_remark, letter_for, locked_letter
from inspect_app.letters.content import (
    canonical_json,
    content_of_plain,
    content_sha256,
    issued_content,
    read_content,
)
from inspect_app.letters.models import Letter, LetterFinding, LetterNumber
from inspect_app.letters.refusals import CannotIssue


def request_issue(letter_id: UUID, *, actor: Actor, at: datetime) -> datetime:
    """签发: takes effect after the take-back time; nothing is numbered before. Returns when.

    Raises NotVisible, AlreadyDone, CannotIssue, LetterIncomplete.
    """
    letter = letter_for(letter_id, Permission.LETTERS_ISSUE, actor)
    if letter.state != "awaiting_issue" or letter.issue_due_at is not None:
        raise AlreadyDone
    fault = issue_fault(letter, actor)
    if fault:
        raise CannotIssue(fault)
    checks.require_complete(letter, at)
    due = at + timedelta(seconds=current_app.extensions["settings"].take_back_seconds)
    letter.issue_requested_by, letter.issue_due_at = actor.person_id, due
    record(actor, "letter.issue_requested", subject=("letter", letter_id), at=at)
    return due


def take_back(letter_id: UUID, *, actor: Actor, at: datetime) -> None:
    """撤回 before issuing takes effect; no number was given. Raises NotVisible, AlreadyDone (too late)."""
    letter = letter_for(letter_id, Permission.LETTERS_ISSUE, actor)
    allowed = rules.can_take_back(
        state=letter.state,
        requested_by=letter.issue_requested_by,
        actor=actor.person_id,
        due_at=letter.issue_due_at,
        at=at,
    )
    if not allowed:
        raise AlreadyDone("已经签发，不能撤回了。")
    letter.issue_requested_by = letter.issue_due_at = None
    add_remark(letter, "taken_back", actor, at)
    record(actor, "letter.issue_taken_back", subject=("letter", letter_id), at=at)


def issue_fault(letter: Letter, actor: Actor) -> str | None:
    """Why this person may not issue the letter, or None."""
    return rules.issue_fault(
        actor=actor.person_id,
        drafted_by=letter.drafted_by,
        edited_by=letter.edited_by,
        reviewed_by=letter.reviewed_by,
        inspectors=sources.inspectors_of(letter.id),
    )


def issue_when_due(letter_id: UUID, *, issuer: Actor, at: datetime) -> bool:
    """Number and freeze a letter whose issue was requested and whose take-back time is over.

    Returns False when there is nothing to do (taken back, already numbered, too early), so running twice is harmless.
    A letter whose sources changed in the seconds between goes back to 待签发 with the reason as a remark.
    """
    letter = locked_letter(letter_id)
    if (
        letter is None
        or letter.state != "awaiting_issue"
        or letter.issue_due_at is None
        or at < letter.issue_due_at
    ):
        return False
    faults = checks.shortfalls(letter, at)
    if faults:
        letter.issue_requested_by = letter.issue_due_at = None
        add_remark(letter, "not_issued", issuer, at, words=faults[0].sentence)
        record(issuer, "letter.issue_stopped", subject=("letter", letter_id), at=at)
        return False
    head = db.session.get_one(Letterhead, letter.letterhead_id)
    day = clock.office_date(at)
    number = numbering.allocate(head.code, day.year, letter_id=letter.id, at=at)
    content = issued_content(
        content_of_plain(letter.content), number=number, dated=day, seal=head.seal_sha256
    )
    letter.frozen, letter.frozen_sha256 = canonical_json(content).decode(), content_sha256(content)
    letter.state, letter.issued_by, letter.issued_at, letter.issued_on = "numbered", issuer.person_id, at, day
    letter.issue_due_at = None
    add_remark(letter, "issued", issuer, at)
    findings_service.mark_in_letter(_finding_ids(letter_id), actor=issuer, at=at)
    details = {"code": head.code, "year": day.year, "number": number, "sha256": letter.frozen_sha256}
    record(issuer, "letter.issued", subject=("letter", letter_id), at=at, details=details)
    return True


def record_rendered(letter_id: UUID, *, file_sha256: str, pages: int, actor: Actor, at: datetime) -> None:
    """The file is stored: `numbered` → `issued`. A second run with the same bytes changes nothing.

    Raises RuntimeError when the same content gave other bytes than before.
    """
    letter = locked_letter(letter_id)
    assert letter is not None
    if letter.file_sha256 not in (None, file_sha256):
        raise RuntimeError(f"letter {letter_id} rendered to other bytes than before")
    if letter.state != "numbered":
        return
    letter.file_sha256, letter.page_count, letter.state = file_sha256, pages, "issued"
    assert letter.frozen is not None
    for figure in read_content(letter.frozen).figures:
        printed_in = {"letter": str(letter_id)}
        log_event(UUID(figure.evidence_id), "printed", person_id=letter.issued_by, at=at, details=printed_in)
    details = {"sha256": file_sha256, "pages": pages}
    record(actor, "letter.rendered", subject=("letter", letter_id), at=at, details=details)


def record_render_failure(letter_id: UUID) -> None:
    """Count a failed rendering; the page says so and the sweep tries again."""
    letter = locked_letter(letter_id)
    if letter is not None and letter.state == "numbered":
        letter.render_failures += 1


def void(letter_id: UUID, reason: str, *, actor: Actor, at: datetime) -> None:
    """作废 an issued letter: its number stays in the register with the reason, its findings may be drafted anew.

    Raises NotVisible, AlreadyDone, InvalidInput without a reason.
    """
    letter = letter_for(letter_id, Permission.LETTERS_ISSUE, actor)
    if not rules.can_move(letter.state, "voided"):
        raise AlreadyDone("这件公文现在不能作废。")
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写作废的原因，登记簿上要有。"})
    entry = db.session.scalar(select(LetterNumber).where(LetterNumber.letter_id == letter_id))
    assert entry is not None
    letter.state = "voided"
    entry.cancelled_at, entry.cancelled_reason = at, reason.strip()
    findings_service.release_from_letter(_finding_ids(letter_id), actor=actor, at=at)
    add_remark(letter, "voided", actor, at, words=reason.strip())
    record(actor, "letter.voided", subject=("letter", letter_id), at=at, details={"reason": reason.strip()})


def _finding_ids(letter_id: UUID) -> Sequence[UUID]:
    return db.session.scalars(
        select(LetterFinding.finding_id).where(LetterFinding.letter_id == letter_id)
    ).all()
