"""Uploads over SQL and the file store, and the locks that order their writers.

Promises: an offset that was answered is on the disk; a file is handed over only when hash, size and content are
right, and its receipt is given after the commit. Bytes are appended as they arrive and flushed once a request, also
when the line is cut: what a power cut can take was never answered.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update

from inspect_app.accounts.actor import PROGRAM, Actor
from inspect_app.evidence import service as evidence
from inspect_app.evidence.decoding import examine
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import FileStore, file_store
from inspect_app.foundation.jobs import register_sweep
from inspect_app.foundation.refusals import Refusal
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.tablet.models import Upload
from inspect_app.tablet.receipts import receipt_signer
from inspect_app.tablet.refusals import HashMismatch
from sync.instants import from_wire, to_wire
from sync.ports import NotTaken, Refused, UploadInfo
from sync.protocol import Receipt
from sync.uploads import UploadDesk

LIFE: Final = timedelta(days=7)
"""How long an upload may rest before it is forgotten; the tablet then begins it anew by itself."""


class SqlUploadStore:
    """uploads, and the growing files under `partial/`.

    Args:
        actor: the person on the tablet, to whom finished files belong.
    """

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._files: FileStore = file_store()

    def add(self, info: UploadInfo) -> None:
        """Keep a new upload."""
        with unit_of_work():
            db.session.add(
                Upload(
                    id=UUID(info.upload_id),
                    person_id=UUID(info.person_id),
                    device_id=UUID(info.device_id),
                    evidence_id=UUID(info.evidence_id),
                    role=info.role,
                    media_type=info.media_type,
                    sha256=info.sha256,
                    length=info.length,
                    created_at=clock.now(),
                    expires_at=from_wire(info.expires_at),
                )
            )

    def get(self, upload_id: str) -> UploadInfo | None:
        """An upload by its id."""
        row = db.session.get(Upload, UUID(upload_id))
        if row is None:
            return None
        return UploadInfo(
            upload_id=upload_id,
            person_id=str(row.person_id),
            device_id=str(row.device_id),
            evidence_id=str(row.evidence_id),
            role=row.role,
            media_type=row.media_type,
            sha256=row.sha256,
            length=row.length,
            expires_at=to_wire(row.expires_at),
            finished=row.finished_at is not None,
        )

    def prolong(self, upload_id: str, expires_at: str) -> None:
        """Move the end of its life."""
        with unit_of_work():
            db.session.execute(
                update(Upload).where(Upload.id == UUID(upload_id)).values(expires_at=from_wire(expires_at))
            )

    def offset(self, upload_id: str) -> int:
        """Bytes kept: the size of the growing file."""
        return self._files.partial_size(upload_id)

    def write(self, upload_id: str, offset: int, chunk: bytes) -> None:
        """Append a chunk."""
        self._files.write_partial(upload_id, chunk, offset=offset)

    def flush(self, upload_id: str) -> None:
        """Put what was written on the disk."""
        self._files.sync_partial(upload_id)

    def cut(self, upload_id: str, offset: int) -> None:
        """Throw away what lies beyond."""
        self._files.cut_partial(upload_id, offset)

    def complete(self, info: UploadInfo) -> Receipt:
        """Verify the whole file, hand it to evidence and sign for it."""
        path = self._files.partial_path(info.upload_id)
        if _sha256(path) != info.sha256:
            raise NotTaken(Refused(HashMismatch.code, HashMismatch.message))
        try:
            picture = examine(path)
        except Refusal as refusal:
            raise NotTaken(Refused(refusal.code, refusal.message)) from refusal
        stored = self._files.adopt_partial(info.upload_id, info.sha256)
        at = clock.now()
        receipt = receipt_signer().sign(info.upload_id, info.sha256, to_wire(at))
        with unit_of_work():
            file = evidence.receive(
                stored,
                media_type=picture.media_type,
                receipt=msgspec.to_builtins(receipt),
                actor=self._actor,
                at=at,
            )
            db.session.get_one(Upload, UUID(info.upload_id)).finished_at = at
            return msgspec.convert(file.receipt, Receipt)

    def known(self, person_id: str, sha256: str) -> Receipt | None:
        """The receipt of bytes this person's tablets sent before."""
        file = evidence.known_file(UUID(person_id), sha256)
        return msgspec.convert(file.receipt, Receipt) if file else None

    def remove(self, upload_id: str) -> None:
        """Forget an upload and its bytes."""
        with unit_of_work():
            db.session.execute(delete(Upload).where(Upload.id == UUID(upload_id)))
        self._files.delete_partial(upload_id)

    def expired(self, at: str) -> list[str]:
        """Uploads whose life has ended."""
        found = db.session.scalars(select(Upload.id).where(Upload.expires_at <= from_wire(at)))
        return [str(upload_id) for upload_id in found]


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class FileLocker:
    """Turns kept in a small file beside the growing one, so that they hold between threads and processes.

    A request whose tablet is long gone may hang in its read for a minute. It holds no lock while it waits: the next
    request takes over, and the old one finds that out at its next write.
    """

    def take_over(self, upload_id: str) -> int:
        """Become the one who may write."""
        with _locked(self._path(upload_id)) as handle:
            turn = _read_turn(handle) + 1
            os.pwrite(handle, str(turn).encode(), 0)
            return turn

    @contextmanager
    def turn(self, upload_id: str, turn: int) -> Iterator[bool]:
        """Hold the upload for one write."""
        with _locked(self._path(upload_id)) as handle:
            yield _read_turn(handle) == turn

    def forget(self, upload_id: str) -> None:
        """Drop the file."""
        self._path(upload_id).unlink(missing_ok=True)

    def _path(self, upload_id: str) -> Path:
        return file_store().partial_path(upload_id).with_suffix(".turn")


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _read_turn(handle: int) -> int:
    return int(os.pread(handle, 20, 0) or b"0")


def upload_desk(actor: Actor) -> UploadDesk:
    """The desk for one person's tablet."""
    return UploadDesk(
        SqlUploadStore(actor),
        FileLocker(),
        now=lambda: to_wire(clock.now()),
        expiry=lambda: to_wire(clock.now() + LIFE),
    )


def new_expiry(at: datetime) -> str:
    """The end of life of an upload that begins now."""
    return to_wire(at + LIFE)


def forget_expired_uploads() -> int:
    """Sweep: forget what rested too long; returns how many."""
    return upload_desk(PROGRAM).expire()


register_sweep("expired uploads", forget_expired_uploads)
