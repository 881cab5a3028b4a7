"""Asking for backups, keeping account of them, deleting their files. The writing itself is backing_up.py's."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.rules import password_fault
from inspect_app.audit.service import record
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import InvalidInput, NotVisible
from inspect_app.safekeeping.archive import ArchiveFacts
from inspect_app.safekeeping.models import Backup
from inspect_app.safekeeping.refusals import BackupGone, BackupUnderWay
from inspect_app.safekeeping.sealing import pack_keys, seal
from inspect_app.tablet.installation_epoch import note_backup

LONGEST_REQUEST = timedelta(minutes=10)
"""A request that arrived this long before the moment of a backup may have been committed after it: what tablets are
told is earlier by this much, so that nothing they let go is missing from the backup."""


def backup_folder() -> Path:
    """Where backups made from the page lie; made on first use, for the program's own user only."""
    folder: Path = current_app.extensions["settings"].data_dir / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def check_passphrase(passphrase: str) -> None:
    """Raises InvalidInput when it would be guessed."""
    fault = password_fault(passphrase)
    if fault:
        raise InvalidInput(fault, fields={"passphrase": fault})


def sealed_keys(passphrase: str) -> bytes:
    """The installation's keys under the passphrase; takes half a second on purpose."""
    return seal(pack_keys(current_app.extensions["settings"].data_dir / "keys"), passphrase)


def request_backup(sealed: bytes, *, actor: Actor, at: datetime) -> UUID:
    """Note that a backup is wanted; the job makes it. Raises BackupUnderWay."""
    under_way = select(Backup.id).where(Backup.state.in_(("waiting", "running")))
    if db.session.scalar(under_way.limit(1)) is not None:
        raise BackupUnderWay
    row = _new_row(actor, at, kept=True, file_name=f"{clock.office_time(at):%Y%m%d-%H%M%S}.backup")
    row.sealed_keys = sealed.hex()
    db.session.add(row)
    record(actor, "backup.requested", subject=("backup", row.id), at=at)
    return row.id


def _new_row(actor: Actor, at: datetime, *, kept: bool, file_name: str) -> Backup:
    return Backup(
        id=new_id(),
        state="waiting",
        kept=kept,
        file_name=file_name,
        requested_by=actor.person_id,
        requested_by_name=actor.name,
        requested_at=at,
    )


def claim(backup_id: UUID, *, at: datetime) -> Backup | None:
    """Take a waiting backup for making; None when another worker has it."""
    claimed = db.session.execute(
        update(Backup)
        .where(Backup.id == backup_id, Backup.state == "waiting")
        .values(state="running", progress_at=at)
    )
    return db.session.get_one(Backup, backup_id) if claimed.rowcount == 1 else None  # type: ignore[attr-defined]


def note_progress(backup_id: UUID, done: int, total: int, *, at: datetime) -> None:
    """Keep how far the archive is."""
    db.session.execute(
        update(Backup)
        .where(Backup.id == backup_id)
        .values(done_bytes=done, total_bytes=total, progress_at=at)
    )


def finish_backup(backup_id: UUID, facts: ArchiveFacts, *, actor: Actor, at: datetime) -> None:
    """The archive of a requested backup is whole."""
    row = db.session.get_one(Backup, backup_id)
    _fill_in(row, facts, at)
    record(actor, "backup.made", subject=("backup", row.id), at=at, details={"sha256": facts.sha256})


def fail_backup(backup_id: UUID, sentence: str, *, at: datetime) -> None:
    """No archive came of it; says why."""
    db.session.execute(
        update(Backup)
        .where(Backup.id == backup_id, Backup.state != "ready")
        .values(state="failed", failure=sentence, finished_at=at, sealed_keys=None)
    )


def record_outside_backup(facts: ArchiveFacts, target: Path, *, actor: Actor, at: datetime) -> None:
    """An archive was written from the terminal; tablets hear of it when it does not lie in the data folder itself."""
    row = _new_row(actor, at, kept=False, file_name=target.name)
    _fill_in(row, facts, at)
    db.session.add(row)
    record(actor, "backup.made", subject=("backup", row.id), at=at, details={"sha256": facts.sha256})
    data_dir: Path = current_app.extensions["settings"].data_dir
    if not target.resolve().is_relative_to(data_dir):
        _taken_out(row, at)


def _fill_in(row: Backup, facts: ArchiveFacts, at: datetime) -> None:
    manifest = facts.manifest
    row.state, row.sealed_keys, row.finished_at = "ready", None, at
    row.made_at = datetime.fromisoformat(manifest.made_at)
    row.size, row.sha256 = facts.size, facts.sha256
    row.row_count, row.table_count = manifest.rows, len(manifest.tables)
    row.file_count, row.damaged_count = len(manifest.files), len(manifest.damaged)


def take_out(backup_id: UUID, *, actor: Actor, at: datetime) -> Path:
    """A person downloads a backup: where it lies. From now on it counts as kept apart from this machine.

    Raises NotVisible (no such backup, or deleted), BackupGone.
    """
    row = _present(backup_id)
    path = backup_folder() / row.file_name
    if not path.exists():
        raise BackupGone
    record(actor, "backup.downloaded", subject=("backup", row.id), at=at)
    _taken_out(row, at)
    return path


def _taken_out(row: Backup, at: datetime) -> None:
    assert row.made_at is not None, "only a finished backup is taken out"
    row.taken_out_at = row.taken_out_at or at
    note_backup(row.made_at - LONGEST_REQUEST)


def delete_backup(backup_id: UUID, *, actor: Actor, at: datetime) -> Path:
    """Mark a backup's file as deleted; the caller removes the returned file after the commit. Raises NotVisible."""
    row = _present(backup_id)
    row.deleted_at, row.deleted_by = at, actor.person_id
    record(actor, "backup.deleted", subject=("backup", row.id), at=at, details={"sha256": row.sha256})
    return backup_folder() / row.file_name


def _present(backup_id: UUID) -> Backup:
    row = db.session.get(Backup, backup_id)
    if row is None or row.state != "ready" or not row.kept or row.deleted_at is not None:
        raise NotVisible
    return row
