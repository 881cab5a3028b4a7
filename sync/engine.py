"""Pushing a batch of operations: order, repeats, dependencies, merging, one outcome each.

Promises: one bad operation never fails another, except those that depend on it; a repeat gives the first answer
again; nothing is parked. The caller opens one transaction around `push` and commits before it answers. Does not
know what an operation does (handlers) nor where anything is kept (ports).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sync import merge, operations
from sync.merge import Decision, Impossible
from sync.operations import KINDS, Kind
from sync.ports import (
    Conflict,
    Conflicts,
    Faulty,
    Handlers,
    Logged,
    NotTaken,
    OperationLog,
    ReceiptSigner,
    Refused,
    Savepoints,
    Session,
)
from sync.protocol import FieldConflict, Operation, Outcome, Push, Receipt, Refusal

REFUSALS: Final = {
    "unknown_kind": "服务器还不认识这种记录，升级后平板会自动再送。",
    "invalid_fields": "这条记录的内容服务器读不懂，请把平板上的应用更新后再同步。",
    "op_id_reused": "这条记录和以前送过的一条重号而内容不同，请联系管理员。",
    "target_missing": "服务器上没有这条记录的上一步，请联系管理员。",
    "target_exists": "服务器上已经有同一编号的记录，请联系管理员。",
    "conflict_unknown": "服务器上没有这处不一致，可能已经处理过。",
    "server_fault": "服务器处理这条记录时出错，已经记下；平板会留着它，以后再送。",
    "depends_on_rejected": "它所依据的一条记录没有被接收，请先处理那一条。",
    "depends_on_deferred": "它所依据的一条记录还在等待，随后会一起再送。",
}
"""The engine's own refusals, code to sentence."""


@dataclass(frozen=True)
class Ports:
    """The ports that a push needs."""

    log: OperationLog
    conflicts: Conflicts
    savepoints: Savepoints
    signer: ReceiptSigner


@dataclass(frozen=True)
class Pushed:
    """Outcomes of a batch in its order; after a gap the rest is missing and `resend_from` is set."""

    expected_seq: int
    outcomes: list[Outcome]
    resend_from: int | None = None


class SyncEngine:
    """The narrow door: build it with ports and handlers, call `push` once per batch."""

    def __init__(self, ports: Ports, handlers: Handlers) -> None:
        self._ports, self._handlers = ports, handlers

    def push(self, batch: Push, session: Session, epoch: str) -> Pushed:
        """Judge a batch in its order.

        A batch made under another epoch is not judged at all: its device must first learn that the server was
        restored, and offer again what it kept.
        """
        expected = self._ports.log.lock_device(session.device_id)
        if batch.epoch != epoch:
            return Pushed(expected, [], resend_from=expected)
        named = {op.op_id for op in batch.operations}
        named.update(*(op.depends_on for op in batch.operations))
        known = self._ports.log.find(named)
        outcomes: list[Outcome] = []
        start = expected
        resend_from = None
        for operation in batch.operations:
            logged = known.get(operation.op_id)
            if operation.seq > expected or (operation.seq < expected and logged is None):
                resend_from = expected
                break
            outcome = self._repeat(operation, logged, session)
            if outcome is None:
                outcome, entry = self._judge_new(operation, known, session)
                known[operation.op_id] = entry
            outcomes.append(outcome)
            expected = max(expected, operation.seq + 1)
        if expected != start:
            self._ports.log.expect(session.device_id, expected)
        return Pushed(expected, outcomes, resend_from)

    def _repeat(self, operation: Operation, logged: Logged | None, session: Session) -> Outcome | None:
        """The first answer again, or None when the operation is to be judged."""
        if logged is None:
            return None
        first = logged.outcome
        foreign = logged.person_id != session.person_id
        if foreign or logged.sha256 != operations.digest(operation):
            return _refuse(operation, "rejected", "op_id_reused")
        if first.result == "deferred":
            again = operation.seq != logged.seq
            return None if again else _with_seq(first, operation, "deferred")
        return _with_seq(first, operation, "rejected" if first.result == "rejected" else "duplicate")

    def _judge_new(
        self, operation: Operation, known: dict[str, Logged], session: Session
    ) -> tuple[Outcome, Logged]:
        sha256 = operations.digest(operation)
        outcome = self._waits_for(operation, known) or self._take(operation, sha256, session)
        entry = Logged(session.device_id, session.person_id, operation.seq, sha256, outcome)
        self._ports.log.append(operation, entry)
        return outcome, entry

    def _waits_for(self, operation: Operation, known: dict[str, Logged]) -> Outcome | None:
        results = {
            known[op_id].outcome.result if op_id in known else "deferred" for op_id in operation.depends_on
        }
        if "rejected" in results:
            return _refuse(operation, "rejected", "depends_on_rejected")
        if "deferred" in results:
            return _refuse(operation, "deferred", "depends_on_deferred")
        return None

    def _take(self, operation: Operation, sha256: str, session: Session) -> Outcome:
        kind = KINDS.get(operation.kind)
        if kind is None:
            return _refuse(operation, "deferred", "unknown_kind")
        well_named = operations.names_its_target(kind, operation)
        if not well_named or operations.check(kind, operation.fields) is not None:
            return _refuse(operation, "rejected", "invalid_fields")
        try:
            with self._ports.savepoints.savepoint():
                if kind.act == "resolve":
                    decision, conflicts = self._resolve(operation, session)
                else:
                    target = (kind.target, operation.target_id)
                    fields = operations.canonical(operation.fields)
                    decision, conflicts = self._change(
                        operation, kind, target, fields, operation.base, session
                    )
                receipt = self._ports.signer.sign(operation.op_id, sha256, session.at)
        except NotTaken as refusal:
            return _refused(operation, refusal.refused)
        except Faulty:
            return _refuse(operation, "deferred", "server_fault")
        return _outcome(operation, decision, conflicts, receipt)

    def _change(
        self,
        operation: Operation,
        kind: Kind,
        target: tuple[str, str],
        fields: dict[str, Any],
        base: dict[str, int],
        session: Session,
    ) -> tuple[Decision, list[FieldConflict]]:
        handler = self._handlers[target[0]]
        state = handler.load(operation, target[1], session)
        decision = merge.decide(kind, fields, base, state, session.author)
        if isinstance(decision, Impossible):
            raise NotTaken(Refused(decision.code, REFUSALS[decision.code]))
        if decision.writes:
            handler.apply(operation, target[1], decision, session)
        conflicts = [
            self._ports.conflicts.record(operation, target, clash, session.author)
            for clash in decision.clashes
        ]
        return decision, conflicts

    def _resolve(self, operation: Operation, session: Session) -> tuple[Decision, list[FieldConflict]]:
        """Settle a conflict as an edit of its field by someone who saw what stood when it arose."""
        conflict = self._ports.conflicts.find(operation.target_id)
        if conflict is None or conflict.inspection_id != operation.inspection_id:
            raise NotTaken(Refused("conflict_unknown", REFUSALS["conflict_unknown"]))
        choice = operation.fields["choice"]
        value = _chosen(conflict, operation)
        if operations.check_settled(conflict.target_type, conflict.field, value) is not None:
            raise NotTaken(Refused("invalid_fields", REFUSALS["invalid_fields"]))
        # Who settles it a second time had not seen the first decision, whatever version stood before.
        seen = 0 if conflict.resolved else conflict.standing_version
        base = {conflict.field: max(seen, operation.base.get(conflict.field, 0))}
        kind = Kind("conflict.resolve", conflict.target_type, "settle", operations.Fields)  # type: ignore[arg-type]
        target = (conflict.target_type, conflict.target_id)
        decision, again = self._change(operation, kind, target, {conflict.field: value}, base, session)
        if not again:
            self._ports.conflicts.settle(conflict.conflict_id, choice, value, session.author)
        return decision, again


def _chosen(conflict: Conflict, operation: Operation) -> Any:
    choice = operation.fields["choice"]
    if choice == "merged":
        return operations.canonical({conflict.field: operation.fields.get("value")})[conflict.field]
    return conflict.yours if choice == "yours" else conflict.theirs


def _outcome(
    operation: Operation, decision: Decision, conflicts: list[FieldConflict], receipt: Receipt
) -> Outcome:
    return Outcome(
        op_id=operation.op_id,
        seq=operation.seq,
        result=decision.result,
        versions=dict(decision.versions),
        receipt=receipt,
        conflicts=conflicts,
    )


def _refuse(operation: Operation, result: str, code: str) -> Outcome:
    refusal = Refusal(code=code, message=REFUSALS[code])
    return Outcome(op_id=operation.op_id, seq=operation.seq, result=result, refusal=refusal)  # type: ignore[arg-type]


def _refused(operation: Operation, refused: Refused) -> Outcome:
    refusal = Refusal(code=refused.code, message=refused.message)
    return Outcome(op_id=operation.op_id, seq=operation.seq, result="rejected", refusal=refusal)


def _with_seq(first: Outcome, operation: Operation, result: str) -> Outcome:
    return Outcome(
        op_id=first.op_id,
        seq=operation.seq,
        result=result,  # type: ignore[arg-type]
        versions=first.versions,
        receipt=first.receipt,
        conflicts=first.conflicts,
        refusal=first.refusal,
    )
