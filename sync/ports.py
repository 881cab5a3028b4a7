"""What the engine needs from its surroundings, as protocols. An application and `memory` both fulfil them.

The same tests (tests/sync/contract) run against every implementation. Nothing here commits: the caller opens one
transaction around a push and commits it before it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sync.merge import Author, Clash, Decision, Target
from sync.protocol import Change, FieldConflict, Operation, Outcome, Receipt


@dataclass(frozen=True)
class Session:
    """Who pushes or pulls, and when. `actor` is the application's own idea of the person; the engine never looks in."""

    device_id: str
    person_id: str
    actor: Any
    at: str

    @property
    def author(self) -> Author:
        """The session as the author of what it changes."""
        return Author(self.device_id, self.person_id, self.at)


@dataclass(frozen=True)
class Logged:
    """An operation that was judged before, with the outcome it got."""

    device_id: str
    person_id: str
    seq: int
    sha256: str
    outcome: Outcome


@dataclass(frozen=True)
class Refused:
    """The application does not take an operation: a code and a sentence for the person."""

    code: str
    message: str


@dataclass(frozen=True)
class Conflict:
    """A recorded conflict as resolving it needs to know it."""

    conflict_id: str
    inspection_id: str
    target_type: str
    target_id: str
    field: str
    yours: Any
    theirs: Any
    standing_version: int
    resolved: bool


class OperationLog(Protocol):
    """Which operations were judged, and the number each device must send next."""

    def lock_device(self, device_id: str) -> int:
        """Let no other transaction push for this device until the end; returns the expected number."""

    def find(self, op_ids: Iterable[str]) -> dict[str, Logged]:
        """Those of the operations that were judged before."""

    def append(self, operation: Operation, logged: Logged) -> None:
        """Keep an operation and its outcome; one that was deferred before is replaced."""

    def expect(self, device_id: str, seq: int) -> None:
        """Store the number the device must send next."""


class Conflicts(Protocol):
    """Open and settled conflicts."""

    def record(
        self, operation: Operation, target: tuple[str, str], clash: Clash, author: Author
    ) -> FieldConflict:
        """Keep both values; returns the conflict as the tablet is told of it.

        While a conflict that the same device raised on the same field is open, its newer value takes the place of
        the older one there, since both are one person's successive wording.
        """

    def find(self, conflict_id: str) -> Conflict | None:
        """The conflict, or None."""

    def settle(self, conflict_id: str, choice: str, value: Any, author: Author) -> None:
        """Mark as resolved."""


class Savepoints(Protocol):
    """Lets one operation fail alone."""

    def savepoint(self) -> AbstractContextManager[None]:
        """What was written inside is undone when the block raises."""


class ReceiptSigner(Protocol):
    """Signs what the server promises to keep."""

    def sign(self, subject_id: str, sha256: str, at: str) -> Receipt:
        """The receipt for an operation or a file."""


class NotTaken(Exception):
    """Raised by a handler inside its savepoint to refuse an operation; the engine turns it into an outcome."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


class Faulty(Exception):
    """Raised by a handler inside its savepoint when it failed for a reason of its own (a bug, already reported).

    The operation is deferred: it stays on its tablet and is offered again, and the others go on.
    """


class Handler(Protocol):
    """Joins one type of target to the application."""

    def load(self, operation: Operation, target_id: str, session: Session) -> Target:
        """The state the operation meets, locked for this transaction.

        Raises:
            NotTaken: the person may not touch this target.
        """

    def apply(self, operation: Operation, target_id: str, decision: Decision, session: Session) -> None:
        """Write the decision's fields and stamps.

        Raises:
            NotTaken: a rule of the application forbids it.
        """


@dataclass(frozen=True)
class FeedEntry:
    """The newest change of one thing, at its number; `audience` is set when it concerns one person only."""

    number: int
    type: str
    target_id: str
    inspection_id: str
    audience: str = ""


class ChangeFeed(Protocol):
    """What changed, in the order in which it became visible."""

    def read(self, session: Session, after: int, limit: int) -> Sequence[FeedEntry]:
        """Entries that concern this person with a number above `after`, in order, at most `limit`."""

    def project(self, session: Session, entries: Sequence[FeedEntry]) -> Sequence[Change]:
        """Each entry as this person may see it now, in the same order; what is not visible comes as removed."""

    def epoch(self) -> str:
        """The epoch of this installation; a restore makes a new one."""


@dataclass(frozen=True)
class UploadInfo:
    """One upload: whose, what it will be, and until when it may be continued."""

    upload_id: str
    person_id: str
    device_id: str
    evidence_id: str
    role: str
    media_type: str
    sha256: str
    length: int
    expires_at: str
    finished: bool = False


class UploadStore(Protocol):
    """Keeps uploads and their bytes. The size of the kept bytes is the truth about the offset."""

    def add(self, info: UploadInfo) -> None:
        """Keep a new upload; durable when it returns."""

    def get(self, upload_id: str) -> UploadInfo | None:
        """The upload, or None when it is unknown or was removed."""

    def prolong(self, upload_id: str, expires_at: str) -> None:
        """Move the end of an upload's life."""

    def offset(self, upload_id: str) -> int:
        """How many bytes are kept."""

    def write(self, upload_id: str, offset: int, chunk: bytes) -> None:
        """Append a chunk at the offset, which is the end of what is kept."""

    def flush(self, upload_id: str) -> None:
        """Put what was written onto the disk."""

    def cut(self, upload_id: str, offset: int) -> None:
        """Throw away what lies beyond the offset."""

    def complete(self, info: UploadInfo) -> Receipt:
        """Hand the whole file over and sign for it; durable when it returns.

        Raises:
            NotTaken: the bytes are not what was announced, or no usable picture.
        """

    def known(self, person_id: str, sha256: str) -> Receipt | None:
        """The receipt, when this same person's tablets have sent these bytes before."""

    def remove(self, upload_id: str) -> None:
        """Forget the upload and its bytes."""

    def expired(self, at: str) -> list[str]:
        """Unfinished uploads whose life has ended."""


class Locker(Protocol):
    """Guards single writes to an upload, and lets the newest request take over from one that hangs."""

    def take_over(self, upload_id: str) -> int:
        """Become the one who may write; returns the turn to show at each write."""

    def turn(self, upload_id: str, turn: int) -> AbstractContextManager[bool]:
        """Hold the upload for one write; yields False when a newer request has taken over."""

    def forget(self, upload_id: str) -> None:
        """Drop what is kept about the upload."""


Handlers = Mapping[str, Handler]
"""One handler for each type of target."""
