"""Reads of regions and units for pages and other capabilities.

Scope comes in as `area`: the regions a person belongs to (accounts.actor.Actor.area), None for the whole city. City-level units
belong to no county and are seen by everybody who may see units at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from inspect_app.audit.models import AuditEvent
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.units.models import Region, Unit

Area = frozenset[UUID] | None


@dataclass(frozen=True)
class UnitRow:
    """One line of the list."""

    id: UUID
    name: str
    short_name: str
    kind: str
    level: str
    sector: str | None
    region_name: str | None
    closed_at: datetime | None


@dataclass(frozen=True)
class UnitView:
    """One unit for its form."""

    id: UUID
    name: str
    short_name: str
    kind: str
    level: str
    sector: str | None
    region_id: UUID | None
    parent_id: UUID | None
    address: str
    contact_name: str
    contact_phone: str
    closed_at: datetime | None
    version: int


@dataclass(frozen=True)
class UnitFilter:
    """What the list is narrowed to; empty parts do not narrow."""

    search: str = ""
    kind: str = ""
    sector: str = ""
    region_id: UUID | None = None
    closed: bool = False


def units(
    area: Area, wanted: UnitFilter, *, sort: str = "name", offset: int = 0, limit: int = 50
) -> tuple[list[UnitRow], int]:
    """A page of units and how many there are in all."""
    statement = _narrowed(_visible(area), wanted)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = db.session.scalars(
        _ordered(statement, sort).options(joinedload(Unit.region)).offset(offset).limit(limit)
    )
    return [
        UnitRow(
            row.id,
            row.name,
            row.short_name,
            row.kind,
            row.level,
            row.sector,
            row.region.name if row.region else None,
            row.closed_at,
        )
        for row in rows
    ], total


@dataclass(frozen=True)
class UnitLine:
    """One unit with all that a table of units holds."""

    name: str
    short_name: str
    kind: str
    level: str
    sector: str | None
    region_name: str | None
    parent_name: str | None
    address: str
    contact_name: str
    contact_phone: str


def units_for_table(area: Area, wanted: UnitFilter, *, sort: str) -> list[UnitLine]:
    """All units of the list, in its order, in one query."""
    parent = aliased(Unit)
    statement = (
        _ordered(_narrowed(_visible(area), wanted), sort)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .with_only_columns(
            Unit.name,
            Unit.short_name,
            Unit.kind,
            Unit.level,
            Unit.sector,
            Region.name,
            parent.name,
            Unit.address,
            Unit.contact_name,
            Unit.contact_phone,
        )
    )
    return [UnitLine(*tuple(row)) for row in db.session.execute(statement)]


def _ordered(statement: Select[Unit], sort: str) -> Select[Unit]:
    columns = {"name": Unit.name, "region": Region.ordinal}
    column = columns.get(sort.removeprefix("-"), Unit.name)
    order = column.desc() if sort.startswith("-") else column.asc()
    return statement.outerjoin(Region, Unit.region_id == Region.id).order_by(
        order.nulls_first(), Unit.name, Unit.id
    )


def _visible(area: Area) -> Select[Unit]:
    statement = select(Unit)
    if area is not None:
        statement = statement.where(or_(Unit.region_id.is_(None), Unit.region_id.in_(area)))
    return statement


def _narrowed(statement: Select[Unit], wanted: UnitFilter) -> Select[Unit]:
    statement = statement.where(Unit.closed_at.is_not(None) if wanted.closed else Unit.closed_at.is_(None))
    if wanted.search:
        statement = statement.where(
            or_(
                Unit.name.icontains(wanted.search, autoescape=True),
                Unit.short_name.icontains(wanted.search, autoescape=True),
            )
        )
    if wanted.kind:
        statement = statement.where(Unit.kind == wanted.kind)
    if wanted.sector:
        statement = statement.where(Unit.sector == wanted.sector)
    if wanted.region_id:
        statement = statement.where(Unit.region_id == wanted.region_id)
    return statement


def unit(area: Area, unit_id: UUID) -> UnitView:
    """One unit. Raises NotVisible."""
    row = db.session.scalar(_visible(area).where(Unit.id == unit_id))
    if row is None:
        raise NotVisible
    return UnitView(
        row.id,
        row.name,
        row.short_name,
        row.kind,
        row.level,
        row.sector,
        row.region_id,
        row.parent_id,
        row.address,
        row.contact_name,
        row.contact_phone,
        row.closed_at,
        row.version,
    )


@dataclass(frozen=True)
class FormerName:
    """A name that a unit had, and when it got another."""

    name: str
    until: datetime


def former_names(unit_id: UUID) -> list[FormerName]:
    """The names that the unit had before, the last one first; the log of acts keeps them."""
    renamed = db.session.execute(
        select(AuditEvent.at, AuditEvent.details)
        .where(
            AuditEvent.subject_kind == "unit",
            AuditEvent.subject_id == str(unit_id),
            AuditEvent.action == "unit.updated",
        )
        .order_by(AuditEvent.no.desc())
    )
    return [FormerName(row.details["old_name"], row.at) for row in renamed if "old_name" in row.details]


def region_choices() -> list[tuple[UUID, str]]:
    """Regions with their names, in the city's own order."""
    rows = db.session.execute(select(Region.id, Region.name).order_by(Region.ordinal, Region.name))
    return [(row.id, row.name) for row in rows]


def unit_choices(area: Area, *, kind: str | None = None) -> list[tuple[UUID, str]]:
    """Open units with their names, of one kind or all, for choosing."""
    statement = _visible(area).where(Unit.closed_at.is_(None))
    if kind:
        statement = statement.where(Unit.kind == kind)
    rows = db.session.execute(
        statement.with_only_columns(Unit.id, Unit.name).order_by(Unit.region_id, Unit.name, Unit.id)
    )
    return [(row.id, row.name) for row in rows]


def names_of(unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, in one query."""
    wanted = set(unit_ids)
    if not wanted:
        return {}
    return {
        row.id: row.name for row in db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))
    }
