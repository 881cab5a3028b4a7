"""Pure rules of the organisation tree and its Chinese labels."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

KIND_LABELS = {
    "lead_office": "牵头办公室",
    "work_group": "工作组",
    "task_force": "工作专班",
    "inspected_unit": "被督察单位",
}
LEVEL_LABELS = {"city": "市级", "county": "县级"}
SECTOR_LABELS = {"traffic_police": "公安交管", "transport": "交通运输执法"}


def unit_faults(*, name: str, kind: str, level: str, sector: str | None, has_region: bool) -> dict[str, str]:
    """Sentences by field for what is missing or does not fit; empty when all is right."""
    faults: dict[str, str] = {}
    if not name.strip():
        faults["name"] = "请写单位全称。"
    elif len(name.strip()) > 120:
        faults["name"] = "单位全称请不超过 120 字。"
    if kind not in KIND_LABELS:
        faults["kind"] = "请选单位类型。"
    if level not in LEVEL_LABELS:
        faults["level"] = "请选层级。"
    if sector and sector not in SECTOR_LABELS:
        faults["sector"] = "请选领域。"
    if kind == "inspected_unit" and not sector:
        faults["sector"] = "被督察单位要选领域。"
    if level == "county" and not has_region:
        faults["region_id"] = "县级单位要选所在县（市、区）。"
    return faults


def makes_cycle(unit_id: UUID, parent_id: UUID, parents: Mapping[UUID, UUID | None]) -> bool:
    """Whether putting `unit_id` under `parent_id` would make it its own ancestor."""
    seen: set[UUID] = set()
    current: UUID | None = parent_id
    while current is not None and current not in seen:
        if current == unit_id:
            return True
        seen.add(current)
        current = parents.get(current)
    return False
