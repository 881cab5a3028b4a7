"""Tables of evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.audit.models import BigId
from inspect_app.foundation.database import Base, UTCDateTime


class Evidence(Base):
    """One photo as the tablet announced it. Times of the tablet are claims; sizes in bytes, positions in degrees, accuracy in metres."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("source IN ('camera','system_camera','gallery')", name="source"),
        CheckConstraint("state IN ('announced','received','ready','unreadable')", name="state"),
        Index("ix_evidence_inspection_id", "inspection_id"),
        Index("ix_evidence_finding_id", "finding_id"),
        Index("ix_evidence_working_sha256", "working_sha256"),
        Index("ix_evidence_original_sha256", "original_sha256"),
        Index("ix_evidence_state", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"))
    item_key: Mapped[str] = mapped_column(String(20))
    finding_id: Mapped[UUID | None]
    """No foreign key: the photo may arrive before its finding."""
    ordinal: Mapped[int] = mapped_column(Integer, default=1)
    caption: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(16))
    gallery_reason: Mapped[str] = mapped_column(Text, default="")
    taken_at: Mapped[datetime] = mapped_column(UTCDateTime)
    clock_offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    accuracy_m: Mapped[float | None] = mapped_column(Float)
    exif_latitude: Mapped[float | None] = mapped_column(Float)
    exif_longitude: Mapped[float | None] = mapped_column(Float)
    exif_taken_at: Mapped[str | None] = mapped_column(String(40))
    width: Mapped[int | None]
    height: Mapped[int | None]
    working_sha256: Mapped[str] = mapped_column(String(64))
    working_size: Mapped[int]
    working_type: Mapped[str] = mapped_column(String(40))
    original_sha256: Mapped[str] = mapped_column(String(64))
    original_size: Mapped[int]
    original_type: Mapped[str] = mapped_column(String(40))
    working_received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    original_received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    thumb_sha256: Mapped[str | None] = mapped_column(String(64))
    letter_sha256: Mapped[str | None] = mapped_column(String(64))
    view_sha256: Mapped[str | None] = mapped_column(String(64))
    """A JPEG to look at, made only when the working copy is none (HEIC kept as it is)."""
    rendered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default="announced")
    field_versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("devices.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EvidenceFile(Base):
    """Bytes that one person's tablets have sent: the proof that this person had them."""

    __tablename__ = "evidence_files"
    __table_args__ = (UniqueConstraint("sha256", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The signed receipt, given again whenever the same bytes are offered."""


class CustodyEvent(Base):
    """What happened to a photo: captured, received, rendered, viewed, printed. Append-only."""

    __tablename__ = "custody_events"
    __table_args__ = (Index("ix_custody_events_evidence_id", "evidence_id"),)

    no: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"))
    event: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
