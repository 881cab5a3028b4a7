"""A tablet as the protocol asks one to behave, in plain Python: outbox, numbering, settling, pulling.

Owns the client side of the tests: contract tests and simulation drive every server through it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from uuid_utils import compat

from sync.engine import Pushed
from sync.feed import Page
from sync.ports import Session
from sync.protocol import Operation, Outcome, Push

AT = "2023-07-18T02:38:21.000Z"


class Server(Protocol):
    """What a server under test offers."""

    def push(self, batch: Push, session: Session, *, crash_before_commit: bool = False) -> Pushed: ...
    def pull(self, session: Session, cursor: str, limit: int = 200) -> Page: ...


def make_operation(
    kind: str, inspection_id: str, target_id: str, fields: dict[str, Any], **more: Any
) -> Operation:
    """An operation with everything that a test does not care about filled in."""
    values: dict[str, Any] = {"op_id": str(compat.uuid7()), "seq": 1, "made_at": AT, "clock_offset_ms": 0}
    return Operation(
        kind=kind, inspection_id=inspection_id, target_id=target_id, fields=fields, **(values | more)
    )


@dataclass
class Tablet:
    """One person's store on one tablet.

    `queue` are operations without a lasting answer, `kept` those with a receipt, `attention` the rejected ones.
    """

    session: Session
    epoch: str
    next_seq: int = 1
    queue: list[Operation] = field(default_factory=list)
    kept: dict[str, Operation] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    attention: dict[str, Outcome] = field(default_factory=dict)
    deferred: list[Operation] = field(default_factory=list)
    versions: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    records: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    cursor: str = ""

    def do(
        self, kind: str, inspection_id: str, target_id: str, fields: dict[str, Any], **more: Any
    ) -> Operation:
        """Make an operation and queue it, with the versions this tablet has seen."""
        known = self.versions.get((kind.split(".")[0], target_id), {})
        names = known if kind.endswith((".remove", ".restore")) else {**fields, "removed": None}
        base = {name: known[name] for name in names if name in known}
        operation = make_operation(
            kind, inspection_id, target_id, fields, **({"seq": self.next_seq, "base": base} | more)
        )
        self.next_seq += 1
        self.queue.append(operation)
        return operation

    def batch(self, size: int = 500) -> Push:
        """The next operations to send."""
        return Push(
            protocol=1, device_id=self.session.device_id, epoch=self.epoch, operations=self.queue[:size]
        )

    def send(self, server: Server, size: int = 500) -> Pushed:
        """Send until nothing is queued, as a tablet on a good line does; returns the last answer."""
        while True:
            pushed = server.push(self.batch(size), self.session)
            self.settle(pushed)
            if not self.queue:
                return pushed

    def settle(self, pushed: Pushed) -> None:
        """Take an answer in: move what was acknowledged, renumber where asked."""
        for outcome in pushed.outcomes:
            self._take(outcome)
        if pushed.resend_from is not None:
            self._renumber(pushed.resend_from)

    def learn_epoch(self, epoch: str, expected_seq: int) -> None:
        """The server was restored: offer again all that was kept, oldest first."""
        self.epoch = epoch
        self.queue = [*self.kept.values(), *self.queue]
        self.kept.clear()
        self._renumber(expected_seq)

    def offer_deferred_again(self) -> None:
        """After an upgrade of the server: the same operations under new numbers."""
        for operation in self.deferred:
            self.queue.append(replaced(operation, seq=self.next_seq))
            self.next_seq += 1
        self.deferred.clear()

    def pull(self, server: Server, limit: int = 200, between: Callable[[], None] | None = None) -> list[str]:
        """Follow the cursor to its end; returns "type id" of what came, in order."""
        came: list[str] = []
        while True:
            page = server.pull(self.session, self.cursor, limit)
            for change in page.changes:
                key = (change.type, change.id)
                came.append(f"{change.type} {change.id}" + (" removed" if change.removed else ""))
                if change.removed:
                    self.records.pop(key, None)
                    self.versions.pop(key, None)
                else:
                    self.records[key] = change.record or {}
                    self.versions[key] = dict(change.versions)
            self.cursor = page.cursor
            if not page.more:
                return came
            if between:
                between()

    def _take(self, outcome: Outcome) -> None:
        at = next((i for i, op in enumerate(self.queue) if op.op_id == outcome.op_id), None)
        if at is None:
            return
        operation = self.queue.pop(at)
        self.outcomes.setdefault(outcome.op_id, outcome)
        if outcome.result == "deferred":
            self.deferred.append(operation)
        elif outcome.result == "rejected":
            self.attention[operation.op_id] = outcome
        else:
            assert outcome.receipt is not None
            self.kept[operation.op_id] = operation
            self._see(operation, outcome)

    def _see(self, operation: Operation, outcome: Outcome) -> None:
        known = self.versions.setdefault((operation.kind.split(".")[0], operation.target_id), {})
        clashed = {conflict.field for conflict in outcome.conflicts}
        for name, version in outcome.versions.items():
            # A version is seen with its value only: of a conflict the tablet shows the card first.
            if name not in clashed:
                known[name] = max(version, known.get(name, 0))

    def _renumber(self, first: int) -> None:
        self.queue = [replaced(op, seq=first + i) for i, op in enumerate(self.queue)]
        self.next_seq = first + len(self.queue)


def replaced(operation: Operation, **changes: Any) -> Operation:
    """The operation with some members changed."""
    import msgspec

    return msgspec.structs.replace(operation, **changes)
