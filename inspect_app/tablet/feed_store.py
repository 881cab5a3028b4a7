"""Reading the change feed for one person.

Promises: a person is shown inspections of their own teams only, as they stand now; what they may no longer see
arrives as a removal. Numbers become visible in order (feed_writer.py), so the last number read is a safe cursor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from inspect_app.accounts.queries import names_of
from inspect_app.evidence.sync_handlers import evidence_changes
from inspect_app.findings.sync_handlers import finding_changes
from inspect_app.foundation.database import db
from inspect_app.inspections.models import Inspection, TripMember
from inspect_app.inspections.sync_handlers import answer_changes, checklist_changes, inspection_changes
from inspect_app.tablet.models import ConflictRow, FeedRow
from sync.instants import maybe_to_wire, to_wire
from sync.ports import FeedEntry, Session
from sync.protocol import Change


def conflict_changes(ids: Sequence[UUID]) -> dict[str, Change]:
    """Conflicts with both values, who and when, by id."""
    rows = list(db.session.scalars(select(ConflictRow).where(ConflictRow.id.in_(ids))))
    people = {row.yours_person_id for row in rows} | {
        row.theirs_person_id for row in rows if row.theirs_person_id
    }
    names = names_of(list(people))
    return {
        str(row.id): Change(
            type="conflict",
            id=str(row.id),
            removed=False,
            versions={},
            record={
                "inspection_id": str(row.inspection_id),
                "target_type": row.target_type,
                "target_id": row.target_id,
                "field": row.field,
                "device_id": str(row.device_id),
                "yours": row.yours,
                "your_person": names.get(row.yours_person_id),
                "your_at": to_wire(row.yours_at),
                "theirs": row.theirs,
                "their_person": names.get(row.theirs_person_id) if row.theirs_person_id else None,
                "their_at": maybe_to_wire(row.theirs_at),
                "standing_version": row.standing_version,
                "resolved": row.resolved_at is not None,
                "choice": row.choice,
                "value": row.value,
            },
        )
        for row in rows
    }


def _by_uuid(
    project: Callable[[Sequence[UUID]], dict[str, Change]],
) -> Callable[[Sequence[str]], dict[str, Change]]:
    return lambda ids: project([UUID(text) for text in ids])


_PROJECTIONS: dict[str, Callable[[Sequence[str]], dict[str, Change]]] = {
    "inspection": _by_uuid(inspection_changes),
    "checklist": _by_uuid(checklist_changes),
    "answer": answer_changes,
    "finding": _by_uuid(finding_changes),
    "evidence": _by_uuid(evidence_changes),
    "conflict": _by_uuid(conflict_changes),
}


class SqlChangeFeed:
    """sync_feed, joined with the teams.

    Args:
        epoch: the epoch of this installation.
    """

    def __init__(self, epoch: str) -> None:
        self._epoch = epoch

    def read(self, session: Session, after: int, limit: int) -> Sequence[FeedEntry]:
        """Rows of this person's inspections, and removals addressed to the person."""
        rows = db.session.scalars(
            select(FeedRow)
            .where(
                FeedRow.number > after,
                or_(
                    FeedRow.audience == session.person_id,
                    and_(FeedRow.audience == "", FeedRow.inspection_id.in_(_team_inspections(session))),
                ),
            )
            .order_by(FeedRow.number)
            .limit(limit)
        )
        return [
            FeedEntry(row.number, row.type, row.target_id, str(row.inspection_id), row.audience)
            for row in rows
        ]

    def project(self, session: Session, entries: Sequence[FeedEntry]) -> Sequence[Change]:
        """Each entry as it stands, read type by type."""
        visible = self._visible(session, entries)
        wanted: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.inspection_id in visible:
                wanted[entry.type].append(entry.target_id)
        found: dict[tuple[str, str], Change] = {}
        for type_, ids in wanted.items():
            found.update({(type_, key): change for key, change in _PROJECTIONS[type_](ids).items()})
        return [found.get((entry.type, entry.target_id), _removed(entry)) for entry in entries]

    def epoch(self) -> str:
        """The epoch of this installation."""
        return self._epoch

    def _visible(self, session: Session, entries: Sequence[FeedEntry]) -> set[str]:
        visits = {UUID(entry.inspection_id) for entry in entries}
        found = db.session.scalars(
            select(Inspection.id).where(
                Inspection.id.in_(visits), Inspection.id.in_(_team_inspections(session))
            )
        )
        return {str(visit) for visit in found}


def _team_inspections(session: Session) -> Any:
    """The inspections of the person's teams, once they are sent."""
    return (
        select(Inspection.id)
        .join(TripMember, TripMember.trip_id == Inspection.trip_id)
        .where(TripMember.person_id == UUID(session.person_id), Inspection.state != "planned")
    )


def _removed(entry: FeedEntry) -> Change:
    return Change(type=entry.type, id=entry.target_id, removed=True, versions={}, record=None)
