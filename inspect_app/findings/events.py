"""What findings tell the rest of the house (see wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class FindingDecided:
    """The office accepted or returned a finding, or a tablet handed a returned one back; tablets of the team learn of it."""

    finding_id: UUID
    inspection_id: UUID
