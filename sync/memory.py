"""The ports in memory, for tests and the simulation.

Promises the same behaviour as the SQL side: both pass tests/sync/contract. A transaction is a copy of the state
that becomes the state when it commits; dropping it is what a crash before the commit does.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sync.engine import Ports, Pushed, SyncEngine
from sync.feed import Feed, Page
from sync.merge import Author, Clash, Decision, Stamp, Target
from sync.operations import REMOVED
from sync.ports import Conflict, FeedEntry, Logged, NotTaken, Refused, Session, UploadInfo
from sync.protocol import Change, FieldConflict, Operation, Push, Receipt


@dataclass
class Thing:
    """One target with its values and stamps."""

    inspection_id: str
    values: dict[str, Any] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    late: bool = False


@dataclass
class KeptConflict:
    """A conflict with everything that is told of it."""

    conflict: Conflict
    device: str
    person: str
    op_id: str
    choice: str | None = None
    value: Any = None


@dataclass
class State:
    """Everything a server keeps. `members` says who sees which inspection."""

    epoch: str = "epoch-1"
    log: dict[str, Logged] = field(default_factory=dict)
    expected: dict[str, int] = field(default_factory=dict)
    things: dict[tuple[str, str], Thing] = field(default_factory=dict)
    conflicts: dict[str, KeptConflict] = field(default_factory=dict)
    feed: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    last_number: int = 0
    members: dict[str, set[str]] = field(default_factory=dict)

    def note(self, type_: str, target_id: str, inspection_id: str, audience: str = "") -> None:
        """Move a thing to the end of the feed."""
        self.last_number += 1
        self.feed[type_, target_id, inspection_id, audience] = self.last_number


class DigestSigner:
    """Signs with a plain digest; enough to see that a receipt is repeated unchanged."""

    def sign(self, subject_id: str, sha256: str, at: str) -> Receipt:
        """The receipt for an operation or a file."""
        text = f"{subject_id}\n{sha256}\n{at}"
        return Receipt(
            id=subject_id, sha256=sha256, at=at, signature=hashlib.sha256(text.encode()).hexdigest()
        )


class _Log:
    def __init__(self, state: State) -> None:
        self._state = state

    def lock_device(self, device_id: str) -> int:
        return self._state.expected.get(device_id, 1)

    def find(self, op_ids: Iterable[str]) -> dict[str, Logged]:
        return {op_id: self._state.log[op_id] for op_id in op_ids if op_id in self._state.log}

    def append(self, operation: Operation, logged: Logged) -> None:
        self._state.log[operation.op_id] = logged

    def expect(self, device_id: str, seq: int) -> None:
        self._state.expected[device_id] = seq


class _Conflicts:
    def __init__(self, state: State) -> None:
        self._state = state

    def record(
        self, operation: Operation, target: tuple[str, str], clash: Clash, author: Author
    ) -> FieldConflict:
        kept = self._open_of(author.device, target, clash.field)
        conflict_id = (
            kept.conflict.conflict_id if kept else operation.op_id[:-4] + f"{len(self._state.conflicts):04x}"
        )
        conflict = Conflict(
            conflict_id=conflict_id,
            inspection_id=operation.inspection_id,
            target_type=target[0],
            target_id=target[1],
            field=clash.field,
            yours=clash.yours,
            theirs=clash.theirs,
            standing_version=clash.stamp.version if clash.stamp else 0,
            resolved=False,
        )
        self._state.conflicts[conflict_id] = KeptConflict(
            conflict, author.device, author.person, operation.op_id
        )
        self._state.note("conflict", conflict_id, operation.inspection_id)
        return FieldConflict(
            conflict_id=conflict_id,
            field=clash.field,
            yours=clash.yours,
            theirs=clash.theirs,
            their_person=clash.stamp.person if clash.stamp else None,
            their_at=clash.stamp.at if clash.stamp else None,
        )

    def find(self, conflict_id: str) -> Conflict | None:
        kept = self._state.conflicts.get(conflict_id)
        return kept.conflict if kept else None

    def settle(self, conflict_id: str, choice: str, value: Any, author: Author) -> None:  # noqa: ARG002
        kept = self._state.conflicts[conflict_id]
        conflict = replace(kept.conflict, resolved=True)
        self._state.conflicts[conflict_id] = replace(kept, conflict=conflict, choice=choice, value=value)
        self._state.note("conflict", conflict_id, conflict.inspection_id)

    def _open_of(self, device: str, target: tuple[str, str], name: str) -> KeptConflict | None:
        for kept in self._state.conflicts.values():
            found = kept.conflict
            same = (found.target_type, found.target_id, found.field) == (*target, name)
            if same and kept.device == device and not found.resolved:
                return kept
        return None


class _Savepoints:
    def __init__(self, state: State) -> None:
        self._state = state

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        before = copy.deepcopy(self._state.__dict__)
        try:
            yield
        except Exception:
            self._state.__dict__.clear()
            self._state.__dict__.update(before)
            raise


class MemoryHandler:
    """Keeps targets of one type; refuses people who are not members of the inspection."""

    def __init__(self, state: State, type_: str) -> None:
        self._state, self._type = state, type_

    def load(self, operation: Operation, target_id: str, session: Session) -> Target:
        """The state an operation meets."""
        if session.person_id not in self._state.members.get(operation.inspection_id, set()):
            raise NotTaken(Refused("not_found", "没有这次检查，或者您现在不能看。"))
        inspection = self._state.things.get(("inspection", operation.inspection_id))
        locked = bool(inspection and inspection.values.get("finished_at"))
        thing = self._state.things.get((self._type, target_id))
        if thing is None:
            return Target(exists=False, locked=locked)
        if thing.inspection_id != operation.inspection_id:
            raise NotTaken(Refused("not_found", "没有这条记录，或者您现在不能看。"))
        return Target(True, dict(thing.values), dict(thing.stamps), locked, thing.late)

    def apply(self, operation: Operation, target_id: str, decision: Decision, session: Session) -> None:  # noqa: ARG002
        """Write the decision."""
        key = (self._type, target_id)
        fresh = Thing(operation.inspection_id, {REMOVED: False}, late=decision.late)
        thing = self._state.things.setdefault(key, fresh)
        thing.values.update(decision.writes)
        thing.stamps.update(decision.stamps)
        self._state.note(self._type, target_id, operation.inspection_id)


class MemoryFeed:
    """The change feed over a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    def read(self, session: Session, after: int, limit: int) -> Sequence[FeedEntry]:
        """Entries of this person's inspections, and removals addressed to the person."""
        mine = {key for key, people in self._state.members.items() if session.person_id in people}
        entries = [
            FeedEntry(number, *key)
            for key, number in self._state.feed.items()
            if number > after and (key[3] == session.person_id or (not key[3] and key[2] in mine))
        ]
        return sorted(entries, key=lambda entry: entry.number)[:limit]

    def project(self, session: Session, entries: Sequence[FeedEntry]) -> Sequence[Change]:
        """Each entry as it stands."""
        return [self._project(session, entry) for entry in entries]

    def epoch(self) -> str:
        """The epoch of the state."""
        return self._state.epoch

    def _project(self, session: Session, entry: FeedEntry) -> Change:
        visible = session.person_id in self._state.members.get(entry.inspection_id, set())
        record: dict[str, Any] | None = None
        versions: dict[str, int] = {}
        if visible and entry.type == "conflict":
            kept = self._state.conflicts[entry.target_id].conflict
            record = {
                "target_id": kept.target_id,
                "field": kept.field,
                "yours": kept.yours,
                "theirs": kept.theirs,
                "resolved": kept.resolved,
            }
        elif visible and (thing := self._state.things.get((entry.type, entry.target_id))):
            record = dict(thing.values)
            versions = {name: stamp.version for name, stamp in thing.stamps.items()}
        return Change(
            type=entry.type, id=entry.target_id, removed=record is None, versions=versions, record=record
        )


@dataclass(frozen=True)
class MemoryServer:
    """A whole server without a network: each call is one transaction."""

    state: State = field(default_factory=State)

    def add_inspection(self, inspection_id: str, people: Iterable[str]) -> None:
        """Plan an inspection for a team."""
        self.state.members[inspection_id] = set(people)
        self.state.things["inspection", inspection_id] = Thing(inspection_id)
        self.state.note("inspection", inspection_id, inspection_id)

    def take_off(self, inspection_id: str, person_id: str) -> None:
        """Take a person off the team, and tell their tablets."""
        self.state.members[inspection_id].discard(person_id)
        self.state.note("inspection", inspection_id, inspection_id, person_id)

    def put_on(self, inspection_id: str, person_id: str) -> None:
        """Put a person on the team: everything of the inspection is new to them."""
        self.state.members[inspection_id].add(person_id)
        for type_, target_id, scope, audience in sorted(self.state.feed):
            if scope == inspection_id and not audience:
                self.state.note(type_, target_id, scope)

    def push(self, batch: Push, session: Session, *, crash_before_commit: bool = False) -> Pushed:
        """Judge a batch in a transaction of its own.

        Raises:
            ConnectionError: when the crash was asked for; nothing of the batch remains.
        """
        work = copy.deepcopy(self.state)
        handlers = {
            type_: MemoryHandler(work, type_) for type_ in ("inspection", "answer", "finding", "evidence")
        }
        ports = Ports(_Log(work), _Conflicts(work), _Savepoints(work), DigestSigner())
        pushed = SyncEngine(ports, handlers).push(batch, session, work.epoch)
        if crash_before_commit:
            raise ConnectionError("the server stopped before its commit")
        self.state.__dict__.update(work.__dict__)
        return pushed

    def pull(self, session: Session, cursor: str, limit: int = 200) -> Page:
        """One page."""
        return Feed(MemoryFeed(self.state)).pull(session, cursor, limit)


class MemoryUploads:
    """Uploads in memory, with what a power cut would leave: only flushed bytes are durable."""

    def __init__(self, signer: DigestSigner | None = None) -> None:
        self._signer = signer or DigestSigner()
        self._infos: dict[str, UploadInfo] = {}
        self._written: dict[str, bytearray] = {}
        self._flushed: dict[str, int] = {}
        self._receipts: dict[tuple[str, str], Receipt] = {}
        self.files: dict[str, bytes] = {}

    def add(self, info: UploadInfo) -> None:
        """Keep a new upload."""
        self._infos[info.upload_id], self._written[info.upload_id] = info, bytearray()

    def get(self, upload_id: str) -> UploadInfo | None:
        """The upload, or None."""
        return self._infos.get(upload_id)

    def prolong(self, upload_id: str, expires_at: str) -> None:
        """Move the end of life."""
        self._infos[upload_id] = replace(self._infos[upload_id], expires_at=expires_at)

    def offset(self, upload_id: str) -> int:
        """Bytes kept."""
        return len(self._written.get(upload_id, b""))

    def write(self, upload_id: str, offset: int, chunk: bytes) -> None:
        """Append a chunk."""
        if offset != self.offset(upload_id):
            raise ValueError("offset does not match")
        self._written[upload_id] += chunk

    def flush(self, upload_id: str) -> None:
        """Make what was written durable."""
        self._flushed[upload_id] = self.offset(upload_id)

    def cut(self, upload_id: str, offset: int) -> None:
        """Throw away what lies beyond."""
        del self._written[upload_id][offset:]

    def complete(self, info: UploadInfo) -> Receipt:
        """Verify the hash and keep the file."""
        content = bytes(self._written[info.upload_id])
        if hashlib.sha256(content).hexdigest() != info.sha256:
            raise NotTaken(Refused("hash_mismatch", "送到的照片和平板上的不一样，请再送一次。"))
        self.files[info.sha256] = content
        receipt = self._signer.sign(info.upload_id, info.sha256, info.expires_at)
        self._receipts[info.person_id, info.sha256] = receipt
        self._infos[info.upload_id] = replace(info, finished=True)
        return receipt

    def known(self, person_id: str, sha256: str) -> Receipt | None:
        """The receipt of bytes this person sent before."""
        return self._receipts.get((person_id, sha256))

    def remove(self, upload_id: str) -> None:
        """Forget the upload."""
        self._infos.pop(upload_id, None)
        self._written.pop(upload_id, None)

    def expired(self, at: str) -> list[str]:
        """Unfinished uploads whose life has ended."""
        return [i.upload_id for i in self._infos.values() if not i.finished and i.expires_at <= at]

    def power_cut(self) -> None:
        """What was not flushed is gone."""
        for upload_id, written in self._written.items():
            del written[self._flushed.get(upload_id, 0) :]


class MemoryLocker:
    """Turns of one process."""

    def __init__(self) -> None:
        self._turns: dict[str, int] = {}

    def take_over(self, upload_id: str) -> int:
        """Become the one who may write."""
        self._turns[upload_id] = self._turns.get(upload_id, 0) + 1
        return self._turns[upload_id]

    @contextmanager
    def turn(self, upload_id: str, turn: int) -> Iterator[bool]:
        """Hold the upload for one write."""
        yield self._turns.get(upload_id) == turn

    def forget(self, upload_id: str) -> None:
        """Drop what is kept."""
        self._turns.pop(upload_id, None)
