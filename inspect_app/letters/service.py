"""Commands on letters up to the issuer's desk: draft, edit, hand on, approve, return. Issuing is in `issuing`.

Each runs in the caller's unit of work, checks who acts with `rules`, and records itself in the audit chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from flask import current_app
from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.accounts.queries import names_of
from inspect_app.audit.service import record
from inspect_app.campaigns.models import Campaign, Letterhead
from inspect_app.findings.models import Finding
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, EditedMeanwhile, InvalidInput, NotVisible
from inspect_app.letters import rules, sources
from inspect_app.letters.access import add_remark, letter_for
from inspect_app.letters.checks import require_complete
from inspect_app.letters.composition import compose, problem_block
from inspect_app.letters.content import Figure, LetterContent, content_of_plain
from inspect_app.letters.editing import EditRefused, LetterInput, apply_edit, with_renewed_problem
from inspect_app.letters.models import Letter, LetterFinding
from inspect_app.letters.refusals import CannotIssue


def draft_from_findings(
    finding_ids: Sequence[UUID], *, actor: Actor, at: datetime, letterhead_id: UUID | None = None
) -> UUID:
    """Draft a 督察反馈意见 from accepted findings of one unit. The same findings again open the same draft.

    Args:
        letterhead_id: which letterhead; the campaign's first when None.

    Raises NotVisible, InvalidInput (several units, a finding not accepted, no letterhead yet).
    """
    findings = sources.visible_findings(finding_ids, actor)
    loaded = sources.load_sources(findings)
    if loaded is None:
        raise InvalidInput("一件反馈意见写给一个单位。请只选同一个单位的问题。")
    not_accepted = [finding.code for finding in findings if finding.state != "accepted" or finding.removed]
    if not_accepted:
        raise InvalidInput(f"{'、'.join(dict.fromkeys(not_accepted))} 还没收案或已写进公文，请先收案再拟稿。")
    own = _own_draft(findings, actor)
    if own is not None:
        return own
    head = _letterhead(loaded.campaign, letterhead_id)
    plan_due, result_due = sources.default_deadlines(loaded.campaign, at)
    content = compose(
        letterhead=sources.letterhead_facts(head, current_app.extensions["settings"].public_url),
        visit=sources.visit_facts(loaded),
        findings=[sources.finding_facts(f, loaded.photos.get(f.id, [])) for f in findings],
        year=clock.office_date(at).year,
        plan_due=plan_due,
        result_due=result_due,
    )
    letter = _new_letter(content, loaded.campaign, head, loaded.unit.id, actor, at)
    for ordinal, finding in enumerate(findings, start=1):
        db.session.add(_link(letter.id, finding, ordinal))
    db.session.flush()
    record(actor, "letter.drafted", subject=("letter", letter.id), at=at, details={"findings": len(findings)})
    return letter.id


def _own_draft(findings: Sequence[Finding], actor: Actor) -> UUID | None:
    """A draft of this person that speaks of exactly these findings."""
    wanted = {finding.id for finding in findings}
    candidates = db.session.scalars(
        select(LetterFinding.letter_id)
        .join(Letter, LetterFinding.letter_id == Letter.id)
        .where(
            LetterFinding.finding_id.in_(wanted),
            Letter.state.in_(rules.EDITABLE_STATES),
            Letter.drafted_by == actor.person_id,
        )
        .distinct()
    ).all()
    for letter_id in candidates:
        links = db.session.scalars(
            select(LetterFinding.finding_id).where(LetterFinding.letter_id == letter_id)
        )
        if set(links) == wanted:
            return letter_id
    return None


def _letterhead(campaign: Campaign, letterhead_id: UUID | None) -> Letterhead:
    heads = sources.letterheads(campaign.id)
    if letterhead_id is not None:
        heads = [head for head in heads if head.id == letterhead_id]
    if not heads:
        raise InvalidInput("还没有版头。请先到专项整治里设好版头和代字。")
    return heads[0]


def _new_letter(
    content: LetterContent, campaign: Campaign, head: Letterhead, unit_id: UUID, actor: Actor, at: datetime
) -> Letter:
    assert actor.person_id is not None
    letter = Letter(
        id=new_id(),
        campaign_id=campaign.id,
        letterhead_id=head.id,
        addressee_unit_id=unit_id,
        kind=content.kind,
        title=content.title,
        state="draft",
        content=msgspec.to_builtins(content),
        drafted_by=actor.person_id,
        drafted_at=at,
        edited_by=actor.person_id,
        edited_at=at,
    )
    db.session.add(letter)
    db.session.flush()
    return letter


def _link(letter_id: UUID, finding: Finding, ordinal: int) -> LetterFinding:
    return LetterFinding(
        letter_id=letter_id,
        finding_id=finding.id,
        finding_version=finding.version,
        taken=sources.words_taken(finding),
        ordinal=ordinal,
    )


def edit(letter_id: UUID, entered: LetterInput, *, version: int, actor: Actor, at: datetime) -> int:
    """Save the text. Returns the new version.

    Raises NotVisible, AlreadyDone (no longer a draft), EditedMeanwhile (who and when), InvalidInput.
    """
    letter = _editable(letter_id, actor, version)
    try:
        content = apply_edit(content_of_plain(letter.content), entered)
    except EditRefused as problem:
        raise InvalidInput(str(problem)) from problem
    _store(letter, content, actor, at)
    _drop_unnamed_findings(letter, content)
    return letter.version


def renew_source(
    letter_id: UUID, finding_id: UUID, *, take_new: bool, version: int, actor: Actor, at: datetime
) -> None:
    """Answer 「源头改过」: write the problem anew from the finding, or keep the letter's words and note them as seen.

    Raises NotVisible, AlreadyDone, EditedMeanwhile.
    """
    letter = _editable(letter_id, actor, version)
    link = db.session.get(LetterFinding, (letter_id, finding_id))
    finding = db.session.get(Finding, finding_id)
    if link is None or finding is None:
        raise NotVisible
    if take_new:
        facts = sources.finding_facts(finding, sources.photos_of([finding.id]).get(finding.id, []))
        figures = [Figure(photo.evidence_id, photo.caption, photo.plate) for photo in facts.photos]
        content = with_renewed_problem(content_of_plain(letter.content), problem_block(facts), figures)
        _store(letter, content, actor, at)
    link.finding_version, link.taken = finding.version, sources.words_taken(finding)
    db.session.flush()
    details = {"finding": str(finding_id), "taken": take_new}
    record(actor, "letter.source_reviewed", subject=("letter", letter_id), at=at, details=details)


def _editable(letter_id: UUID, actor: Actor, version: int) -> Letter:
    letter = letter_for(letter_id, Permission.LETTERS_DRAFT, actor)
    if not rules.can_edit(letter.state):
        raise AlreadyDone("这件公文已经送出，不能再改。")
    if letter.version != version:
        who = names_of([letter.edited_by]).get(letter.edited_by, "别人")
        when = letter.edited_at.astimezone(clock.OFFICE_ZONE)
        raise EditedMeanwhile(
            f"{who} {when.hour}:{when.minute:02} 改过。请看改动再存。", version=letter.version
        )
    return letter


def _store(letter: Letter, content: LetterContent, actor: Actor, at: datetime) -> None:
    assert actor.person_id is not None
    letter.content, letter.title = msgspec.to_builtins(content), content.title
    letter.edited_by, letter.edited_at = actor.person_id, at
    letter.version += 1
    db.session.flush()
    record(actor, "letter.edited", subject=("letter", letter.id), at=at, details={"version": letter.version})


def _drop_unnamed_findings(letter: Letter, content: LetterContent) -> None:
    named = {block.finding_id for block in content.blocks}
    for link in db.session.scalars(select(LetterFinding).where(LetterFinding.letter_id == letter.id)):
        if str(link.finding_id) not in named:
            db.session.delete(link)
    db.session.flush()


def submit(letter_id: UUID, *, version: int, actor: Actor, at: datetime) -> str:
    """Hand a complete letter on to 核稿, or to 签发 where the campaign has 核稿 switched off. Returns the new state.

    Raises NotVisible, AlreadyDone, EditedMeanwhile, LetterIncomplete (with everything missing).
    """
    letter = _editable(letter_id, actor, version)
    require_complete(letter, at)
    campaign = db.session.get_one(Campaign, letter.campaign_id)
    letter.state = rules.state_after_submit(campaign.review_required)
    letter.reviewed_by = letter.reviewed_at = None
    add_remark(letter, "submitted", actor, at)
    record(actor, "letter.submitted", subject=("letter", letter_id), at=at)
    return letter.state


def approve(letter_id: UUID, *, actor: Actor, at: datetime) -> None:
    """核稿通过. Raises NotVisible, AlreadyDone, CannotIssue (own draft)."""
    letter = letter_for(letter_id, Permission.LETTERS_REVIEW, actor)
    if letter.state != "under_review":
        raise AlreadyDone("这件公文不在核稿，没有重复办。")
    fault = rules.review_fault(
        actor=actor.person_id, drafted_by=letter.drafted_by, edited_by=letter.edited_by
    )
    if fault:
        raise CannotIssue(fault)
    letter.state, letter.reviewed_by, letter.reviewed_at = "awaiting_issue", actor.person_id, at
    add_remark(letter, "approved", actor, at)
    record(actor, "letter.approved", subject=("letter", letter_id), at=at)


def return_to_drafter(
    letter_id: UUID, words: str, *, actor: Actor, at: datetime, block_id: str | None = None
) -> None:
    """退回 with words, at a block or for the whole. By the reviewer or the issuer.

    Raises NotVisible, AlreadyDone, InvalidInput without words.
    """
    letter = letter_for(letter_id, Permission.LETTERS_VIEW, actor)
    needed = {"under_review": Permission.LETTERS_REVIEW, "awaiting_issue": Permission.LETTERS_ISSUE}.get(
        letter.state
    )
    if needed is None or letter.issue_due_at is not None:
        raise AlreadyDone("这件公文现在不能退回。")
    letter_for(letter_id, needed, actor)
    if not words.strip():
        raise InvalidInput(fields={"words": "请写要改什么，拟稿人照着改。"})
    letter.state = "returned"
    add_remark(letter, "returned", actor, at, words=words.strip(), block_id=block_id)
    record(actor, "letter.returned", subject=("letter", letter_id), at=at)
