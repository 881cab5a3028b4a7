"""Tables of the organisation tree."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.foundation.database import Base, UTCDateTime


class Region(Base):
    """A county-level area (县、市、区) of the city; people of a county see their region only."""

    __tablename__ = "regions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    ordinal: Mapped[int] = mapped_column(Integer, default=0)


class Unit(Base):
    """One organisation. `region_id` is empty for city-level ones that belong to no county."""

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint("kind IN ('lead_office','work_group','task_force','inspected_unit')", name="kind"),
        CheckConstraint("level IN ('city','county')", name="level"),
        CheckConstraint("sector IS NULL OR sector IN ('traffic_police','transport')", name="sector"),
        Index("ix_units_region_id_kind", "region_id", "kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("units.id"))
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("regions.id"))
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(10))
    sector: Mapped[str | None] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120), unique=True)
    short_name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(40), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    region: Mapped[Region | None] = relationship(lazy="raise")
    parent: Mapped[Unit | None] = relationship(remote_side=[id], lazy="raise")
