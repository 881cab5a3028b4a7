"""The table of backups."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.foundation.database import Base, UTCDateTime


class Backup(Base):
    """One backup: asked for, being made, made or not made. The row stays when its file is deleted.

    `made_at` is the moment that the data in it are of. `kept` says that the file lies in the data folder under
    `file_name`; others were written elsewhere from the terminal. `taken_out_at` is when a copy first left this machine's
    data folder. `sealed_keys` (hex) waits only until the archive is written.
    """

    __tablename__ = "backups"
    __table_args__ = (
        CheckConstraint("state IN ('waiting','running','ready','failed')", name="state"),
        Index("ix_backups_requested_at", "requested_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    kept: Mapped[bool]
    file_name: Mapped[str] = mapped_column(String(200))
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    requested_by_name: Mapped[str] = mapped_column(String(40))
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sealed_keys: Mapped[str | None] = mapped_column(Text)
    progress_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    total_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    row_count: Mapped[int | None] = mapped_column(BigInteger)
    table_count: Mapped[int | None] = mapped_column(Integer)
    file_count: Mapped[int | None] = mapped_column(BigInteger)
    damaged_count: Mapped[int | None] = mapped_column(Integer)
    failure: Mapped[str | None] = mapped_column(Text)
    taken_out_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
