"""Push and pull as whole acts: the engine over SQL, each push in one unit of work.

The way in for the HTTP side, for the example campaign and for files brought by hand: whoever has a session may push.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.evidence.sync_handlers import EvidenceHandler
from inspect_app.findings.sync_handlers import FindingHandler
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.sync_handlers import AnswerHandler, InspectionHandler, open_door
from inspect_app.tablet.feed_store import SqlChangeFeed
from inspect_app.tablet.models import SyncHead
from inspect_app.tablet.receipts import receipt_signer
from inspect_app.tablet.sync_store import (
    RefusingHandler,
    SqlConflicts,
    SqlOperationLog,
    SqlSavepoints,
    server_epoch,
)
from sync.engine import Ports, Pushed, SyncEngine
from sync.feed import Feed, Page
from sync.instants import to_wire
from sync.ports import Handler, Session
from sync.protocol import Push


def session_of(actor: Actor, *, at: datetime) -> Session:
    """The sync session of a person on a tablet. Raises ValueError when no tablet acts."""
    if actor.device_id is None or actor.person_id is None:
        raise ValueError("only a person on a tablet can push")
    return Session(str(actor.device_id), str(actor.person_id), actor, to_wire(at))


def push(batch: Push, *, actor: Actor, at: datetime) -> tuple[Pushed, str]:
    """Judge a batch and commit; returns the outcomes and the epoch.

    When it returns, everything with a receipt is on the disk.
    """
    ports = Ports(SqlOperationLog(at), SqlConflicts(), SqlSavepoints(), receipt_signer())
    session = session_of(actor, at=at)
    with unit_of_work():
        epoch = server_epoch()
        _lock_inspections(batch)
        pushed = SyncEngine(ports, _handlers()).push(batch, session, epoch)
    return pushed, epoch


def pull(cursor: str, limit: int, *, actor: Actor, at: datetime) -> Page:
    """A page of what changed for this person. Raises sync.feed.BadCursor."""
    return Feed(SqlChangeFeed(current_epoch())).pull(session_of(actor, at=at), cursor, limit)


def current_epoch() -> str:
    """The epoch of this installation, outside a unit of work; the very first question makes it."""
    epoch = db.session.scalar(select(SyncHead.epoch))
    if epoch is not None:
        return epoch
    with unit_of_work():
        return server_epoch()


def _handlers() -> dict[str, Handler]:
    handlers: dict[str, Handler] = {
        "inspection": InspectionHandler(),
        "answer": AnswerHandler(),
        "finding": FindingHandler(),
        "evidence": EvidenceHandler(open_door),
    }
    return {type_: RefusingHandler(type_, handler) for type_, handler in handlers.items()}


def _lock_inspections(batch: Push) -> None:
    """Lock in one order what the batch will touch, so that two tablets do not wait for each other in a circle."""
    visits = sorted({UUID(operation.inspection_id) for operation in batch.operations})
    if visits:
        db.session.execute(
            select(Inspection.id).where(Inspection.id.in_(visits)).order_by(Inspection.id).with_for_update()
        ).all()
