"""Work that waits for the background worker, read from the rows themselves (T4: the row is the truth, the job a hint)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from inspect_app.evidence.models import Evidence
from inspect_app.foundation.database import db
from inspect_app.letters.models import Letter, LetterNumber
from inspect_app.safekeeping.models import Backup

STUCK_AFTER = timedelta(minutes=10)
"""The sweep looks every minute and a photo or letter takes seconds: what is older than this does not move."""


@dataclass(frozen=True)
class Waiting:
    """One kind of work: how much of it waits, and since when the oldest has not moved (None when nothing waits)."""

    what: str
    count: int
    oldest: datetime | None

    def stuck(self, at: datetime) -> bool:
        """Whether it has not moved for too long, seen from `at`."""
        return self.oldest is not None and at - self.oldest > STUCK_AFTER


def waiting_work(at: datetime) -> tuple[Waiting, ...]:
    """Every kind of background work as it stands at `at`."""
    letters_due = select(func.count(), func.min(Letter.issue_due_at)).where(
        Letter.state == "awaiting_issue", Letter.issue_due_at <= at
    )
    letters_numbered = (
        select(func.count(), func.min(LetterNumber.given_at))
        .select_from(Letter)
        .join(LetterNumber, LetterNumber.letter_id == Letter.id)
        .where(Letter.state == "numbered")
    )
    photos = select(func.count(), func.min(Evidence.working_received_at)).where(Evidence.state == "received")
    moved = func.coalesce(Backup.progress_at, Backup.requested_at)
    backups = select(func.count(), func.min(moved)).where(Backup.state.in_(("waiting", "running")))
    kinds = (
        ("待编号的公文", letters_due),
        ("待生成的公文", letters_numbered),
        ("待处理的照片", photos),
        ("待做的备份", backups),
    )
    return tuple(Waiting(what, *db.session.execute(statement).one()) for what, statement in kinds)
