"""Reads of the account of backups. They hold the whole city, so there is no scope but that of the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from inspect_app.foundation.database import db
from inspect_app.safekeeping.models import Backup

WEEK = timedelta(days=7)
"""A backup older than this is called old: a week's work would be lost with the disk."""


@dataclass(frozen=True)
class BackupRow:
    """One backup as the list shows it; `state` also has `deleted`."""

    id: UUID
    state: str
    by: str
    requested_at: datetime
    made_at: datetime | None
    size: int | None
    sha256: str | None
    row_count: int
    file_count: int
    damaged_count: int
    place: str
    failure: str | None
    can_be_fetched: bool
    taken_out: bool


@dataclass(frozen=True)
class UnderWay:
    """The backup that waits or is being made."""

    by: str
    requested_at: datetime
    running: bool
    percent: int


@dataclass(frozen=True)
class Newest:
    """The newest backup that there still is; `old` when a new one is due, `here_only` while no copy has left this machine."""

    made_at: datetime
    old: bool
    here_only: bool


def backups(*, offset: int, limit: int) -> tuple[list[BackupRow], int]:
    """Settled backups, newest first, and how many there are."""
    settled = select(Backup).where(Backup.state.in_(("ready", "failed")))
    total = db.session.scalar(select(func.count()).select_from(settled.subquery())) or 0
    ordered = settled.order_by(Backup.requested_at.desc(), Backup.id.desc())
    return [_row(row) for row in db.session.scalars(ordered.offset(offset).limit(limit))], total


def _row(row: Backup) -> BackupRow:
    return BackupRow(
        id=row.id,
        state="deleted" if row.deleted_at else row.state,
        by=row.requested_by_name,
        requested_at=row.requested_at,
        made_at=row.made_at,
        size=row.size,
        sha256=row.sha256,
        row_count=row.row_count or 0,
        file_count=row.file_count or 0,
        damaged_count=row.damaged_count or 0,
        place="这台机器" if row.kept else row.file_name or "别处",
        failure=row.failure,
        can_be_fetched=row.kept and row.state == "ready" and row.deleted_at is None,
        taken_out=row.taken_out_at is not None,
    )


def under_way() -> UnderWay | None:
    """The backup that waits or is being made, if any."""
    row = db.session.scalar(select(Backup).where(Backup.state.in_(("waiting", "running"))).limit(1))
    if row is None:
        return None
    percent = 100 * row.done_bytes // row.total_bytes if row.total_bytes else 0
    return UnderWay(row.requested_by_name, row.requested_at, row.state == "running", percent)


def newest(at: datetime) -> Newest | None:
    """The newest finished backup that was not deleted, seen from `at`."""
    row = db.session.scalar(
        select(Backup)
        .where(Backup.state == "ready", Backup.deleted_at.is_(None))
        .order_by(Backup.made_at.desc())
        .limit(1)
    )
    if row is None or row.made_at is None:
        return None
    return Newest(row.made_at, at - row.made_at > WEEK, row.taken_out_at is None)
