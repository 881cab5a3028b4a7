"""Commands on regions and units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from inspect_app.audit.service import ActingPerson, record
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import EditedMeanwhile, InvalidInput, NotVisible
from inspect_app.units import rules
from inspect_app.units.models import Region, Unit


@dataclass(frozen=True)
class UnitInput:
    """What a person enters about a unit. `kind`, `level`, `sector` as in rules.py; empty texts are allowed where not required."""

    name: str
    short_name: str
    kind: str
    level: str
    sector: str | None = None
    region_id: UUID | None = None
    parent_id: UUID | None = None
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""


def create_region(name: str, *, actor: ActingPerson, at: datetime) -> UUID:
    """A county-level area. Raises InvalidInput when the name is empty or taken."""
    name = name.strip()
    if not name:
        raise InvalidInput(fields={"name": "请写县（市、区）的名称。"})
    if db.session.scalar(select(Region.id).where(Region.name == name)):
        raise InvalidInput(fields={"name": f"已有“{name}”。"})
    ordinal = (db.session.scalar(select(func.max(Region.ordinal))) or 0) + 1
    region = Region(id=new_id(), name=name, ordinal=ordinal)
    db.session.add(region)
    db.session.flush()
    record(actor, "region.created", subject=("region", region.id), at=at, details={"name": name})
    return region.id


def create_unit(entered: UnitInput, *, actor: ActingPerson, at: datetime) -> UUID:
    """A unit. Raises InvalidInput with sentences by field."""
    _check(entered, own_id=None)
    unit = Unit(id=new_id(), created_at=at, **_columns(entered))
    db.session.add(unit)
    db.session.flush()
    record(actor, "unit.created", subject=("unit", unit.id), at=at, details={"name": entered.name.strip()})
    return unit.id


def update_unit(
    unit_id: UUID, entered: UnitInput, *, version: int, actor: ActingPerson, at: datetime
) -> None:
    """Change a unit; letters already made keep the old name. Raises EditedMeanwhile, InvalidInput, NotVisible."""
    unit = _unit(unit_id)
    if unit.version != version:
        raise EditedMeanwhile
    _check(entered, own_id=unit_id)
    old_name = unit.name
    for column, value in _columns(entered).items():
        setattr(unit, column, value)
    unit.version += 1
    details = {"name": unit.name} | ({"old_name": old_name} if old_name != unit.name else {})
    record(actor, "unit.updated", subject=("unit", unit_id), at=at, details=details)


def close_unit(unit_id: UUID, *, actor: ActingPerson, at: datetime) -> None:
    """Take a unit out of choices; its history stays."""
    unit = _unit(unit_id)
    if unit.closed_at is None:
        unit.closed_at = at
        unit.version += 1
        record(actor, "unit.closed", subject=("unit", unit_id), at=at)


def reopen_unit(unit_id: UUID, *, actor: ActingPerson, at: datetime) -> None:
    """Undo closing."""
    unit = _unit(unit_id)
    if unit.closed_at is not None:
        unit.closed_at = None
        unit.version += 1
        record(actor, "unit.reopened", subject=("unit", unit_id), at=at)


def _unit(unit_id: UUID) -> Unit:
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotVisible
    return unit


def _columns(entered: UnitInput) -> dict[str, object]:
    return {
        "name": entered.name.strip(),
        "short_name": entered.short_name.strip() or entered.name.strip()[:40],
        "kind": entered.kind,
        "level": entered.level,
        "sector": entered.sector or None,
        "region_id": entered.region_id,
        "parent_id": entered.parent_id,
        "address": entered.address.strip(),
        "contact_name": entered.contact_name.strip(),
        "contact_phone": entered.contact_phone.strip(),
    }


def _check(entered: UnitInput, *, own_id: UUID | None) -> None:
    faults = rules.unit_faults(
        name=entered.name,
        kind=entered.kind,
        level=entered.level,
        sector=entered.sector,
        has_region=entered.region_id is not None,
    )
    same_name = select(Unit.id).where(Unit.name == entered.name.strip())
    if own_id is not None:
        same_name = same_name.where(Unit.id != own_id)
    if "name" not in faults and db.session.scalar(same_name):
        faults["name"] = f"已有“{entered.name.strip()}”，请换一个名称或改原来那个。"
    if entered.parent_id is not None and own_id is not None:
        parents = {row.id: row.parent_id for row in db.session.execute(select(Unit.id, Unit.parent_id))}
        if rules.makes_cycle(own_id, entered.parent_id, parents):
            faults["parent_id"] = "上级单位选成了自己或自己的下级，请另选。"
    if faults:
        raise InvalidInput(fields=faults)
