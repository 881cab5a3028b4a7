"""Commands of the office on trips: make, change while a draft, send, cancel. Tablets' commands are in fieldwork.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.accounts.queries import people_who_may
from inspect_app.audit.service import record
from inspect_app.campaigns.models import Campaign
from inspect_app.checklists.models import Checklist, ChecklistVersion
from inspect_app.foundation.database import db
from inspect_app.foundation.events import announce
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, EditedMeanwhile, InvalidInput, NotVisible
from inspect_app.inspections import rules
from inspect_app.inspections.events import InspectionChanged, TeamChanged
from inspect_app.inspections.models import Inspection, Trip, TripMember
from inspect_app.units.models import Unit


@dataclass(frozen=True)
class TripInput:
    """What a person enters about a trip: team and dates once, then one visit a unit."""

    campaign_id: UUID
    title: str
    starts_on: date | None
    ends_on: date | None
    members: tuple[UUID, ...]
    leader_id: UUID | None
    visits: tuple[rules.PlannedVisit, ...]
    note: str = ""


def save_trip(trip_id: UUID, entered: TripInput, *, version: int | None, actor: Actor, at: datetime) -> UUID:
    """Make the trip `trip_id` or change it while it is a draft; `version` is None for a new one.

    The id is made by the form, so that a second click saves the same trip again instead of another one.
    Raises InvalidInput by field, EditedMeanwhile, AlreadyDone (it was sent), NotVisible (unit out of scope).
    """
    _check(entered, actor)
    trip = _trip(trip_id)
    if trip is None:
        trip = Trip(id=trip_id, created_by=actor.person_id, created_at=at, campaign_id=entered.campaign_id)
        db.session.add(trip)
    elif trip.state != "draft":
        raise AlreadyDone("已经下发过了，没有重复。")
    elif version is not None and trip.version != version:
        raise EditedMeanwhile
    else:
        trip.version += 1
    assert entered.starts_on is not None and entered.ends_on is not None
    trip.title, trip.note = entered.title.strip(), entered.note.strip()
    trip.starts_on, trip.ends_on = entered.starts_on, entered.ends_on
    _set_members(trip, entered)
    _set_visits(trip, entered, at)
    db.session.flush()
    record(actor, "trip.saved", subject=("trip", trip_id), at=at, details={"visits": len(entered.visits)})
    return trip_id


def _trip(trip_id: UUID) -> Trip | None:
    return db.session.scalar(
        select(Trip)
        .where(Trip.id == trip_id)
        .options(selectinload(Trip.members), selectinload(Trip.inspections))
    )


def _check(entered: TripInput, actor: Actor) -> None:
    faults = rules.plan_faults(
        title=entered.title,
        starts_on=entered.starts_on,
        ends_on=entered.ends_on,
        members=entered.members,
        leader_id=entered.leader_id,
        visits=entered.visits,
    )
    if db.session.get(Campaign, entered.campaign_id) is None:
        faults["campaign_id"] = "请选专项整治。"
    able = {choice.id for choice in people_who_may(Permission.TABLET_USE)}
    if "members" not in faults and not set(entered.members) <= able:
        faults["members"] = "有人现在不能做督察人员，请重新选。"
    if "visits" not in faults:
        _check_visits(entered.visits, actor, faults)
    if faults:
        raise InvalidInput(fields=faults)


def _check_visits(visits: Sequence[rules.PlannedVisit], actor: Actor, faults: dict[str, str]) -> None:
    unit_ids = {visit.unit_id for visit in visits}
    units = {row.id: row for row in db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids)))}
    regions = actor.regions(Permission.PLANS_MANAGE)
    versions = {
        row.id: row.method
        for row in db.session.execute(
            select(ChecklistVersion.id, Checklist.method)
            .join(Checklist, ChecklistVersion.checklist_id == Checklist.id)
            .where(ChecklistVersion.published_at.is_not(None))
        )
    }
    for number, visit in enumerate(visits, start=1):
        unit = units.get(visit.unit_id)
        if unit is None or (regions is not None and unit.region_id not in regions):
            raise NotVisible
        if unit.kind != "inspected_unit" or unit.closed_at is not None:
            faults["visits"] = f"第 {number} 行：“{unit.short_name}”不能作为被督察单位。"
        elif versions.get(visit.checklist_version_id) != visit.method:
            faults["visits"] = f"第 {number} 行：检查单和检查方式不配，请重新选检查单。"


def _set_members(trip: Trip, entered: TripInput) -> None:
    wanted = list(dict.fromkeys(entered.members))
    present = {member.person_id: member for member in trip.members} if trip.state else {}
    for person_id, leaving in present.items():
        if person_id not in wanted:
            trip.members.remove(leaving)
    for ordinal, person_id in enumerate(wanted):
        member = present.get(person_id)
        if member is None:
            member = TripMember(trip_id=trip.id, person_id=person_id, ordinal=ordinal)
            trip.members.append(member)
        member.ordinal, member.is_leader = ordinal, person_id == entered.leader_id


def _set_visits(trip: Trip, entered: TripInput, at: datetime) -> None:
    """Rows are kept by (unit, method), so that saving again does not make other inspections of them."""
    present = {(row.unit_id, row.method): row for row in trip.inspections} if trip.state else {}
    wanted = {(visit.unit_id, visit.method): visit for visit in entered.visits}
    for key, dropped in present.items():
        if key not in wanted:
            trip.inspections.remove(dropped)
            db.session.delete(dropped)
    for ordinal, (key, visit) in enumerate(wanted.items()):
        row = present.get(key)
        if row is None:
            row = Inspection(
                id=new_id(),
                campaign_id=entered.campaign_id,
                unit_id=visit.unit_id,
                method=visit.method,
                created_at=at,
            )
            trip.inspections.append(row)
        row.ordinal, row.planned_on, row.reason = ordinal, visit.planned_on, visit.reason.strip()
        row.checklist_version_id = visit.checklist_version_id


def send_trip(trip_id: UUID, *, actor: Actor, at: datetime) -> list[str]:
    """Send a trip to its team's tablets; every inspection gets its number. Returns the numbers.

    Raises NotVisible, AlreadyDone on the second time.
    """
    trip = _trip(trip_id)
    if trip is None or not _in_scope(trip, actor):
        raise NotVisible
    if trip.state != "draft":
        raise AlreadyDone("已经下发过了，没有重复。")
    campaign = db.session.scalar(select(Campaign).where(Campaign.id == trip.campaign_id).with_for_update())
    assert campaign is not None
    trip.state, trip.sent_at = "sent", at
    trip.version += 1
    numbers = []
    for inspection in trip.inspections:
        inspection.state = "sent"
        inspection.number = rules.inspection_number(campaign.year, campaign.next_inspection_no)
        campaign.next_inspection_no += 1
        numbers.append(inspection.number)
    db.session.flush()
    team = frozenset(member.person_id for member in trip.members)
    for inspection in trip.inspections:
        announce(TeamChanged(inspection.id, added=team))
    record(actor, "trip.sent", subject=("trip", trip_id), at=at, details={"numbers": numbers})
    return numbers


def cancel_inspection(inspection_id: UUID, *, reason: str, actor: Actor, at: datetime) -> None:
    """Call off an inspection that is not finished; tablets keep what was entered and show it as cancelled.

    Raises InvalidInput without a reason, NotVisible, AlreadyDone when it can no longer be cancelled.
    """
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写取消的原因。"})
    inspection = db.session.scalar(
        select(Inspection).where(Inspection.id == inspection_id).options(selectinload(Inspection.trip))
    )
    if inspection is None or not _units_in_scope({inspection.unit_id}, actor):
        raise NotVisible
    if not rules.can_move(inspection.state, "cancelled"):
        raise AlreadyDone("这次检查已经收尾，不能取消。")
    inspection.state = "cancelled"
    inspection.version += 1
    record(
        actor,
        "inspection.cancelled",
        subject=("inspection", inspection_id),
        at=at,
        details={"reason": reason.strip()},
    )
    announce(InspectionChanged(inspection_id))


def _in_scope(trip: Trip, actor: Actor) -> bool:
    return _units_in_scope({inspection.unit_id for inspection in trip.inspections}, actor)


def _units_in_scope(unit_ids: set[UUID], actor: Actor) -> bool:
    regions = actor.regions(Permission.PLANS_MANAGE)
    if regions is None:
        return True
    found = set(db.session.scalars(select(Unit.region_id).where(Unit.id.in_(unit_ids))))
    return found <= regions
