"""Reads of plans (trips) for their pages: the list, one plan, what a new plan can choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import selectinload

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.accounts.queries import names_of
from inspect_app.campaigns.models import Campaign
from inspect_app.checklists.queries import published_versions
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.inspections import rules
from inspect_app.inspections.models import Inspection, Trip
from inspect_app.inspections.scope import visible_inspections
from inspect_app.units.models import Region, Unit


@dataclass(frozen=True)
class Member:
    """One person of the team."""

    id: UUID
    name: str
    leader: bool


@dataclass(frozen=True)
class PlanRow:
    """One line of the list."""

    id: UUID
    title: str
    starts_on: date
    ends_on: date
    state: str
    member_names: tuple[str, ...]
    unit_names: tuple[str, ...]
    finished: int
    total: int


@dataclass(frozen=True)
class Visit:
    """One inspection of a plan."""

    id: UUID
    number: str | None
    unit_id: UUID
    unit_name: str
    method: str
    checklist_version_id: UUID
    checklist: str
    planned_on: date
    reason: str
    state: str
    cancellable: bool
    reassignable: bool


@dataclass(frozen=True)
class PlanView:
    """One plan with its team and visits."""

    id: UUID
    campaign_id: UUID
    campaign_name: str
    title: str
    starts_on: date
    ends_on: date
    note: str
    state: str
    version: int
    created_by: str
    created_at: datetime
    sent_at: datetime | None
    members: tuple[Member, ...]
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class PlanFilter:
    """What the list is narrowed to; empty parts do not narrow."""

    search: str = ""
    state: str = ""


_ORDERS = {"starts_on": Trip.starts_on, "title": Trip.title}


def _visible_trips(actor: Actor) -> Select[Trip]:
    """A plan is seen by whoever sees one of its inspections."""
    return select(Trip).where(
        exists().where(Inspection.trip_id == Trip.id, visible_inspections(actor, Permission.PLANS_VIEW))
    )


def plans(
    actor: Actor, wanted: PlanFilter, *, sort: str = "-starts_on", offset: int = 0, limit: int = 50
) -> tuple[list[PlanRow], int]:
    """A page of plans and how many there are in all."""
    statement = _visible_trips(actor)
    if wanted.search:
        by_unit = exists().where(
            Inspection.trip_id == Trip.id,
            Unit.id == Inspection.unit_id,
            Unit.name.icontains(wanted.search, autoescape=True),
        )
        statement = statement.where(or_(Trip.title.icontains(wanted.search, autoescape=True), by_unit))
    if wanted.state:
        statement = statement.where(Trip.state == wanted.state)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    column = _ORDERS.get(sort.removeprefix("-"), Trip.starts_on)
    trips = db.session.scalars(
        statement.options(selectinload(Trip.members), selectinload(Trip.inspections))
        .order_by(column.desc() if sort.startswith("-") else column.asc(), Trip.id)
        .offset(offset)
        .limit(limit)
    ).all()
    people = names_of([member.person_id for trip in trips for member in trip.members])
    units = _unit_names(row.unit_id for trip in trips for row in trip.inspections)
    return [_row(trip, people, units) for trip in trips], total


def _row(trip: Trip, people: dict[UUID, str], units: dict[UUID, str]) -> PlanRow:
    states = [row.state for row in trip.inspections]
    return PlanRow(
        trip.id,
        trip.title,
        trip.starts_on,
        trip.ends_on,
        trip.state,
        tuple(people[member.person_id] for member in trip.members),
        tuple(units[row.unit_id] for row in trip.inspections),
        sum(state not in ("planned", "sent", "under_way") for state in states),
        len(states),
    )


def _unit_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    return {
        row.id: row.name for row in db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))
    }


def plan(actor: Actor, trip_id: UUID) -> PlanView:
    """One plan. Raises NotVisible."""
    found = db.session.execute(
        _visible_trips(actor)
        .where(Trip.id == trip_id)
        .join(Campaign, Campaign.id == Trip.campaign_id)
        .add_columns(Campaign.name)
        .options(selectinload(Trip.members), selectinload(Trip.inspections))
    ).first()
    if found is None:
        raise NotVisible
    trip, campaign_name = found
    people = names_of([trip.created_by, *(member.person_id for member in trip.members)])
    units = _unit_names(row.unit_id for row in trip.inspections)
    labels = {version.id: version.label for version in published_versions()}
    return PlanView(
        trip.id,
        trip.campaign_id,
        campaign_name,
        trip.title,
        trip.starts_on,
        trip.ends_on,
        trip.note,
        trip.state,
        trip.version,
        people[trip.created_by],
        trip.created_at,
        trip.sent_at,
        tuple(Member(row.person_id, people[row.person_id], row.is_leader) for row in trip.members),
        tuple(_visit(row, units, labels) for row in trip.inspections),
    )


def _visit(row: Inspection, units: dict[UUID, str], labels: dict[UUID, str]) -> Visit:
    return Visit(
        row.id,
        row.number,
        row.unit_id,
        units[row.unit_id],
        row.method,
        row.checklist_version_id,
        labels.get(row.checklist_version_id, "—"),
        row.planned_on,
        row.reason,
        row.state,
        row.state != "planned" and rules.can_move(row.state, "cancelled"),
        row.state in rules.OPEN_FOR_ENTRY,
    )


def inspectable_units(actor: Actor) -> dict[str, dict[str, str]]:
    """Units that this person may plan for: names by id, grouped by county, city-level ones first."""
    statement = (
        select(Unit.id, Unit.name, Region.name)
        .outerjoin(Region, Unit.region_id == Region.id)
        .where(Unit.kind == "inspected_unit", Unit.closed_at.is_(None))
        .order_by(Region.ordinal.nulls_first(), Unit.name, Unit.id)
    )
    regions = actor.regions(Permission.PLANS_MANAGE)
    if regions is not None:
        statement = statement.where(Unit.region_id.in_(regions))
    groups: dict[str, dict[str, str]] = {}
    for unit_id, name, region in db.session.execute(statement):
        groups.setdefault(region or "市级", {})[str(unit_id)] = name
    return groups


def trip_of(actor: Actor, inspection_id: UUID) -> UUID:
    """The plan an inspection belongs to. Raises NotVisible when the actor plans nothing there."""
    found = db.session.scalar(
        select(Inspection.trip_id).where(
            Inspection.id == inspection_id, visible_inspections(actor, Permission.PLANS_MANAGE)
        )
    )
    if found is None:
        raise NotVisible
    return found
