"""Bytes that must survive a power cut: content-addressed, create-only files with a small port.

Promises: `put_new` returns only after the file and its folder are on the disk (fsync of both), because an
acknowledgement to a tablet means exactly that; a file once stored is never written again. Growing files
(uploads) live apart under `partial/` until they are complete.
Does not: know what the bytes mean; delete anything but partial files and what `delete` is asked for.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import current_app

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PARTIAL_NAME = re.compile(r"[0-9a-f-]{36}")
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: lower-case hex SHA-256 and size in bytes."""

    sha256: str
    size: int


class FileStore(Protocol):
    """The port. Local today; an S3-compatible adapter joins at scale."""

    def put_new(self, source: bytes | BinaryIO) -> StoredFile: ...
    def adopt_partial(self, name: str, sha256: str) -> StoredFile: ...
    def write_partial(self, name: str, chunk: bytes, *, offset: int) -> None: ...
    def sync_partial(self, name: str) -> None: ...
    def cut_partial(self, name: str, size: int) -> None: ...
    def partial_size(self, name: str) -> int: ...
    def partial_path(self, name: str) -> Path: ...
    def open_range(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]: ...
    def path(self, sha256: str) -> Path: ...
    def stat(self, sha256: str) -> StoredFile | None: ...
    def all_files(self) -> Iterator[StoredFile]: ...
    def delete(self, sha256: str) -> None: ...
    def delete_partial(self, name: str) -> None: ...


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class LocalFileStore:
    """Files below one folder: `<2>/<2>/<sha256>`, growing ones in `partial/`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._partial = root / "partial"
        self._partial.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where a stored file lies. Raises ValueError for anything but a lower-case hex SHA-256."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def partial_path(self, name: str) -> Path:
        """Where a growing file lies. Raises ValueError for anything but a UUID."""
        if not _PARTIAL_NAME.fullmatch(name):
            raise ValueError("not an upload id")
        return self._partial / name

    def put_new(self, source: bytes | BinaryIO) -> StoredFile:
        """Store bytes under their hash. Already there: nothing is written, the same answer comes back."""
        digest = hashlib.sha256()
        size = 0
        descriptor, temporary = tempfile.mkstemp(dir=self._partial, prefix="new-")
        try:
            with os.fdopen(descriptor, "wb") as handle:
                for block in _blocks(source):
                    digest.update(block)
                    size += len(block)
                    handle.write(block)
                handle.flush()
                os.fsync(handle.fileno())
            self._place(Path(temporary), digest.hexdigest())
        finally:
            Path(temporary).unlink(missing_ok=True)
        return StoredFile(digest.hexdigest(), size)

    def adopt_partial(self, name: str, sha256: str) -> StoredFile:
        """Turn a complete growing file into a stored one. Raises ValueError when its bytes have another hash."""
        source = self.partial_path(name)
        digest = hashlib.sha256()
        with source.open("rb") as handle:
            for block in iter(lambda: handle.read(_BLOCK), b""):
                digest.update(block)
            os.fsync(handle.fileno())
            size = handle.tell()
        if digest.hexdigest() != sha256:
            raise ValueError("the bytes have another hash")
        self._place(source, sha256)
        source.unlink(missing_ok=True)
        return StoredFile(sha256, size)

    def _place(self, source: Path, sha256: str) -> None:
        target = self.path(sha256)
        if not target.parent.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            for folder in (target.parent.parent, self._root):
                _sync_folder(folder)
        # A link fails when the name is taken: create-only without a race.
        with contextlib.suppress(FileExistsError):
            os.link(source, target)
        _sync_folder(target.parent)

    def write_partial(self, name: str, chunk: bytes, *, offset: int) -> None:
        """Write `chunk` at the end of a growing file. Raises ValueError when `offset` is not the end.

        Not on the disk before `sync_partial`: bytes come in small pieces, and a flush for each would be slower than the line.
        """
        with self.partial_path(name).open("ab") as handle:
            if handle.tell() != offset:
                raise ValueError("offset does not match")
            handle.write(chunk)

    def sync_partial(self, name: str) -> None:
        """Put a growing file and its name on the disk."""
        path = self.partial_path(name)
        if not path.exists():
            return
        with path.open("rb") as handle:
            os.fsync(handle.fileno())
        _sync_folder(self._partial)

    def cut_partial(self, name: str, size: int) -> None:
        """Throw away what lies beyond `size` bytes."""
        if self.partial_size(name) > size:
            os.truncate(self.partial_path(name), size)

    def partial_size(self, name: str) -> int:
        """Bytes of a growing file; 0 when nothing has come."""
        path = self.partial_path(name)
        return path.stat().st_size if path.exists() else 0

    def open_range(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes from `start`, at most `length`, in blocks. Raises FileNotFoundError."""
        with self.path(sha256).open("rb") as handle:
            handle.seek(start)
            left = length
            while left is None or left > 0:
                block = handle.read(_BLOCK if left is None else min(_BLOCK, left))
                if not block:
                    return
                if left is not None:
                    left -= len(block)
                yield block

    def stat(self, sha256: str) -> StoredFile | None:
        """Size of a stored file, or None when it is not here."""
        path = self.path(sha256)
        return StoredFile(sha256, path.stat().st_size) if path.exists() else None

    def all_files(self) -> Iterator[StoredFile]:
        """Every stored file, in the order of the hashes."""
        for path in sorted(self._root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            yield StoredFile(path.name, path.stat().st_size)

    def delete(self, sha256: str) -> None:
        """Remove a stored file; only for derived pictures that can be made again."""
        self.path(sha256).unlink(missing_ok=True)

    def delete_partial(self, name: str) -> None:
        self.partial_path(name).unlink(missing_ok=True)


def _blocks(source: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    yield from iter(lambda: source.read(_BLOCK), b"")


def file_store() -> FileStore:
    """The running application's store."""
    store = current_app.extensions["file_store"]
    assert isinstance(store, LocalFileStore)
    return store
