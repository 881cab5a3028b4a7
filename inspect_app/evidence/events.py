"""What evidence tells the rest of the house (see wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class EvidenceChanged:
    """A photo was announced, changed, arrived or became ready; tablets of the team learn of it."""

    evidence_id: UUID
    inspection_id: UUID
