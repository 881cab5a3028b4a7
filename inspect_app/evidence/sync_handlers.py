"""Photos as tablets sync them: the announcement and its edits. The bytes come by upload (tablet/upload_store.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from inspect_app.evidence import service
from inspect_app.evidence.models import Evidence
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from sync.instants import from_wire, to_wire
from sync.merge import Decision, Target, pack, unpack, versions
from sync.operations import REMOVED
from sync.ports import Session
from sync.protocol import Change, Operation


class Door(Protocol):
    """What the handler must know of the inspection, which lies above this capability."""

    @property
    def locked(self) -> bool:
        """Whether the team has finished it."""


class EvidenceHandler:
    """`evidence.announce`, `.edit`, `.remove`, `.restore`.

    Args:
        open_door: finds and locks the inspection for the session's person, or refuses.
    """

    def __init__(self, open_door: Callable[[Operation, Session], Door]) -> None:
        self._open_door = open_door

    def load(self, operation: Operation, target_id: str, session: Session) -> Target:
        """The photo's record. Raises NotVisible when it belongs to another inspection."""
        door = self._open_door(operation, session)
        row = db.session.get(Evidence, UUID(target_id))
        if row is None:
            return Target(False, locked=door.locked)
        if row.inspection_id != UUID(operation.inspection_id):
            raise NotVisible
        return Target(True, _values(row), unpack(row.field_versions), door.locked, row.late)

    def apply(self, operation: Operation, target_id: str, decision: Decision, session: Session) -> None:
        """Announce, edit, hide or bring back."""
        fields = {name: _python(name, value) for name, value in decision.writes.items() if name != REMOVED}
        row = db.session.get(Evidence, UUID(target_id))
        at, actor = from_wire(session.at), session.actor
        if row is None:
            row = service.announce(
                UUID(target_id),
                inspection_id=UUID(operation.inspection_id),
                fields=fields,
                made_at=from_wire(operation.made_at),
                late=decision.late,
                actor=actor,
                at=at,
            )
        elif fields:
            service.edit(row, fields)
        if REMOVED in decision.writes:
            service.set_removed(row, decision.writes[REMOVED], actor=actor, at=at)
        row.field_versions = {**(row.field_versions or {}), **pack(decision.stamps)}


def _python(name: str, value: Any) -> Any:
    if name == "taken_at":
        return from_wire(value)
    if name == "finding_id" and value is not None:
        return UUID(value)
    return value


def _values(row: Evidence) -> dict[str, Any]:
    return {
        "item_key": row.item_key,
        "finding_id": str(row.finding_id) if row.finding_id else None,
        "ordinal": row.ordinal,
        "caption": row.caption,
        "removed": row.removed,
    }


_AS_ANNOUNCED = (
    "source", "gallery_reason", "clock_offset_ms", "latitude", "longitude", "accuracy_m",
    "exif_latitude", "exif_longitude", "exif_taken_at", "width", "height",
    "working_sha256", "working_size", "working_type", "original_sha256", "original_size", "original_type",
)  # fmt: skip


def evidence_changes(ids: Sequence[UUID]) -> dict[str, Change]:
    """Photos as tablets of the team see them, by id."""
    rows = db.session.scalars(select(Evidence).where(Evidence.id.in_(ids)))
    return {
        str(row.id): Change(
            type="evidence",
            id=str(row.id),
            removed=False,
            versions=versions(row.field_versions),
            record={
                "inspection_id": str(row.inspection_id),
                **_values(row),
                **{name: getattr(row, name) for name in _AS_ANNOUNCED},
                "taken_at": to_wire(row.taken_at),
                "late": row.late,
                "state": row.state,
                "created_by": str(row.created_by),
            },
        )
        for row in rows
    }
