"""Units from a spreadsheet: what the columns are, whether every row can be taken, and taking them all at once.

Promises: all rows or none; each thing to mend is named by row and column; the number of queries does not grow with the rows.
Does not: change units that exist. A name that is there already is said, not overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from inspect_app.audit.service import ActingPerson, record
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.units import rules
from inspect_app.units.models import Region, Unit
from inspect_app.web.imported_tables import Table, UnreadableTable
from inspect_app.web.table_columns import Column, Problems, Record, check_texts, meant, records_of

COLUMNS = (
    Column("name", "单位全称", "写进公文的名称，一字不差", required=True, longest=120),
    Column("short_name", "简称", "可不填，空着就用全称"),
    Column("kind", "类型", "、".join(rules.KIND_LABELS.values()), required=True),
    Column("level", "层级", "、".join(rules.LEVEL_LABELS.values()), required=True),
    Column("sector", "领域", "、".join(rules.SECTOR_LABELS.values()) + "；被督察单位要填"),
    Column("region", "县区", "县级单位要填，写法和“单位”页上的一样"),
    Column("parent", "上级单位", "可不填；写全称，可以是这份表里的单位", longest=120),
    Column("address", "地址", "可不填", longest=200),
    Column("contact_name", "联系人", "可不填"),
    Column("contact_phone", "联系电话", "可不填"),
)
EXAMPLE = ("东岭县青石岭治超站", "青石岭站", "被督察单位", "县级", "交通运输执法", "东岭县", "", "", "", "")

_LABELS = {"kind": rules.KIND_LABELS, "level": rules.LEVEL_LABELS, "sector": rules.SECTOR_LABELS}


@dataclass(frozen=True)
class _Known:
    """What is in the database already; `closed` are names that the list does not show."""

    regions: Mapping[str, UUID]
    units: Mapping[str, UUID]
    closed: frozenset[str]


def _known(area: frozenset[UUID] | None) -> _Known:
    regions = {row.name: row.id for row in db.session.execute(select(Region.name, Region.id))}
    if area is not None:
        regions = {name: region_id for name, region_id in regions.items() if region_id in area}
    rows = db.session.execute(select(Unit.name, Unit.id, Unit.closed_at)).all()
    closed = frozenset(row.name for row in rows if row.closed_at is not None)
    return _Known(regions, {row.name: row.id for row in rows}, closed)


def check_units(table: Table, *, area: frozenset[UUID] | None) -> list[Record]:
    """The rows when all of them can be taken.

    Args:
        area: the counties that the person works for; None for the whole city.
    Raises: UnreadableTable with one sentence for each place to mend.
    """
    return _checked(table, area, _known(area))


def _checked(table: Table, area: frozenset[UUID] | None, known: _Known) -> list[Record]:
    records, problems = records_of(table, COLUMNS), Problems()
    check_texts(records, COLUMNS, problems)
    _check_choices(records, known, problems)
    _check_fit(records, area, problems)
    _check_names(records, known, problems)
    _check_parents(records, known, problems)
    if problems:
        raise UnreadableTable(*problems.sentences)
    return records


def _check_choices(records: Iterable[Record], known: _Known, problems: Problems) -> None:
    for row in records:
        for key, what in (("kind", "类型"), ("level", "层级"), ("sector", "领域")):
            offered = _LABELS[key].values()
            if row[key] and row[key] not in offered:
                problems.at(row, key, f"没有这个{what}“{row[key]}”。可以写：{'、'.join(offered)}。")
        if row["region"] and row["region"] not in known.regions:
            sentence = f"没有这个县区“{row['region']}”。{meant(row['region'], known.regions)}"
            problems.at(row, "region", sentence)


def _check_fit(records: Iterable[Record], area: frozenset[UUID] | None, problems: Problems) -> None:
    """What rules.unit_faults asks of single units, said at the cells."""
    for row in records:
        kind, level, sector = (_value(row, key) for key in ("kind", "level", "sector"))
        faults = rules.unit_faults(
            name=row["name"], kind=kind, level=level, sector=sector or None, has_region=bool(row["region"])
        )
        for field, key in (("sector", "sector"), ("region_id", "region")):
            if field in faults and not row[key]:
                problems.at(row, key, faults[field])
        if area is not None and level == "city":
            problems.at(row, "level", "您负责的是县区，不能导入市级单位。")


def _check_names(records: Iterable[Record], known: _Known, problems: Problems) -> None:
    first: dict[str, Record] = {}
    for row in records:
        name = row["name"]
        if name in known.closed:
            problems.at(row, "name", f"“{name}”已经有了，现在是停用的。请删掉这一行，到“单位”里恢复使用。")
        elif name in known.units:
            problems.at(row, "name", f"“{name}”已经有了。请删掉这一行，或换一个名称。")
        elif name in first:
            problems.at(row, "name", f"“{name}”和第 {first[name].number} 行重复。请留一行。")
        elif name:
            first[name] = row


def _check_parents(records: Sequence[Record], known: _Known, problems: Problems) -> None:
    own = {row["name"]: row for row in records}
    for row in records:
        parent = row["parent"]
        if parent and parent not in own and parent not in known.units:
            sentence = f"没有这个上级单位“{parent}”。{meant(parent, [*known.units, *own])}"
            problems.at(row, "parent", sentence)
    for row in records:
        seen: list[str] = []
        name = row["name"]
        while name in own and name not in seen:
            seen.append(name)
            name = own[name]["parent"]
        if name and name == row["name"]:
            circle = " → ".join([*seen, name]) if len(seen) < 6 else f"{seen[0]} → … → {name}"
            problems.at(row, "parent", f"上级单位绕成了一圈：{circle}。")


def import_units(table: Table, *, area: frozenset[UUID] | None, actor: ActingPerson, at: datetime) -> int:
    """Take all rows; returns how many. They are checked anew, as others may have added units since. Raises UnreadableTable."""
    known = _known(area)
    records = _checked(table, area, known)
    ids = dict(known.units) | {row["name"]: new_id() for row in records}
    rows = [_columns(row, ids, known.regions, at) for row in _parents_first(records)]
    db.session.execute(insert(Unit), rows)
    record(actor, "units.imported", subject=("table", new_id()), at=at, details={"items": len(rows)})
    return len(rows)


def _parents_first(records: Sequence[Record]) -> list[Record]:
    """Foreign keys are checked row by row on SQLite. The circle was ruled out before."""
    own = {row["name"]: row for row in records}
    placed: dict[str, Record] = {}
    for row in records:
        above: list[Record] = []
        current: Record | None = row
        while current is not None and current["name"] not in placed:
            above.append(current)
            current = own.get(current["parent"])
        placed.update((ancestor["name"], ancestor) for ancestor in reversed(above))
    return list(placed.values())


def _value(row: Record, key: str) -> str:
    """The stored value of a label, or nothing for an unknown one."""
    return next((value for value, label in _LABELS[key].items() if label == row[key]), "")


def _columns(
    row: Record, ids: Mapping[str, UUID], regions: Mapping[str, UUID], at: datetime
) -> dict[str, Any]:
    return {
        "id": ids[row["name"]],
        "parent_id": ids[row["parent"]] if row["parent"] else None,
        "region_id": regions[row["region"]] if row["region"] else None,
        "kind": _value(row, "kind"),
        "level": _value(row, "level"),
        "sector": _value(row, "sector") or None,
        "name": row["name"],
        "short_name": row["short_name"] or row["name"][:40],
        "address": row["address"],
        "contact_name": row["contact_name"],
        "contact_phone": row["contact_phone"],
        "version": 1,
        "created_at": at,
    }
