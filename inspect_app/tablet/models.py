"""Tables of sync: what each device has sent, what changed for whom, what is in dispute, which bytes are coming."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.foundation.database import Base, UTCDateTime


class SyncHead(Base):
    """The one row (id 1) of this installation: its epoch, and the last feed number handed out (the lock of the feed).

    `backed_up_at`: what was acknowledged before this moment is in a backup that left the data folder.
    """

    __tablename__ = "sync_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    epoch: Mapped[str] = mapped_column(String(36))
    last_number: Mapped[int] = mapped_column(BigInteger, default=0)
    backed_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DeviceSequence(Base):
    """The number that the next new operation of a device must carry."""

    __tablename__ = "sync_device_sequences"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    expected_seq: Mapped[int] = mapped_column(BigInteger, default=1)


class OperationRow(Base):
    """One operation as it came, and the outcome it got; a repeat is answered from here.

    `operation` is the wire form, kept whole: also what was rejected or deferred is not lost on the server's side.
    """

    __tablename__ = "sync_operations"
    __table_args__ = (
        CheckConstraint("result IN ('applied','merged','conflict','rejected','deferred')", name="result"),
        Index("ix_sync_operations_device_id_seq", "device_id", "seq"),
        Index("ix_sync_operations_inspection_id", "inspection_id"),
    )

    op_id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(64))
    inspection_id: Mapped[UUID]
    """No foreign key: a refused operation may name an inspection that never was."""
    sha256: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(10))
    operation: Mapped[dict[str, Any]] = mapped_column(JSON)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ConflictRow(Base):
    """One field that two sides changed: `yours` came later and waits, `theirs` stands until a person decides."""

    __tablename__ = "sync_conflicts"
    __table_args__ = (
        CheckConstraint("choice IS NULL OR choice IN ('yours','theirs','merged')", name="choice"),
        Index("ix_sync_conflicts_inspection_id", "inspection_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"))
    target_type: Mapped[str] = mapped_column(String(12))
    target_id: Mapped[str] = mapped_column(String(160))
    field: Mapped[str] = mapped_column(String(64))
    op_id: Mapped[UUID]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    """The device that sent `yours`."""
    yours: Mapped[Any] = mapped_column(JSON)
    yours_person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    yours_at: Mapped[datetime] = mapped_column(UTCDateTime)
    theirs: Mapped[Any] = mapped_column(JSON)
    theirs_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    theirs_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    standing_version: Mapped[int] = mapped_column(Integer)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    choice: Mapped[str | None] = mapped_column(String(8))
    value: Mapped[Any | None] = mapped_column(JSON)
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class FeedRow(Base):
    """The newest change of one thing within one inspection; changing again moves the row to a new number.

    `audience` is empty for the whole team, or the id of the one person whom it tells that the inspection is theirs
    no longer.
    """

    __tablename__ = "sync_feed"
    __table_args__ = (Index("ix_sync_feed_inspection_id_number", "inspection_id", "number"),)

    type: Mapped[str] = mapped_column(String(12), primary_key=True)
    target_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    audience: Mapped[str] = mapped_column(String(36), primary_key=True, default="")
    number: Mapped[int] = mapped_column(BigInteger, unique=True)


class Upload(Base):
    """One file on its way. The bytes themselves lie in the file store under this id until the upload is finished."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint("role IN ('working','original')", name="role"),
        CheckConstraint("length > 0", name="length"),
        Index("ix_uploads_person_id_sha256", "person_id", "sha256"),
        Index("ix_uploads_expires_at", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    evidence_id: Mapped[UUID]
    """No foreign key: the bytes may come before the announcement."""
    role: Mapped[str] = mapped_column(String(8))
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    length: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
