"""Writing the change feed: what changed is noted during a transaction and numbered at its end.

Promises: numbers become visible in their order. They are taken from one row that stays locked until the commit, as
the last thing a transaction does, so no later number can be committed before an earlier one (a plain sequence
allows that, and readers would skip rows). Does not decide who sees what (feed_store.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import event, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction

from inspect_app.evidence.events import EvidenceChanged
from inspect_app.findings.events import FindingDecided
from inspect_app.findings.sync_handlers import finding_ids_of
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.inspections.events import InspectionChanged, InspectionFinished, TeamChanged
from inspect_app.inspections.models import Inspection
from inspect_app.tablet.models import FeedRow, SyncHead

Note = tuple[str, str, UUID, str]
"""Type, target, inspection, audience."""

_NOTES = "feed_notes"


def note(type_: str, target_id: object, inspection_id: UUID, audience: UUID | None = None) -> None:
    """Say that a thing changed; it gets its number when the running transaction commits."""
    key: Note = (type_, str(target_id), inspection_id, str(audience) if audience else "")
    _notes(db.session())[key] = None


def noted() -> dict[Note, None]:
    """A copy of what the running transaction has noted, for a savepoint to go back to."""
    return dict(_notes(db.session()))


def go_back_to(earlier: dict[Note, None]) -> None:
    """Forget what was noted since `noted`."""
    db.session().info[_NOTES] = earlier


def _notes(session: Session) -> dict[Note, None]:
    notes: dict[Note, None] = session.info.setdefault(_NOTES, {})
    return notes


def inspection_changed(changed: InspectionChanged) -> None:
    """The inspection's own fields changed."""
    note("inspection", changed.inspection_id, changed.inspection_id)


def inspection_finished(finished: InspectionFinished) -> None:
    """With the lock every finding changes its state."""
    note("inspection", finished.inspection_id, finished.inspection_id)
    for finding_id in finding_ids_of(finished.inspection_id):
        note("finding", finding_id, finished.inspection_id)


def finding_decided(decided: FindingDecided) -> None:
    """The office accepted or returned a finding."""
    note("finding", decided.finding_id, decided.inspection_id)


def evidence_changed(changed: EvidenceChanged) -> None:
    """A photo changed, arrived or became ready."""
    note("evidence", changed.evidence_id, changed.inspection_id)


def team_changed(changed: TeamChanged) -> None:
    """Who joins gets everything of the inspection anew; who leaves is told to let it go."""
    if changed.added:
        inspection = db.session.get_one(Inspection, changed.inspection_id)
        note("checklist", inspection.checklist_version_id, changed.inspection_id)
        note("inspection", changed.inspection_id, changed.inspection_id)
        known = select(FeedRow.type, FeedRow.target_id).where(
            FeedRow.inspection_id == changed.inspection_id, FeedRow.audience == ""
        )
        for type_, target_id in db.session.execute(known.order_by(FeedRow.number)):
            note(type_, target_id, changed.inspection_id)
    for person_id in changed.removed:
        note("inspection", changed.inspection_id, changed.inspection_id, person_id)
    if not changed.added:
        note("inspection", changed.inspection_id, changed.inspection_id)


def init_feed() -> None:
    """Number what was noted whenever a session of the application commits; to be called once a process."""
    if not event.contains(db.session, "before_commit", _number_notes):
        event.listen(db.session, "before_commit", _number_notes)
        event.listen(db.session, "after_soft_rollback", _drop_notes)


def _number_notes(session: Session) -> None:
    if session.in_nested_transaction():
        return
    notes = _notes(session)
    if not notes:
        return
    session.flush()
    last = take_numbers(session, len(notes))
    first = last - len(notes) + 1
    rows = [
        {"type": type_, "target_id": target, "inspection_id": visit, "audience": audience, "number": number}
        for number, (type_, target, visit, audience) in enumerate(notes, start=first)
    ]
    _put(session, rows)
    notes.clear()


def _drop_notes(session: Session, previous: SessionTransaction) -> None:
    if not previous.nested:
        _notes(session).clear()


def take_numbers(session: Session, count: int) -> int:
    """Lock the feed until the commit and take `count` numbers; returns the last of them."""
    ensure_head(session)
    taken = session.scalar(
        update(SyncHead)
        .where(SyncHead.id == 1)
        .values(last_number=SyncHead.last_number + count)
        .returning(SyncHead.last_number)
    )
    assert taken is not None
    return taken


def ensure_head(session: Session) -> None:
    """Make the installation's one row with a fresh epoch, unless it is there."""
    if session.scalar(select(SyncHead.id)) is None:
        session.execute(
            _insert(session, SyncHead)
            .values(id=1, epoch=str(new_id()), last_number=0)
            .on_conflict_do_nothing(index_elements=["id"])
        )


def _put(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    statement = _insert(session, FeedRow)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["type", "target_id", "inspection_id", "audience"],
            set_={"number": statement.excluded.number},
        ),
        list(rows),
    )


def _insert(session: Session, model: Any) -> Any:
    dialect = session.get_bind().dialect.name
    return postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)
