"""What inspections tell the rest of the house (see wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class InspectionChanged:
    """The office or a tablet changed an inspection's own fields (state, dates, number, reason of return)."""

    inspection_id: UUID


@dataclass(frozen=True)
class TeamChanged:
    """Who may see an inspection changed: `added` get all of it, `removed` are told to let it go."""

    inspection_id: UUID
    added: frozenset[UUID] = field(default_factory=frozenset)
    removed: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class InspectionFinished:
    """The team locked the inspection and all its words are here."""

    inspection_id: UUID
