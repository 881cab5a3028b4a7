"""Identifiers: UUIDv7 (RFC 9562 §5.7), made where a thing is born, one NewType per kind."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

from uuid_utils import compat

PersonId = NewType("PersonId", UUID)
UnitId = NewType("UnitId", UUID)
DeviceId = NewType("DeviceId", UUID)
CampaignId = NewType("CampaignId", UUID)
InspectionId = NewType("InspectionId", UUID)
FindingId = NewType("FindingId", UUID)
EvidenceId = NewType("EvidenceId", UUID)
LetterId = NewType("LetterId", UUID)


def new_id() -> UUID:
    """A fresh UUIDv7: sortable by birth, unique without asking the server."""
    return compat.uuid7()
