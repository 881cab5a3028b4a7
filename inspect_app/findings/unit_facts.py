"""What a planner wants to know of a unit before choosing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.findings.models import Finding
from inspect_app.findings.scope import visible_findings
from inspect_app.foundation.clock import office_date
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.scope import visible_inspections
from inspect_app.units.models import Region, Unit


@dataclass(frozen=True)
class UnitFacts:
    """What a planner wants to know of a unit: when it was visited last, what is open there, who else is on the way."""

    name: str
    region_name: str | None
    sector: str | None
    last_id: UUID | None
    last_on: date | None
    open_findings: int
    planned: int


def unit_facts(actor: Actor, unit_id: UUID) -> UnitFacts:
    """The facts of one unit within what this person may plan for. Raises NotVisible."""
    statement = (
        select(Unit.name, Unit.sector, Region.name.label("region"))
        .outerjoin(Region, Region.id == Unit.region_id)
        .where(Unit.id == unit_id)
    )
    regions = actor.regions(Permission.PLANS_MANAGE)
    if regions is not None:
        statement = statement.where(Unit.region_id.in_(regions))
    unit = db.session.execute(statement).first()
    if unit is None:
        raise NotVisible
    here = (Inspection.unit_id == unit_id, visible_inspections(actor, Permission.PLANS_MANAGE))
    last = db.session.execute(
        select(Inspection.id, Inspection.finished_at)
        .where(*here, Inspection.finished_at.is_not(None))
        .order_by(Inspection.finished_at.desc())
        .limit(1)
    ).first()
    found = (
        select(func.count())
        .select_from(Finding)
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .where(*here, visible_findings(actor), Finding.removed.is_(False), Finding.state != "closed")
    )
    ahead = (
        select(func.count())
        .select_from(Inspection)
        .where(*here, Inspection.state.in_(("planned", "sent", "under_way")))
    )
    return UnitFacts(
        unit.name,
        unit.region,
        unit.sector,
        last.id if last else None,
        office_date(last.finished_at) if last else None,
        db.session.scalar(found) or 0,
        db.session.scalar(ahead) or 0,
    )
