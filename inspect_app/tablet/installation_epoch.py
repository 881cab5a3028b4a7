"""What safe keeping tells the sync side: a backup was made, the installation was restored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.tablet.models import SyncHead
from inspect_app.tablet.sync_store import server_epoch


def renew_epoch() -> str:
    """Give this installation a new epoch, in the caller's unit of work: tablets offer again all they kept."""
    server_epoch()  # makes the row in an installation that no tablet has spoken to
    epoch = str(new_id())
    db.session.execute(update(SyncHead).values(epoch=epoch))
    return epoch


def note_backup(covers_until: datetime) -> None:
    """Let tablets know that what was acknowledged before `covers_until` is in a backup; never moves backwards."""
    server_epoch()
    db.session.execute(
        update(SyncHead)
        .where(SyncHead.backed_up_at.is_(None) | (SyncHead.backed_up_at < covers_until))
        .values(backed_up_at=covers_until)
    )


def backed_up_at() -> datetime | None:
    """Up to which moment acknowledged work is in a backup; None without one."""
    return db.session.scalar(select(SyncHead.backed_up_at))
