"""Deciding a conflict in the office: what a tablet does with `conflict.resolve`, by someone who is not of the team.

Promises: the same handlers write the value and the same feed tells the tablets; both values stay in the row. Does not merge:
a person chose.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.audit.service import record
from inspect_app.evidence.models import Evidence
from inspect_app.evidence.sync_handlers import EvidenceHandler
from inspect_app.findings.models import Finding
from inspect_app.findings.sync_handlers import FindingHandler
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, InvalidInput, NotVisible
from inspect_app.inspections import fieldwork
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.scope import visible_inspections
from inspect_app.inspections.sync_handlers import AnswerHandler, InspectionHandler, open_door
from inspect_app.tablet import feed_writer
from inspect_app.tablet.conflict_queries import MERGEABLE
from inspect_app.tablet.models import ConflictRow
from inspect_app.tablet.sync_store import SqlConflicts
from sync.instants import to_wire
from sync.merge import Author, Decision, Stamp, unpack
from sync.operations import check_settled
from sync.ports import Handler, Session
from sync.protocol import Operation

OFFICE_DEVICE = "office"
"""Stands where a stamp names a device: no tablet's run of changes goes on from here."""


def resolve(conflict_id: UUID, *, choice: str, merged: str, actor: Actor, at: datetime) -> None:
    """Let one value stand and settle the conflict.

    Args:
        choice: `theirs` leaves what stands, `yours` takes the later value, `merged` the text that was put together.

    Raises NotVisible, AlreadyDone (settled before), InvalidInput (no such choice, or a text that does not fit).
    """
    row = _open_conflict(conflict_id, actor)
    if choice not in ("theirs", "yours", "merged") or (choice == "merged" and row.field not in MERGEABLE):
        raise InvalidInput(fields={"choice": "请选一份，或合成一段。"})
    value = merged.strip() if choice == "merged" else row.yours if choice == "yours" else row.theirs
    if choice == "merged" and check_settled(row.target_type, row.field, value) is not None:
        raise InvalidInput(fields={"merged": "这段太长了，请短一些。"})
    if choice != "theirs":
        _write(row, value, actor, at)
    assert actor.person_id is not None
    SqlConflicts().settle(
        str(row.id), choice, value, Author(OFFICE_DEVICE, str(actor.person_id), to_wire(at))
    )
    record(
        actor,
        "conflict.resolved",
        subject=_shown_at(row),
        at=at,
        details={"conflict": str(row.id), "field": row.field, "choice": choice},
    )


def _shown_at(row: ConflictRow) -> tuple[str, str]:
    """The thing whose 「经过」 tells of the decision: the finding, else the inspection."""
    return (
        ("finding", row.target_id) if row.target_type == "finding" else ("inspection", str(row.inspection_id))
    )


def _open_conflict(conflict_id: UUID, actor: Actor) -> ConflictRow:
    row = db.session.scalar(
        select(ConflictRow)
        .join(Inspection, Inspection.id == ConflictRow.inspection_id)
        .where(ConflictRow.id == conflict_id, visible_inspections(actor, Permission.CONFLICTS_RESOLVE))
        .with_for_update(of=ConflictRow)
    )
    if row is None:
        raise NotVisible
    if row.resolved_at is not None:
        raise AlreadyDone("已经定过了，没有重复。")
    return row


def _write(row: ConflictRow, value: Any, actor: Actor, at: datetime) -> None:
    """Write the value as the next version of its field, and tell the tablets."""
    standing = unpack(_field_versions(row)).get(row.field)
    version = max(standing.version if standing else 0, row.standing_version) + 1
    stamp = Stamp(version, OFFICE_DEVICE, version, str(actor.person_id), to_wire(at))
    decision = Decision("applied", {row.field: value}, {row.field: stamp}, {row.field: version})
    operation = Operation(
        op_id=str(new_id()),
        seq=1,
        kind="conflict.resolve",
        inspection_id=str(row.inspection_id),
        target_id=str(row.id),
        fields={},
        made_at=to_wire(at),
    )
    session = Session(OFFICE_DEVICE, str(actor.person_id), actor, to_wire(at))
    _handler(row.target_type).apply(operation, row.target_id, decision, session)
    db.session.flush()
    feed_writer.note(row.target_type, row.target_id, row.inspection_id)


def _handler(target_type: str) -> Handler:
    handlers: dict[str, Handler] = {
        "inspection": InspectionHandler(),
        "answer": AnswerHandler(),
        "finding": FindingHandler(),
        "evidence": EvidenceHandler(open_door),
    }
    return handlers[target_type]


def _field_versions(row: ConflictRow) -> dict[str, list[Any]]:
    target: Any
    if row.target_type == "answer":
        target = fieldwork.answer_row(row.inspection_id, row.target_id.partition("/")[2])
    else:
        model: Any = {"inspection": Inspection, "finding": Finding, "evidence": Evidence}[row.target_type]
        target = db.session.get(model, UUID(row.target_id))
    return dict(target.field_versions or {}) if target is not None else {}
