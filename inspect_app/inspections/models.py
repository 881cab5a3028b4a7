"""Tables of trips, inspections and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.foundation.database import Base, UTCDateTime


class Trip(Base):
    """A team's outing (检查计划): team and dates once, then one inspection a unit."""

    __tablename__ = "trips"
    __table_args__ = (
        CheckConstraint("state IN ('draft','sent','cancelled')", name="state"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_trips_campaign_id_starts_on", "campaign_id", "starts_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    title: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="draft")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    members: Mapped[list[TripMember]] = relationship(
        back_populates="trip", order_by="TripMember.ordinal", lazy="raise", cascade="all, delete-orphan"
    )
    inspections: Mapped[list[Inspection]] = relationship(
        back_populates="trip", order_by="Inspection.ordinal", lazy="raise"
    )


class TripMember(Base):
    """One person of the team."""

    __tablename__ = "trip_members"
    __table_args__ = (Index("ix_trip_members_person_id", "person_id"),)

    trip_id: Mapped[UUID] = mapped_column(ForeignKey("trips.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer)
    is_leader: Mapped[bool] = mapped_column(default=False)

    trip: Mapped[Trip] = relationship(back_populates="members", lazy="raise")


class Inspection(Base):
    """One visit to one unit by one method. `number` is campaign-wide, e.g. 2023-0046, given when the plan is sent."""

    __tablename__ = "inspections"
    __table_args__ = (
        CheckConstraint(
            "method IN ('surprise_check','unannounced_visit','random_sampling','file_review')", name="method"
        ),
        CheckConstraint(
            "state IN ('planned','sent','under_way','locked','received','returned','accepted','closed','cancelled')",
            name="state",
        ),
        Index("ix_inspections_trip_id", "trip_id"),
        Index("ix_inspections_unit_id", "unit_id"),
        Index("ix_inspections_campaign_id_state", "campaign_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    trip_id: Mapped[UUID] = mapped_column(ForeignKey("trips.id"))
    ordinal: Mapped[int] = mapped_column(Integer, default=0)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"))
    checklist_version_id: Mapped[UUID] = mapped_column(ForeignKey("checklist_versions.id"))
    method: Mapped[str] = mapped_column(String(20))
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    planned_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="planned")
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    returned_reason: Mapped[str | None] = mapped_column(Text)
    field_versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    trip: Mapped[Trip] = relationship(back_populates="inspections", lazy="raise")


class Answer(Base):
    """The answer to one item. Nothing written yet = no row; `value` empty = cleared again."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("inspection_id", "item_key"),
        CheckConstraint(
            "value IS NULL OR value IN ('none_found','problem_found','not_applicable','not_checked')",
            name="value",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"))
    item_key: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    field_versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
