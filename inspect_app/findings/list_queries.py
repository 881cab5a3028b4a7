"""Reads of the list of inspections with the figures of what was found on them, and of those chosen in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Person
from inspect_app.evidence.models import Evidence
from inspect_app.findings.models import Finding
from inspect_app.findings.scope import may_see_restricted
from inspect_app.foundation.database import db
from inspect_app.inspections.models import Inspection, TripMember
from inspect_app.inspections.scope import visible_inspections
from inspect_app.units.models import Region, Unit

Columns = TypeVarTuple("Columns")

WAITING = ("received", "returned")
"""States in which the office still has to decide."""


@dataclass(frozen=True)
class InspectionRow:
    """One line of the list of inspections. `look` is the state as it is shown (photos still coming has its own)."""

    id: UUID
    number: str | None
    unit_name: str
    region_name: str | None
    method: str
    planned_on: date
    team: tuple[str, ...]
    findings: int
    photos: int
    look: str


@dataclass(frozen=True)
class InspectionFilter:
    """What the list is narrowed to; empty parts do not narrow. `month` is 1 to 12, `waiting` leaves what the office must decide."""

    search: str = ""
    region_id: UUID | None = None
    method: str = ""
    state: str = ""
    month: int | None = None
    waiting: bool = False


def arrived_photo() -> ColumnElement[bool]:
    """A photo whose working copy is here."""
    return Evidence.working_received_at.is_not(None)


def inspections(
    actor: Actor, wanted: InspectionFilter, *, sort: str = "-number", offset: int = 0, limit: int = 50
) -> tuple[list[InspectionRow], int]:
    """A page of inspections that were sent to a team, and how many there are in all: three queries whatever the page."""
    base = _narrowed_inspections(actor, wanted)
    total = (
        db.session.scalar(select(func.count()).select_from(base.with_only_columns(Inspection.id).subquery()))
        or 0
    )
    found = (
        select(func.count())
        .select_from(Finding)
        .where(Finding.inspection_id == Inspection.id, Finding.removed.is_(False), may_see_restricted(actor))
    )
    pictures = (
        select(func.count())
        .select_from(Evidence)
        .where(
            Evidence.inspection_id == Inspection.id, Evidence.removed.is_(False), ~_of_hidden_finding(actor)
        )
    )
    columns = base.add_columns(
        found.scalar_subquery().label("findings"),
        pictures.scalar_subquery().label("photos"),
        pictures.where(~arrived_photo()).scalar_subquery().label("missing"),
    )
    rows = db.session.execute(_ordered(columns, sort).offset(offset).limit(limit)).all()
    teams = _teams({row.trip_id for row in rows})
    return [
        InspectionRow(
            row.id,
            row.number,
            row.unit_name,
            row.region_name,
            row.method,
            row.planned_on,
            teams.get(row.trip_id, ()),
            row.findings,
            row.photos,
            state_as_shown(row.state, row.missing),
        )
        for row in rows
    ], total


def _of_hidden_finding(actor: Actor) -> ColumnElement[bool]:
    """A photo that belongs to a finding this person may not see."""
    return exists().where(Finding.id == Evidence.finding_id, ~may_see_restricted(actor))


def state_as_shown(state: str, photos_missing: int) -> str:
    """Received with photos still on the tablet is shown as such; every other state as it is."""
    return "photos_missing" if state == "received" and photos_missing else state


def _narrowed_inspections(
    actor: Actor, wanted: InspectionFilter
) -> Select[UUID, str | None, str, date, str, UUID, str, str]:
    statement = (
        select(
            Inspection.id,
            Inspection.number,
            Inspection.method,
            Inspection.planned_on,
            Inspection.state,
            Inspection.trip_id,
            Unit.name.label("unit_name"),
            Region.name.label("region_name"),
        )
        .join(Unit, Unit.id == Inspection.unit_id)
        .outerjoin(Region, Region.id == Unit.region_id)
        .where(visible_inspections(actor), Inspection.state != "planned")
    )
    if wanted.search:
        on_team = exists().where(
            TripMember.trip_id == Inspection.trip_id,
            Person.id == TripMember.person_id,
            Person.name.icontains(wanted.search, autoescape=True),
        )
        statement = statement.where(
            or_(
                Unit.name.icontains(wanted.search, autoescape=True),
                Inspection.number.icontains(wanted.search, autoescape=True),
                on_team,
            )
        )
    conditions: list[ColumnElement[bool]] = []
    if wanted.region_id:
        conditions.append(Unit.region_id == wanted.region_id)
    if wanted.method:
        conditions.append(Inspection.method == wanted.method)
    if wanted.state == "photos_missing":
        conditions.append(and_(Inspection.state == "received", _photo_on_the_way()))
    elif wanted.state:
        conditions.append(Inspection.state == wanted.state)
    if wanted.month:
        conditions.append(func.extract("month", Inspection.planned_on) == wanted.month)
    if wanted.waiting:
        conditions.append(Inspection.state.in_(WAITING))
    return statement.where(*conditions)


def _photo_on_the_way() -> ColumnElement[bool]:
    return exists().where(
        Evidence.inspection_id == Inspection.id, Evidence.removed.is_(False), ~arrived_photo()
    )


_INSPECTION_ORDERS: dict[str, InstrumentedAttribute[object]] = {
    "number": Inspection.number,
    "unit": Unit.name,
    "planned_on": Inspection.planned_on,
}


def _ordered(statement: Select[*Columns], sort: str) -> Select[*Columns]:
    column = _INSPECTION_ORDERS.get(sort.removeprefix("-"), Inspection.number)
    return statement.order_by(column.desc() if sort.startswith("-") else column.asc(), Inspection.id)


def _teams(trip_ids: set[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Names of each trip's people in the plan's order."""
    if not trip_ids:
        return {}
    rows = db.session.execute(
        select(TripMember.trip_id, Person.name)
        .join(Person, Person.id == TripMember.person_id)
        .where(TripMember.trip_id.in_(trip_ids))
        .order_by(TripMember.ordinal)
    )
    teams: dict[UUID, tuple[str, ...]] = {}
    for trip_id, name in rows:
        teams[trip_id] = (*teams.get(trip_id, ()), name)
    return teams


@dataclass(frozen=True)
class Chosen:
    """What was chosen in the list of inspections: the first that waits for a decision, and findings ready for a letter."""

    waiting: UUID | None
    accepted_findings: tuple[UUID, ...]


def chosen(actor: Actor, inspection_ids: Sequence[UUID]) -> Chosen:
    """What can be done with the chosen inspections; those out of scope count as not chosen."""
    rows = db.session.execute(
        select(Inspection.id, Inspection.state)
        .where(Inspection.id.in_(inspection_ids), visible_inspections(actor))
        .order_by(Inspection.number)
    ).all()
    findings = db.session.scalars(
        select(Finding.id)
        .where(
            Finding.inspection_id.in_([row.id for row in rows]),
            Finding.state == "accepted",
            Finding.removed.is_(False),
            Finding.restricted.is_(False),
        )
        .order_by(Finding.code, Finding.id)
    )
    return Chosen(next((row.id for row in rows if row.state in WAITING), None), tuple(findings))
