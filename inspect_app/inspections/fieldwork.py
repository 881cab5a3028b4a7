"""What tablets do to an inspection: start, answer, finish. Called by the sync handlers after merging.

Promises: only people of the team touch an inspection; after the lock nothing here is edited (late words become conflicts in the
sync engine); finishing brings the inspection to the office at once, since operations arrive in the tablet's own order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.audit.service import record
from inspect_app.checklists.models import ChecklistItem
from inspect_app.foundation.database import db
from inspect_app.foundation.events import announce
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import InvalidInput, NotVisible, Refusal
from inspect_app.inspections import rules
from inspect_app.inspections.events import InspectionChanged, InspectionFinished
from inspect_app.inspections.models import Answer, Inspection, TripMember


class HandedOver(Refusal):
    """The person is no longer of the team."""

    code = "not_on_team"
    http_status = 404
    message = "这项检查已交给别人。您没发送的内容已存好，请联系办公室。"


def inspection_for_team(inspection_id: UUID, *, actor: Actor, lock: bool = False) -> Inspection:
    """The inspection, when the actor is of its team. Raises HandedOver (also for unknown ids: the two are not told apart)."""
    statement = (
        select(Inspection)
        .join(TripMember, TripMember.trip_id == Inspection.trip_id)
        .where(
            Inspection.id == inspection_id,
            TripMember.person_id == actor.person_id,
            Inspection.state != "planned",
        )
    )
    if lock:
        statement = statement.with_for_update(of=Inspection)
    inspection = db.session.scalar(statement)
    if inspection is None:
        raise HandedOver
    return inspection


def is_locked(inspection: Inspection) -> bool:
    """Whether the team has finished it."""
    return inspection.state not in rules.OPEN_FOR_ENTRY and inspection.state not in ("planned", "cancelled")


def item_of(inspection: Inspection, item_key: str) -> ChecklistItem:
    """The checklist item as the inspection's version words it. Raises InvalidInput for a key it does not have."""
    item = db.session.scalar(
        select(ChecklistItem).where(
            ChecklistItem.version_id == inspection.checklist_version_id, ChecklistItem.key == item_key
        )
    )
    if item is None:
        raise InvalidInput("检查单里没有这一项。内容还在本平板，请联系办公室。", item_key=item_key)
    return item


def mark_under_way(inspection: Inspection) -> None:
    """The first word of a tablet starts the inspection, also when 'start' itself is still on its way.

    Words for an inspection that the office has called off meanwhile are kept like any other; it stays called off.
    """
    if inspection.state == "sent":
        inspection.state = "under_way"
        inspection.version += 1
        announce(InspectionChanged(inspection.id))


def start(inspection: Inspection, *, started_at: datetime, actor: Actor, at: datetime) -> None:
    """Someone of the team began; the earliest start counts."""
    mark_under_way(inspection)
    if inspection.started_at is None or started_at < inspection.started_at:
        inspection.started_at = started_at
    record(actor, "inspection.started", subject=("inspection", inspection.id), at=at)
    announce(InspectionChanged(inspection.id))


def answer_row(inspection_id: UUID, item_key: str) -> Answer | None:
    """The stored answer to an item."""
    return db.session.scalar(
        select(Answer).where(Answer.inspection_id == inspection_id, Answer.item_key == item_key)
    )


def record_answer(
    inspection: Inspection, item_key: str, fields: Mapping[str, Any], *, answered_at: datetime, actor: Actor
) -> Answer:
    """Write `fields` (value, reason, note) of the answer to `item_key`; makes the row when it is the first word.

    `answered_at` is the tablet's clock. A missing reason for 未检查 is not refused here: it may come with the next word, and
    counts at the finish. Raises InvalidInput (no such item).
    """
    mark_under_way(inspection)
    answer = answer_row(inspection.id, item_key)
    if answer is None:
        item_of(inspection, item_key)
        answer = Answer(
            id=new_id(),
            inspection_id=inspection.id,
            item_key=item_key,
            answered_by=actor.person_id,
            answered_at=answered_at,
        )
        db.session.add(answer)
    if "value" in fields:
        answer.value = fields["value"]
    if "reason" in fields:
        answer.reason = fields["reason"] or ""
    if "note" in fields:
        answer.note = fields["note"] or ""
    assert actor.person_id is not None
    answer.answered_by, answer.answered_at = actor.person_id, answered_at
    db.session.flush()
    return answer


def finish(inspection: Inspection, *, finished_at: datetime, actor: Actor, at: datetime) -> None:
    """Lock it for good. The second tablet that finishes changes nothing, nor does finishing what was called off."""
    if is_locked(inspection) or inspection.state == "cancelled":
        return
    inspection.state = "received"
    inspection.finished_at, inspection.finished_by, inspection.received_at = finished_at, actor.person_id, at
    inspection.version += 1
    db.session.flush()
    record(actor, "inspection.finished", subject=("inspection", inspection.id), at=at)
    announce(InspectionFinished(inspection.id))
    announce(InspectionChanged(inspection.id))


def set_decision_state(
    inspection_id: UUID, state: str, *, returned_reason: str | None, actor: Actor, at: datetime
) -> None:
    """Follow what was decided about the findings: received, returned or accepted. Raises NotVisible."""
    inspection = db.session.get(Inspection, inspection_id)
    if inspection is None:
        raise NotVisible
    if inspection.state == state or not rules.can_move(inspection.state, state):
        return
    inspection.state, inspection.returned_reason = state, returned_reason
    inspection.version += 1
    record(actor, f"inspection.{state}", subject=("inspection", inspection_id), at=at)
    announce(InspectionChanged(inspection_id))
