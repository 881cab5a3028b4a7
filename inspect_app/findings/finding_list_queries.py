"""Reads of the list of findings over all inspections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from inspect_app.accounts.actor import Actor
from inspect_app.findings.models import Finding
from inspect_app.findings.scope import visible_findings
from inspect_app.foundation.database import db
from inspect_app.inspections.models import Inspection
from inspect_app.units.models import Unit


@dataclass(frozen=True)
class FindingRow:
    """One line of the list of findings."""

    id: UUID
    inspection_id: UUID
    number: str | None
    code: str
    title: str
    fact: str
    unit_name: str
    severity: int
    state: str
    restricted: bool
    late: bool
    found_at: datetime | None


@dataclass(frozen=True)
class FindingFilter:
    """What the list is narrowed to; empty parts do not narrow. `area` is the letter of the code."""

    search: str = ""
    area: str = ""
    severity: int | None = None
    state: str = ""
    region_id: UUID | None = None


_FINDING_ORDERS: dict[str, InstrumentedAttribute[object]] = {
    "number": Inspection.number,
    "code": Finding.code,
    "unit": Unit.name,
    "severity": Finding.severity,
}


def findings(
    actor: Actor, wanted: FindingFilter, *, sort: str = "-number", offset: int = 0, limit: int = 50
) -> tuple[list[FindingRow], int]:
    """A page of findings and how many there are in all."""
    statement = (
        select(Finding, Inspection.number, Unit.name)
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .join(Unit, Unit.id == Inspection.unit_id)
        .where(visible_findings(actor), Finding.removed.is_(False))
    )
    if wanted.search:
        statement = statement.where(
            or_(
                Unit.name.icontains(wanted.search, autoescape=True),
                Inspection.number.icontains(wanted.search, autoescape=True),
                Finding.code.icontains(wanted.search, autoescape=True),
                Finding.item_title.icontains(wanted.search, autoescape=True),
                Finding.fact.icontains(wanted.search, autoescape=True),
            )
        )
    if wanted.area:
        statement = statement.where(Finding.code.startswith(wanted.area, autoescape=True))
    if wanted.severity:
        statement = statement.where(Finding.severity == wanted.severity)
    if wanted.state:
        statement = statement.where(Finding.state == wanted.state)
    if wanted.region_id:
        statement = statement.where(Unit.region_id == wanted.region_id)
    total = (
        db.session.scalar(
            select(func.count()).select_from(statement.with_only_columns(Finding.id).subquery())
        )
        or 0
    )
    column = _FINDING_ORDERS.get(sort.removeprefix("-"), Inspection.number)
    rows = db.session.execute(
        statement.order_by(column.desc() if sort.startswith("-") else column.asc(), Finding.code, Finding.id)
        .offset(offset)
        .limit(limit)
    )
    return [
        FindingRow(
            row.id,
            row.inspection_id,
            number,
            row.code,
            row.item_title,
            row.fact,
            unit_name,
            row.severity,
            row.state,
            row.restricted,
            row.late,
            row.found_at,
        )
        for row, number, unit_name in rows
    ], total
