"""Inspections and answers as tablets sync them: the state an operation meets, what it writes, what the feed shows.

Promises: rows are locked before they are judged; values are compared in their wire form; nothing is decided here
(sync/merge.py merges, fieldwork.py holds the rules).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspect_app.accounts.queries import names_of
from inspect_app.campaigns.models import Campaign
from inspect_app.checklists.models import ChecklistItem, ChecklistVersion
from inspect_app.foundation.database import db
from inspect_app.inspections import fieldwork
from inspect_app.inspections.models import Answer, Inspection, Trip
from inspect_app.units.models import Region, Unit
from sync.instants import from_wire, maybe_to_wire, to_wire
from sync.merge import Decision, Target, pack, unpack, versions
from sync.ports import Session
from sync.protocol import Change, Operation


@dataclass(frozen=True)
class Door:
    """An inspection as every handler of its parts meets it: locked for this transaction, open or finished."""

    inspection: Inspection
    locked: bool


def open_door(operation: Operation, session: Session) -> Door:
    """The inspection of an operation, when the session's person is of its team. Raises fieldwork.HandedOver."""
    inspection = fieldwork.inspection_for_team(UUID(operation.inspection_id), actor=session.actor, lock=True)
    return Door(inspection, fieldwork.is_locked(inspection))


class InspectionHandler:
    """`inspection.start` and `inspection.finish`."""

    def load(self, operation: Operation, target_id: str, session: Session) -> Target:  # noqa: ARG002
        """The inspection's own fields."""
        door = open_door(operation, session)
        row = door.inspection
        values = {
            "started_at": maybe_to_wire(row.started_at),
            "finished_at": maybe_to_wire(row.finished_at),
        }
        return Target(True, values, unpack(row.field_versions), door.locked)

    def apply(self, operation: Operation, target_id: str, decision: Decision, session: Session) -> None:  # noqa: ARG002
        """Start or finish."""
        inspection = db.session.get_one(Inspection, UUID(target_id))
        at = from_wire(session.at)
        if "started_at" in decision.writes:
            started_at = from_wire(decision.writes["started_at"])
            fieldwork.start(inspection, started_at=started_at, actor=session.actor, at=at)
        if "finished_at" in decision.writes:
            finished_at = from_wire(decision.writes["finished_at"])
            if fieldwork.is_locked(inspection):
                # Another tablet finished before; of two moments the earlier stands.
                inspection.finished_at, inspection.finished_by = finished_at, session.actor.person_id
            else:
                fieldwork.finish(inspection, finished_at=finished_at, actor=session.actor, at=at)
        inspection.field_versions = {**inspection.field_versions, **pack(decision.stamps)}


class AnswerHandler:
    """`answer.set`."""

    def load(self, operation: Operation, target_id: str, session: Session) -> Target:
        """The answer, or nothing when the item has none yet."""
        door = open_door(operation, session)
        answer = fieldwork.answer_row(door.inspection.id, _item_key(target_id))
        if answer is None:
            return Target(False, locked=door.locked)
        values = {"value": answer.value, "reason": answer.reason, "note": answer.note}
        return Target(True, values, unpack(answer.field_versions), door.locked)

    def apply(self, operation: Operation, target_id: str, decision: Decision, session: Session) -> None:
        """Write the answer."""
        inspection = db.session.get_one(Inspection, UUID(operation.inspection_id))
        answer = fieldwork.record_answer(
            inspection,
            _item_key(target_id),
            decision.writes,
            answered_at=from_wire(operation.made_at),
            actor=session.actor,
        )
        answer.field_versions = {**(answer.field_versions or {}), **pack(decision.stamps)}


def _item_key(target_id: str) -> str:
    return target_id.partition("/")[2]


def inspection_changes(ids: Sequence[UUID]) -> dict[str, Change]:
    """Inspections as tablets see them, by id."""
    rows = db.session.execute(
        select(Inspection, Unit, Region.name, Campaign)
        .join(Unit, Unit.id == Inspection.unit_id)
        .outerjoin(Region, Region.id == Unit.region_id)
        .join(Campaign, Campaign.id == Inspection.campaign_id)
        .where(Inspection.id.in_(ids))
        .options(selectinload(Inspection.trip).selectinload(Trip.members))
    ).all()
    names = names_of([member.person_id for row, *_ in rows for member in row.trip.members])
    return {
        str(row.id): Change(
            type="inspection",
            id=str(row.id),
            removed=False,
            versions=versions(row.field_versions),
            record=_inspection_record(row, unit, county, campaign, names),
        )
        for row, unit, county, campaign in rows
    }


def _inspection_record(
    row: Inspection, unit: Unit, county: str | None, campaign: Campaign, names: Mapping[UUID, str]
) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "number": row.number,
        "campaign": {
            "id": str(campaign.id),
            "name": campaign.name,
            "year": campaign.year,
            "originals": campaign.originals,
        },
        "trip": _trip_record(row.trip),
        "unit": {
            "id": str(unit.id),
            "name": unit.name,
            "short_name": unit.short_name,
            "county": county,
            "sector": unit.sector,
            "level": unit.level,
            "address": unit.address,
        },
        "method": row.method,
        "checklist_version_id": str(row.checklist_version_id),
        "planned_on": row.planned_on.isoformat(),
        "team": [
            {
                "person_id": str(member.person_id),
                "name": names.get(member.person_id, ""),
                "leader": member.is_leader,
            }
            for member in row.trip.members
        ],
        "state": row.state,
        "started_at": maybe_to_wire(row.started_at),
        "finished_at": maybe_to_wire(row.finished_at),
        "finished_by": str(row.finished_by) if row.finished_by else None,
        "returned_reason": row.returned_reason,
    }


def _trip_record(trip: Trip) -> dict[str, Any]:
    return {
        "id": str(trip.id),
        "title": trip.title,
        "starts_on": trip.starts_on.isoformat(),
        "ends_on": trip.ends_on.isoformat(),
        "note": trip.note,
    }


def answer_changes(targets: Sequence[str]) -> dict[str, Change]:
    """Answers by "inspection/item"."""
    visits = {UUID(target.partition("/")[0]) for target in targets}
    wanted = set(targets)
    rows = db.session.scalars(select(Answer).where(Answer.inspection_id.in_(visits)))
    changes = {}
    for row in rows:
        target = f"{row.inspection_id}/{row.item_key}"
        if target in wanted:
            changes[target] = Change(
                type="answer",
                id=target,
                removed=False,
                versions=versions(row.field_versions),
                record={
                    "inspection_id": str(row.inspection_id),
                    "item_key": row.item_key,
                    "value": row.value,
                    "reason": row.reason,
                    "note": row.note,
                    "answered_by": str(row.answered_by),
                    "answered_at": to_wire(row.answered_at),
                },
            )
    return changes


def checklist_changes(ids: Sequence[UUID]) -> dict[str, Change]:
    """Checklist versions with all their items, by id."""
    rows = db.session.scalars(
        select(ChecklistVersion)
        .where(ChecklistVersion.id.in_(ids))
        .options(selectinload(ChecklistVersion.items), selectinload(ChecklistVersion.checklist))
    )
    return {
        str(row.id): Change(
            type="checklist",
            id=str(row.id),
            removed=False,
            versions={},
            record={
                "id": str(row.id),
                "title": row.checklist.title,
                "method": row.checklist.method,
                "number": row.number,
                "sections": _sections(row.items),
            },
        )
        for row in rows
    }


def _sections(items: Sequence[ChecklistItem]) -> list[dict[str, Any]]:
    sections: dict[str, dict[str, Any]] = {}
    for item in items:
        section = sections.setdefault(
            item.section_key,
            {"key": item.section_key, "title": item.section_title, "short": item.section_short, "items": []},
        )
        section["items"].append(
            {
                "key": item.key,
                "code": item.code,
                "title": item.title,
                "question": item.question,
                "how_to_check": item.how_to_check,
                "yardstick": item.yardstick,
                "legal_basis": item.legal_basis,
                "answer_kind": item.answer_kind,
                "phrases": item.phrases,
                "suggestion": item.suggestion,
                "photos_required": item.photos_required,
                "restricted": item.restricted,
                "required": item.required,
            }
        )
    return list(sections.values())
