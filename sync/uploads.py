"""The upload desk: bytes that come in pieces over a bad line, as tus 1.0 asks.

Promises: what has arrived is kept as it arrives; an offset that was answered is on the disk; only a file whose
length and hash are those announced is handed on; bytes this same person sent before need not come again. Does not
speak HTTP, and does not judge what the bytes are (`ports.UploadStore.complete` does).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from sync.ports import Locker, NotTaken, UploadInfo, UploadStore
from sync.protocol import MAX_UPLOAD_BYTES, Receipt

CHECKSUMS: Final = ("sha1", "sha256")
"""Algorithms of the checksum extension."""


class UploadError(Exception):
    """Base of what can go wrong; the HTTP side has a status for each."""


class UnknownUpload(UploadError):
    """No such upload, or it is someone else's."""


class UploadGone(UploadError):
    """Its life has ended; the tablet makes a new one."""


class WrongOffset(UploadError):
    """The bytes do not continue what is kept."""


class TooMuch(UploadError):
    """More bytes than the upload is long, or longer than the server takes."""


class ChecksumMismatch(UploadError):
    """The piece arrived damaged; what it wrote was thrown away."""


class TakenOver(UploadError):
    """A newer request continues this upload; this one must stop."""


@dataclass(frozen=True)
class Progress:
    """How far an upload is; with its receipt once it is complete."""

    info: UploadInfo | None
    offset: int
    receipt: Receipt | None = None


@dataclass(frozen=True)
class Checksum:
    """What the sender says a piece hashes to."""

    algorithm: str
    digest: bytes


class UploadDesk:
    """Opens, continues and finishes uploads.

    Args:
        expiry: gives the end of life for an upload that is touched now.
        now: the present time, comparable to what `expiry` gives.
    """

    def __init__(
        self, store: UploadStore, locker: Locker, *, now: Callable[[], str], expiry: Callable[[], str]
    ) -> None:
        self._store, self._locker, self._now, self._expiry = store, locker, now, expiry

    def open(self, info: UploadInfo) -> Progress:
        """Begin an upload, or say at once that this person's tablets have sent the bytes before.

        Raises:
            TooMuch: longer than `MAX_UPLOAD_BYTES`.
        """
        if not 0 < info.length <= MAX_UPLOAD_BYTES:
            raise TooMuch(str(info.length))
        receipt = self._store.known(info.person_id, info.sha256)
        self._store.add(info)
        if receipt is not None:
            return Progress(info, info.length, receipt)
        return Progress(info, 0)

    def look(self, upload_id: str, person_id: str) -> Progress:
        """How far an upload is.

        Raises:
            UnknownUpload, UploadGone: it cannot be continued.
        """
        info = self._own(upload_id, person_id)
        receipt = self._store.known(person_id, info.sha256)
        if receipt is not None:
            return Progress(info, info.length, receipt)
        return Progress(info, self._store.offset(upload_id))

    def append(
        self,
        upload_id: str,
        person_id: str,
        offset: int,
        chunks: Iterable[bytes],
        checksum: Checksum | None = None,
    ) -> Progress:
        """Keep bytes as they come; when the last one is here, verify and hand the file on.

        The iterable may raise when the line is cut: what came before is kept and flushed, and the error goes on.

        Raises:
            UnknownUpload, UploadGone, WrongOffset, TooMuch, ChecksumMismatch, TakenOver: see the classes.
            NotTaken: the whole file was refused.
        """
        info = self._own(upload_id, person_id)
        done = self._store.known(person_id, info.sha256)
        if done is not None:
            if offset != info.length:
                raise WrongOffset(str(info.length))
            return Progress(info, info.length, done)
        turn = self._locker.take_over(upload_id)
        hasher = hashlib.new(checksum.algorithm) if checksum else None
        self._store.prolong(upload_id, self._expiry())
        end = offset
        try:
            with self._locker.turn(upload_id, turn) as mine:
                if not mine:
                    raise TakenOver(upload_id)
                if self._store.offset(upload_id) != offset:
                    raise WrongOffset(str(self._store.offset(upload_id)))
            for chunk in chunks:
                end = self._keep(info, turn, end, chunk)
                if hasher:
                    hasher.update(chunk)
        finally:
            self._store.flush(upload_id)
        if hasher and checksum and hasher.digest() != checksum.digest:
            self._undo(upload_id, turn, offset)
            raise ChecksumMismatch(upload_id)
        return self._finish(info, turn) if end == info.length else Progress(info, end)

    def terminate(self, upload_id: str, person_id: str) -> None:
        """Forget an upload. Raises UnknownUpload, UploadGone."""
        self._own(upload_id, person_id)
        self._locker.take_over(upload_id)
        self._store.remove(upload_id)
        self._locker.forget(upload_id)

    def expire(self) -> int:
        """Forget every upload whose life has ended; returns how many."""
        gone = self._store.expired(self._now())
        for upload_id in gone:
            self._locker.take_over(upload_id)
            self._store.remove(upload_id)
            self._locker.forget(upload_id)
        return len(gone)

    def _own(self, upload_id: str, person_id: str) -> UploadInfo:
        info = self._store.get(upload_id)
        if info is None or info.person_id != person_id:
            raise UnknownUpload(upload_id)
        if not info.finished and info.expires_at <= self._now():
            raise UploadGone(upload_id)
        return info

    def _keep(self, info: UploadInfo, turn: int, end: int, chunk: bytes) -> int:
        if end + len(chunk) > info.length:
            raise TooMuch(f"{end + len(chunk)} > {info.length}")
        with self._locker.turn(info.upload_id, turn) as mine:
            if not mine:
                raise TakenOver(info.upload_id)
            self._store.write(info.upload_id, end, chunk)
        return end + len(chunk)

    def _undo(self, upload_id: str, turn: int, offset: int) -> None:
        with self._locker.turn(upload_id, turn) as mine:
            if mine:
                self._store.cut(upload_id, offset)
                self._store.flush(upload_id)

    def _finish(self, info: UploadInfo, turn: int) -> Progress:
        """Hand the whole file on; a refused one is forgotten, so that a repeat starts from nothing."""
        with self._locker.turn(info.upload_id, turn) as mine:
            if not mine:
                raise TakenOver(info.upload_id)
            try:
                receipt = self._store.complete(info)
            except NotTaken:
                self._store.remove(info.upload_id)
                raise
        self._locker.forget(info.upload_id)
        return Progress(info, info.length, receipt)
