"""The SQL behind the engine's ports: log, conflicts, savepoints, and handlers that refuse in the app's own words.

Promises what sync/ports.py asks (tests run the same contract as in memory). Nothing here commits: exchange.py opens
the unit of work.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from inspect_app.accounts.queries import names_of
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import Refusal
from inspect_app.tablet import feed_writer
from inspect_app.tablet.models import ConflictRow, DeviceSequence, OperationRow, SyncHead
from sync.instants import from_wire
from sync.merge import Author, Clash, Decision, Target
from sync.ports import Conflict, Faulty, Handler, Logged, NotTaken, Refused, Session
from sync.protocol import FieldConflict, Operation, Outcome

log = logging.getLogger(__name__)

_CHUNK = 400
"""Ids in one IN list; SQLite's old limit is 999 parameters."""


def server_epoch() -> str:
    """The epoch of this installation; made on first use, in the running unit of work."""
    epoch = db.session.scalar(select(SyncHead.epoch))
    if epoch is None:
        feed_writer.ensure_head(db.session())
        epoch = db.session.scalars(select(SyncHead.epoch)).one()
    return epoch


class SqlOperationLog:
    """sync_operations and sync_device_sequences.

    Args:
        at: when the batch arrived.
    """

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._loaded: dict[str, OperationRow] = {}

    def lock_device(self, device_id: str) -> int:
        """Lock the device's row; makes it on the first push."""
        key = UUID(device_id)
        row = db.session.scalar(
            select(DeviceSequence).where(DeviceSequence.device_id == key).with_for_update()
        )
        if row is None:
            row = DeviceSequence(device_id=key, expected_seq=1)
            db.session.add(row)
            db.session.flush()
        return row.expected_seq

    def find(self, op_ids: Iterable[str]) -> dict[str, Logged]:
        """Judged operations by id."""
        ids = [UUID(op_id) for op_id in op_ids]
        found: dict[str, Logged] = {}
        for start in range(0, len(ids), _CHUNK):
            statement = select(OperationRow).where(OperationRow.op_id.in_(ids[start : start + _CHUNK]))
            for row in db.session.scalars(statement):
                self._loaded[str(row.op_id)] = row
                found[str(row.op_id)] = Logged(
                    device_id=str(row.device_id),
                    person_id=str(row.person_id),
                    seq=row.seq,
                    sha256=row.sha256,
                    outcome=msgspec.convert(row.outcome, Outcome),
                )
        return found

    def append(self, operation: Operation, logged: Logged) -> None:
        """Keep the operation with its outcome; one deferred before is replaced."""
        values = {
            "device_id": UUID(logged.device_id),
            "person_id": UUID(logged.person_id),
            "seq": operation.seq,
            "kind": operation.kind,
            "inspection_id": UUID(operation.inspection_id),
            "sha256": logged.sha256,
            "result": logged.outcome.result,
            "operation": msgspec.to_builtins(operation),
            "outcome": msgspec.to_builtins(logged.outcome),
        }
        row = self._loaded.get(operation.op_id)
        if row is None:
            db.session.add(OperationRow(op_id=UUID(operation.op_id), received_at=self._at, **values))
            return
        for name, value in values.items():
            setattr(row, name, value)

    def expect(self, device_id: str, seq: int) -> None:
        """Store the next number."""
        db.session.get_one(DeviceSequence, UUID(device_id)).expected_seq = seq


class SqlConflicts:
    """sync_conflicts."""

    def record(
        self, operation: Operation, target: tuple[str, str], clash: Clash, author: Author
    ) -> FieldConflict:
        """Keep both values; a newer wording by the same device takes the older one's place."""
        row = self._open_of(target, clash.field, author.device)
        if row is None:
            row = ConflictRow(id=new_id(), device_id=UUID(author.device), raised_at=from_wire(author.at))
            db.session.add(row)
        stamp = clash.stamp
        row.inspection_id = UUID(operation.inspection_id)
        row.target_type, row.target_id, row.field = target[0], target[1], clash.field
        row.op_id, row.yours = UUID(operation.op_id), clash.yours
        row.yours_person_id, row.yours_at = UUID(author.person), from_wire(operation.made_at)
        row.theirs = clash.theirs
        row.theirs_person_id = UUID(stamp.person) if stamp and stamp.person else None
        row.theirs_at = from_wire(stamp.at) if stamp and stamp.at else None
        row.standing_version = stamp.version if stamp else 0
        db.session.flush()
        feed_writer.note("conflict", row.id, row.inspection_id)
        return FieldConflict(
            conflict_id=str(row.id),
            field=clash.field,
            yours=clash.yours,
            theirs=clash.theirs,
            their_person=_name(row.theirs_person_id),
            their_at=stamp.at if stamp else None,
        )

    def find(self, conflict_id: str) -> Conflict | None:
        """A conflict by its id, locked."""
        row = db.session.scalar(
            select(ConflictRow).where(ConflictRow.id == UUID(conflict_id)).with_for_update()
        )
        if row is None:
            return None
        return Conflict(
            conflict_id=conflict_id,
            inspection_id=str(row.inspection_id),
            target_type=row.target_type,
            target_id=row.target_id,
            field=row.field,
            yours=row.yours,
            theirs=row.theirs,
            standing_version=row.standing_version,
            resolved=row.resolved_at is not None,
        )

    def settle(self, conflict_id: str, choice: str, value: Any, author: Author) -> None:
        """Mark as resolved; both values stay in the row."""
        row = db.session.get_one(ConflictRow, UUID(conflict_id))
        row.choice, row.value = choice, value
        row.resolved_by, row.resolved_at = UUID(author.person), from_wire(author.at)
        feed_writer.note("conflict", row.id, row.inspection_id)

    def _open_of(self, target: tuple[str, str], field: str, device: str) -> ConflictRow | None:
        return db.session.scalar(
            select(ConflictRow).where(
                ConflictRow.target_type == target[0],
                ConflictRow.target_id == target[1],
                ConflictRow.field == field,
                ConflictRow.device_id == UUID(device),
                ConflictRow.resolved_at.is_(None),
            )
        )


def _name(person_id: UUID | None) -> str | None:
    return names_of([person_id]).get(person_id) if person_id else None


class SqlSavepoints:
    """One savepoint for each operation; what it noted for the feed goes with it."""

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo the block alone when it raises."""
        earlier = feed_writer.noted()
        try:
            with db.session.begin_nested():
                yield
        except Exception:
            feed_writer.go_back_to(earlier)
            raise


class RefusingHandler:
    """Wraps a capability's handler: a refusal becomes an outcome, a bug defers its operation and is logged.

    Args:
        type_: the type of target, as the feed names it.
    """

    def __init__(self, type_: str, handler: Handler) -> None:
        self._type, self._handler = type_, handler

    def load(self, operation: Operation, target_id: str, session: Session) -> Target:
        """See sync.ports.Handler."""
        with _translated(operation):
            return self._handler.load(operation, target_id, session)

    def apply(self, operation: Operation, target_id: str, decision: Decision, session: Session) -> None:
        """See sync.ports.Handler."""
        with _translated(operation):
            self._handler.apply(operation, target_id, decision, session)
            db.session.flush()
        feed_writer.note(self._type, target_id, UUID(operation.inspection_id))


@contextmanager
def _translated(operation: Operation) -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise NotTaken(Refused(refusal.code, refusal.message)) from refusal
    except (OperationalError, InterfaceError):
        # The database itself is in trouble (locked, gone): the whole batch is to be sent again.
        raise
    except Exception as error:
        log.exception("operation %s (%s) failed and is deferred", operation.op_id, operation.kind)
        raise Faulty from error
