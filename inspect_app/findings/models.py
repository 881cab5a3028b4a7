"""Tables of findings and of their earlier wordings."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.foundation.database import Base, UTCDateTime


class Finding(Base):
    """One problem at one item. `item_*` and `legal_basis` are frozen copies; positions in degrees (WGS 84), accuracy in metres; `handed_back_at` by the tablet's clock."""

    __tablename__ = "findings"
    __table_args__ = (
        CheckConstraint("severity IN (1,2,3)", name="severity"),
        CheckConstraint(
            "state IN ('draft','submitted','returned','accepted','in_letter','closed')", name="state"
        ),
        Index("ix_findings_inspection_id", "inspection_id"),
        Index("ix_findings_state", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"))
    item_key: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(10))
    item_title: Mapped[str] = mapped_column(String(80))
    legal_basis: Mapped[str] = mapped_column(Text)
    restricted: Mapped[bool] = mapped_column(default=False)
    ordinal: Mapped[int] = mapped_column(Integer, default=1)
    fact: Mapped[str] = mapped_column(Text, default="")
    found_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    place_source: Mapped[str] = mapped_column(String(10), default="manual")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    accuracy_m: Mapped[float | None] = mapped_column(Float)
    people: Mapped[str] = mapped_column(Text, default="")
    yardstick: Mapped[str] = mapped_column(Text, default="")
    severity: Mapped[int] = mapped_column(Integer, default=1)
    suggestion: Mapped[str] = mapped_column(Text, default="")
    removed: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    returned_reason: Mapped[str | None] = mapped_column(Text)
    handed_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    changed_after_acceptance: Mapped[bool] = mapped_column(default=False)
    field_versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class FindingRevision(Base):
    """A wording as the office had it before the team put another in its place; never changed, never deleted."""

    __tablename__ = "finding_revisions"
    __table_args__ = (Index("ix_finding_revisions_finding_id_revised_at", "finding_id", "revised_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("findings.id"))
    fact: Mapped[str] = mapped_column(Text)
    revised_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    revised_at: Mapped[datetime] = mapped_column(UTCDateTime)
