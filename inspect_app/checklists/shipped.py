"""The shipped checklists: which items of the catalogue each is drawn from.

Does not: hold wording; that stands in the catalogue's packs and is copied at publication.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ShippedChecklist:
    """A checklist for one method, of `areas` in that order. `key` names it for ever; the title is what people read."""

    key: str
    title: str
    method: str
    areas: tuple[str, ...]


SHIPPED_CHECKLISTS = (
    ShippedChecklist("surprise-check", "突击检查检查单", "surprise_check", ("A", "B", "C", "D", "E", "G")),
)
"""One trip grasps the problems and the campaign's progress (实施方案三（三）), so the five sides and G stand in one list."""
