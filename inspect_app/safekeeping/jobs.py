"""Backups as background work.

The row is the truth (T4): the job claims a waiting row, so two workers never make the same backup; the sweep starts what
no hint was left for and settles what a stopped program left half done.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.actor import PROGRAM
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.jobs import huey, in_app, register_sweep
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.safekeeping import service
from inspect_app.safekeeping.archive import DRAFT_SUFFIX, Damaged
from inspect_app.safekeeping.backing_up import make_archive
from inspect_app.safekeeping.models import Backup

log = logging.getLogger(__name__)

SILENT = timedelta(minutes=10)
"""A backup that moved no further for so long is not being made any more."""
_HINT_LOST = timedelta(minutes=1)
_TELL_EVERY = timedelta(seconds=2)

STOPPED = "做到一半停下了，可能是程序重新启动过。没有留下半份，请再做一份。"
NO_ROOM = "写不下去了，可能是磁盘满了。没有留下半份，请清出空间后再做。"
READS_BACK_WRONG = "写好后读回来不一样，没有留下这一份。磁盘可能坏了，请联系管理员。"
UNEXPECTED = "出了意外，没有留下半份。请再做一份；还不行，请联系管理员看日志。"


@huey.task()
def make_backup(backup_id: str) -> None:
    """Hint: this backup waits to be made."""
    in_app(make_now)(UUID(backup_id))


def make_now(backup_id: UUID) -> None:
    """Make a waiting backup; anything else is left alone. Raises what is a bug, after saying that it failed."""
    with unit_of_work():
        row = service.claim(backup_id, at=clock.now())
        if row is None:
            return
        target, sealed = service.backup_folder() / row.file_name, bytes.fromhex(row.sealed_keys or "")
    try:
        facts = make_archive(target, sealed_keys=sealed, progress=_Teller(backup_id))
    except OSError:
        log.exception("backup %s was not written", backup_id)
        _fail(backup_id, NO_ROOM)
    except Damaged:
        log.exception("backup %s reads back wrong", backup_id)
        _fail(backup_id, READS_BACK_WRONG)
    except Exception:
        _fail(backup_id, UNEXPECTED)
        raise
    else:
        with unit_of_work():
            service.finish_backup(backup_id, facts, actor=PROGRAM, at=clock.now())


def _fail(backup_id: UUID, sentence: str) -> None:
    with unit_of_work():
        service.fail_backup(backup_id, sentence, at=clock.now())


class _Teller:
    """Keeps the progress in the row, but not with every piece."""

    def __init__(self, backup_id: UUID) -> None:
        self._backup_id = backup_id
        self._next: datetime | None = None

    def __call__(self, done: int, total: int) -> None:
        at = clock.now()
        if self._next is not None and at < self._next:
            return
        self._next = at + _TELL_EVERY
        with unit_of_work():
            service.note_progress(self._backup_id, done, total, at=at)


def sweep() -> None:
    """Hint again at what waits; give up what stopped, and clear away its pieces."""
    at = clock.now()
    waiting = select(Backup.id).where(Backup.state == "waiting", Backup.requested_at < at - _HINT_LOST)
    for backup_id in db.session.scalars(waiting).all():
        make_backup(str(backup_id))
    silent = select(Backup).where(Backup.state == "running", Backup.progress_at < at - SILENT)
    for row in db.session.scalars(silent).all():
        folder = service.backup_folder()
        for piece in (folder / row.file_name, *folder.glob(f".{row.file_name}.*{DRAFT_SUFFIX}")):
            piece.unlink(missing_ok=True)
        _fail(row.id, STOPPED)


register_sweep("backups", sweep)
