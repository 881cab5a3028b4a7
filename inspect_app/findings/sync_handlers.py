"""Findings as tablets sync them: the state an operation meets, what it writes, what the feed shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.findings import rules, service
from inspect_app.findings.models import Finding
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.sync_handlers import open_door
from sync.instants import from_wire, maybe_to_wire, to_wire
from sync.merge import Decision, Target, pack, unpack, versions
from sync.operations import REMOVED
from sync.ports import Session
from sync.protocol import Change, Operation

HANDED_BACK = "handed_back_at"


class FindingHandler:
    """`finding.create`, `.edit`, `.remove`, `.restore`, `.hand_back`."""

    def load(self, operation: Operation, target_id: str, session: Session) -> Target:
        """The finding; after the lock only one the office returned, or a late one it has not decided on, may be edited.

        Raises:
            NotVisible: it belongs to another inspection.
        """
        door = open_door(operation, session)
        finding = db.session.get(Finding, UUID(target_id))
        if finding is None:
            return Target(False, locked=door.locked)
        if finding.inspection_id != door.inspection.id:
            raise NotVisible
        locked = door.locked and finding.state != "returned"
        values = {**_values(finding), HANDED_BACK: maybe_to_wire(finding.handed_back_at)}
        undecided = finding.late and finding.state not in rules.DECIDED
        return Target(True, values, unpack(finding.field_versions), locked, undecided)

    def apply(self, operation: Operation, target_id: str, decision: Decision, session: Session) -> None:
        """Create, edit, hide, bring back or hand back."""
        fields = {name: _python(name, value) for name, value in decision.writes.items() if name != REMOVED}
        inspection = db.session.get_one(Inspection, UUID(operation.inspection_id))
        finding = db.session.get(Finding, UUID(target_id))
        at, actor = from_wire(session.at), session.actor
        if finding is None:
            finding = service.create(
                UUID(target_id),
                inspection=inspection,
                fields=fields,
                made_at=from_wire(operation.made_at),
                actor=actor,
                at=at,
            )
        elif HANDED_BACK in fields:
            service.hand_back(finding, handed_back_at=fields[HANDED_BACK], actor=actor, at=at)
        elif fields:
            service.edit(finding, fields, inspection=inspection, actor=actor, at=at)
        if REMOVED in decision.writes:
            service.set_removed(finding, decision.writes[REMOVED], actor=actor, at=at)
        finding.field_versions = {**(finding.field_versions or {}), **pack(decision.stamps)}


def _python(name: str, value: Any) -> Any:
    return from_wire(value) if name in ("found_at", HANDED_BACK) and value is not None else value


def _values(row: Finding) -> dict[str, Any]:
    return {
        "item_key": row.item_key,
        "ordinal": row.ordinal,
        "fact": row.fact,
        "found_at": maybe_to_wire(row.found_at),
        "place": row.place,
        "place_source": row.place_source,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "accuracy_m": row.accuracy_m,
        "people": row.people,
        "yardstick": row.yardstick,
        "severity": row.severity,
        "suggestion": row.suggestion,
        "removed": row.removed,
    }


def finding_changes(ids: Sequence[UUID]) -> dict[str, Change]:
    """Findings as tablets of the team see them, by id; a removed one is a record that says so."""
    rows = db.session.scalars(select(Finding).where(Finding.id.in_(ids)))
    return {
        str(row.id): Change(
            type="finding",
            id=str(row.id),
            removed=False,
            versions=versions(row.field_versions),
            record={
                "inspection_id": str(row.inspection_id),
                "code": row.code,
                **_values(row),
                "late": row.late,
                "state": row.state,
                "returned_reason": row.returned_reason,
                "created_by": str(row.created_by),
                "created_at": to_wire(row.created_at),
            },
        )
        for row in rows
    }


def finding_ids_of(inspection_id: UUID) -> list[UUID]:
    """All findings of an inspection, removed ones too."""
    return list(db.session.scalars(select(Finding.id).where(Finding.inspection_id == inspection_id)))
