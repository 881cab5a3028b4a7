"""Commands on findings: born and edited by tablets, accepted or returned by the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.audit.service import record
from inspect_app.findings import rules
from inspect_app.findings.events import FindingDecided
from inspect_app.findings.models import Finding, FindingRevision
from inspect_app.findings.scope import visible_findings
from inspect_app.foundation.database import db
from inspect_app.foundation.events import announce
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, InvalidInput, NotVisible
from inspect_app.inspections import fieldwork
from inspect_app.inspections.events import InspectionFinished
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.scope import visible_inspections

_TEXTS = ("fact", "place", "people", "yardstick", "suggestion")
EDITABLE = frozenset(
    {
        *_TEXTS,
        "item_key",
        "ordinal",
        "found_at",
        "place_source",
        "latitude",
        "longitude",
        "accuracy_m",
        "severity",
    }
)
"""Fields a tablet may set."""


def create(
    finding_id: UUID,
    *,
    inspection: Inspection,
    fields: Mapping[str, Any],
    made_at: datetime,
    actor: Actor,
    at: datetime,
) -> Finding:
    """A finding is born; item text, code and legal basis are frozen as the checklist version has them.

    Args:
        fields: names of EDITABLE with Python values; `item_key` is required.
        made_at: the tablet's clock.

    Raises InvalidInput (item unknown). After the lock the finding is kept and marked as a late addition.
    """
    item = fieldwork.item_of(inspection, fields["item_key"])
    late = fieldwork.is_locked(inspection)
    if not late:
        fieldwork.mark_under_way(inspection)
    assert actor.person_id is not None
    finding = Finding(
        id=finding_id,
        inspection_id=inspection.id,
        item_key=item.key,
        code=item.code,
        item_title=item.title,
        legal_basis=item.legal_basis,
        restricted=item.restricted,
        late=late,
        state="submitted" if late else "draft",
        created_by=actor.person_id,
        created_at=made_at,
    )
    _write(finding, fields)
    db.session.add(finding)
    db.session.flush()
    details = {"inspection": str(inspection.id), "code": item.code, "late": late}
    record(actor, "finding.created", subject=("finding", finding_id), at=at, details=details)
    if late:
        _follow_up(inspection.id, actor=actor, at=at)
    return finding


def edit(
    finding: Finding, fields: Mapping[str, Any], *, inspection: Inspection, actor: Actor, at: datetime
) -> None:
    """Write merged fields. The wording the office decided on is kept as a revision; a change after acceptance is tagged.

    Moving to another item freezes that item's text, code and legal basis. Raises InvalidInput (item unknown).
    """
    if "item_key" in fields and fields["item_key"] != finding.item_key:
        item = fieldwork.item_of(inspection, fields["item_key"])
        finding.item_key, finding.code, finding.item_title = item.key, item.code, item.title
        finding.legal_basis, finding.restricted = item.legal_basis, item.restricted
    if "fact" in fields:
        _keep_wording(finding, fields["fact"] or "", actor=actor, at=at)
    _write(finding, fields)
    _touched(finding)


def set_removed(finding: Finding, removed: bool, *, actor: Actor, at: datetime) -> None:
    """Hide a finding or bring it back; nothing is deleted."""
    finding.removed = removed
    action = "finding.removed" if removed else "finding.restored"
    record(actor, action, subject=("finding", finding.id), at=at)
    _touched(finding)
    if finding.state == "returned":
        _follow_up(finding.inspection_id, actor=actor, at=at)


def hand_back(finding: Finding, *, handed_back_at: datetime, actor: Actor, at: datetime) -> None:
    """The team is through with a returned finding: it goes to the office again, with its new words and photos.

    One that the office accepted meanwhile stays accepted. `handed_back_at` is the tablet's clock.
    """
    finding.handed_back_at = handed_back_at
    finding.version += 1
    if finding.state != "returned":
        return
    finding.state = "submitted"
    record(actor, "finding.answered", subject=("finding", finding.id), at=at)
    announce(FindingDecided(finding.id, finding.inspection_id))
    db.session.flush()
    _follow_up(finding.inspection_id, actor=actor, at=at)


def _keep_wording(finding: Finding, fact: str, *, actor: Actor, at: datetime) -> None:
    """Once for each decision of the office: what stood when it looked, not every step of typing since."""
    if finding.state not in rules.DECIDED or fact == finding.fact:
        return
    kept = select(FindingRevision.id).where(
        FindingRevision.finding_id == finding.id, FindingRevision.revised_at >= finding.decided_at
    )
    if db.session.scalar(kept.limit(1)) is not None:
        return
    assert actor.person_id is not None
    db.session.add(
        FindingRevision(
            id=new_id(), finding_id=finding.id, fact=finding.fact, revised_by=actor.person_id, revised_at=at
        )
    )


def _write(finding: Finding, fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"not fields of a finding: {sorted(unknown)}")
    for name, value in fields.items():
        if name == "item_key":
            continue
        setattr(finding, name, (value or "") if name in _TEXTS else value)


def _touched(finding: Finding) -> None:
    finding.version += 1
    if finding.state in ("accepted", "in_letter", "closed"):
        finding.changed_after_acceptance = True
    db.session.flush()


def submit_all(event: InspectionFinished) -> None:
    """The team finished: its drafts are now before the office."""
    db.session.execute(
        update(Finding)
        .where(Finding.inspection_id == event.inspection_id, Finding.state == "draft")
        .values(state="submitted")
        .execution_options(synchronize_session="fetch")
    )


def _decidable(finding_ids: Sequence[UUID], actor: Actor) -> list[Finding]:
    statement = (
        select(Finding)
        .join(Inspection, Finding.inspection_id == Inspection.id)
        .where(Finding.id.in_(finding_ids), visible_inspections(actor, Permission.FINDINGS_DECIDE))
        .with_for_update(of=Finding)
    )
    if not actor.may(Permission.RESTRICTED_VIEW):
        statement = statement.where(Finding.restricted.is_(False))
    found = list(db.session.scalars(statement))
    if len(found) != len(set(finding_ids)):
        raise NotVisible
    return found


def accept(finding_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> int:
    """收案: the office takes findings over. Returns how many changed; already accepted ones are no error.

    Raises NotVisible (one is out of scope), AlreadyDone (its inspection is not finished, or it was removed).
    """
    changed = 0
    for finding in _decidable(finding_ids, actor):
        if finding.state == "accepted" and not finding.changed_after_acceptance:
            continue
        if finding.removed or not (finding.state == "accepted" or rules.can_move(finding.state, "accepted")):
            raise AlreadyDone(f"{finding.code} 这个问题还没收尾或已移除，现在不能收案。")
        finding.state, finding.returned_reason = "accepted", None
        finding.decided_by, finding.decided_at, finding.changed_after_acceptance = actor.person_id, at, False
        record(actor, "finding.accepted", subject=("finding", finding.id), at=at)
        announce(FindingDecided(finding.id, finding.inspection_id))
        changed += 1
        db.session.flush()
        _follow_up(finding.inspection_id, actor=actor, at=at)
    return changed


def return_to_team(finding_id: UUID, *, reason: str, actor: Actor, at: datetime) -> None:
    """退回: with words that say what is missing; it appears first on that tablet.

    Raises InvalidInput without words, NotVisible, AlreadyDone when it is in a letter.
    """
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明要补什么，例如“请补停车场照片”。"})
    (finding,) = _decidable([finding_id], actor)
    if not rules.can_move(finding.state, "returned"):
        raise AlreadyDone("这个问题现在不能退回。")
    finding.state, finding.returned_reason = "returned", reason.strip()
    finding.decided_by, finding.decided_at = actor.person_id, at
    record(actor, "finding.returned", subject=("finding", finding_id), at=at)
    announce(FindingDecided(finding_id, finding.inspection_id))
    db.session.flush()
    _follow_up(finding.inspection_id, actor=actor, at=at, reason=f"{finding.code} {reason.strip()}")


def note_opened(finding_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Record that a restricted finding's words were opened. Raises NotVisible."""
    finding = db.session.scalar(
        select(Finding)
        .join(Inspection, Finding.inspection_id == Inspection.id)
        .where(Finding.id == finding_id, Finding.restricted, visible_findings(actor))
    )
    if finding is None:
        raise NotVisible
    record(actor, "finding.opened", subject=("finding", finding_id), at=at)


def _follow_up(inspection_id: UUID, *, actor: Actor, at: datetime, reason: str | None = None) -> None:
    states = db.session.scalars(
        select(Finding.state).where(Finding.inspection_id == inspection_id, Finding.removed.is_(False))
    )
    state = rules.inspection_state_for(states)
    fieldwork.set_decision_state(inspection_id, state, returned_reason=reason, actor=actor, at=at)


def mark_in_letter(finding_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """A letter that speaks of these findings was numbered; called by letters in the same unit of work."""
    for finding in db.session.scalars(select(Finding).where(Finding.id.in_(finding_ids))):
        if rules.can_move(finding.state, "in_letter"):
            finding.state = "in_letter"
            record(actor, "finding.in_letter", subject=("finding", finding.id), at=at)
            announce(FindingDecided(finding.id, finding.inspection_id))


def release_from_letter(finding_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """The letter that spoke of these findings was voided: they may go into the one that replaces it.

    The only way back from 已入公文; the office cannot take it by hand, so it is no transition of the table.
    """
    statement = select(Finding).where(Finding.id.in_(finding_ids), Finding.state == "in_letter")
    for finding in db.session.scalars(statement):
        finding.state = "accepted"
        record(actor, "finding.released", subject=("finding", finding.id), at=at)
        announce(FindingDecided(finding.id, finding.inspection_id))
