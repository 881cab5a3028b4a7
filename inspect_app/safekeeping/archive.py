"""The archive's form: a tar file that any tool opens, closed by a line with the hash of all before it.

Members: `tables/<name>.jsonl.gz` (one JSON list a row), `files/<sha256>`, `keys.sealed`, and last `manifest.json`, which
says what must be there. Promises: under its own name an archive is complete, on the disk and read back; a changed,
missing or additional byte or member is found by `read`. Does not: know the database or what a file means; unpack by
the names in the tar, so no archive can write outside of where its reader puts things.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import secrets
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

import msgspec

MANIFEST = "manifest.json"
KEYS = "keys.sealed"
_TABLE = re.compile(r"tables/([a-z0-9_]+)\.jsonl\.gz")
_FILE = re.compile(r"files/([0-9a-f]{64})")
_TRAILER = b"\nINSPECT-BACKUP 1 sha256="
_TRAILER_SIZE = len(_TRAILER) + 64 + 1
_BLOCK = 1024 * 1024
DRAFT_SUFFIX = ".draft"
"""Ending of what is not an archive yet."""
Watch = Callable[[int], None]
"""Told how many bytes have gone by since it was told last."""


class Damaged(Exception):
    """The file is no whole, unchanged archive; the text (English) says where it was noticed."""


class TableFacts(msgspec.Struct, frozen=True):
    """One table: rows, SHA-256 of its lines unpacked, its columns with their kinds, its key (portable.Form)."""

    rows: int
    sha256: str
    columns: list[tuple[str, str]]
    key: list[str]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive holds. `files` maps hash to size; `damaged` names files that had rotted when it was made."""

    format: int
    made_at: str
    database: str
    migration: str
    tables: dict[str, TableFacts]
    files: dict[str, int]
    damaged: list[str]
    keys_sha256: str

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(facts.rows for facts in self.tables.values())

    @property
    def file_bytes(self) -> int:
        """Bytes of all files."""
        return sum(self.files.values())


@dataclass(frozen=True)
class ArchiveFacts:
    """A whole archive: its manifest, size, and the SHA-256 that `sha256sum` shows for it."""

    manifest: Manifest
    size: int
    sha256: str


class Visitor(Protocol):
    """What a reader does with the members, in their order; each must read its stream to the end."""

    def table(self, name: str, lines: Iterator[bytes]) -> None: ...
    def file(self, sha256: str, stream: HashingReader) -> None: ...
    def keys(self, sealed: bytes) -> None: ...


class ArchiveWriter:
    """Writes one archive beside its name and gives it the name at the end; leaving the block early leaves nothing.

    Args:
        target: where the archive shall be. Raises FileExistsError when something is there already.
    """

    def __init__(self, target: Path) -> None:
        if target.exists():
            raise FileExistsError(target)
        self._target = target
        self._draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}{DRAFT_SUFFIX}")

    def __enter__(self) -> ArchiveWriter:
        descriptor = os.open(self._draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._handle = os.fdopen(descriptor, "wb")
        self._body = _HashingWriter(self._handle)
        self._tar = tarfile.open(fileobj=self._body, mode="w|", bufsize=_BLOCK)  # closed in finish
        return self

    def __exit__(self, *_trouble: object) -> None:
        # Else tarfile would write its end into a closed file when it is forgotten.
        self._body.ended = True
        self._tar.close()
        self._handle.close()
        self._draft.unlink(missing_ok=True)

    def add(self, name: str, stream: IO[bytes], size: int) -> None:
        """Append a member of exactly `size` bytes."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self._tar.addfile(entry, stream)

    def finish(self, manifest: Manifest, watch: Watch | None = None) -> ArchiveFacts:
        """Close, flush to the disk, read everything back, and only then give the archive its name. Raises Damaged."""
        text = msgspec.json.encode(manifest)
        self.add(MANIFEST, io.BytesIO(text), len(text))
        self._tar.close()
        self._handle.write(_TRAILER + self._body.digest.hexdigest().encode() + b"\n")
        self._handle.flush()
        os.fsync(self._handle.fileno())
        facts = read(self._draft, watch=watch)
        if self._target.exists():
            raise FileExistsError(self._target)
        self._draft.rename(self._target)
        sync_folder(self._target.parent)
        return facts


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _HashingWriter(io.RawIOBase):
    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle
        self.digest = hashlib.sha256()
        self.ended = False
        """What comes afterwards is of no interest."""

    def write(self, block: bytes) -> int:  # type: ignore[override]
        if self.ended:
            return len(block)
        self.digest.update(block)
        return self._handle.write(block)


class HashingReader(io.RawIOBase):
    """Passes a stream on and hashes what goes by.

    Args:
        limit: read no further than this many bytes.
        watch: told of every piece that goes by.
    """

    def __init__(self, stream: IO[bytes], limit: int | None = None, watch: Watch | None = None) -> None:
        self._stream = stream
        self._left = limit
        self._watch = watch
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._left is not None:
            size = self._left if size < 0 else min(size, self._left)
        block = self._stream.read(size)
        if self._left is not None:
            self._left -= len(block)
        self.digest.update(block)
        if self._watch:
            self._watch(len(block))
        return block

    def drain(self) -> None:
        """Read to the end."""
        while self.read(_BLOCK):
            pass


def read(path: Path, visitor: Visitor | None = None, *, watch: Watch | None = None) -> ArchiveFacts:
    """Go through an archive once, checking every hash and count, handing the members to `visitor`.

    Args:
        watch: told of every piece that was read.

    What the visitor was given may only be used after `read` returned: the last byte can still tell that it is wrong.
    Raises Damaged, and what the visitor raises.
    """
    size = path.stat().st_size
    if size <= _TRAILER_SIZE:
        raise Damaged("too short")
    with path.open("rb") as handle:
        body = HashingReader(handle, size - _TRAILER_SIZE, watch)
        passage = _Passage(visitor)
        try:
            with tarfile.open(fileobj=body, mode="r|", bufsize=_BLOCK) as tar:
                for entry in tar:
                    stream = tar.extractfile(entry)
                    if stream is None:
                        raise Damaged("a member is no file")
                    passage.member(entry.name, entry.size, stream)
        except (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, UnicodeDecodeError) as error:
            raise Damaged(str(error)) from error
        body.drain()
        trailer = handle.read()
    if trailer != _TRAILER + body.digest.hexdigest().encode() + b"\n":
        raise Damaged("the bytes have another hash than when it was made")
    whole = body.digest.copy()
    whole.update(trailer)
    return ArchiveFacts(passage.checked(), size, whole.hexdigest())


class _Passage:
    """What has gone by so far, to be held against the manifest at the end."""

    def __init__(self, visitor: Visitor | None) -> None:
        self._visitor = visitor
        self._tables: dict[str, tuple[int, str]] = {}
        self._files: dict[str, int] = {}
        self._rotten: set[str] = set()
        self._keys = ""
        self._manifest: Manifest | None = None

    def member(self, name: str, size: int, stream: IO[bytes]) -> None:
        if table := _TABLE.fullmatch(name):
            self._take_table(table[1], stream)
        elif file := _FILE.fullmatch(name):
            self._take_file(file[1], size, stream)
        elif name == KEYS:
            sealed = stream.read()
            self._keys = hashlib.sha256(sealed).hexdigest()
            if self._visitor:
                self._visitor.keys(sealed)
        elif name == MANIFEST:
            self._take_manifest(stream.read())
        else:
            raise Damaged("a member that does not belong here")

    def _take_table(self, name: str, stream: IO[bytes]) -> None:
        digest, rows = hashlib.sha256(), 0

        def lines() -> Iterator[bytes]:
            nonlocal rows
            with gzip.GzipFile(fileobj=stream) as unpacked:
                for line in unpacked:
                    digest.update(line)
                    rows += 1
                    yield line

        going = lines()
        if self._visitor:
            self._visitor.table(name, going)
        for _ in going:
            pass
        self._tables[name] = rows, digest.hexdigest()

    def _take_file(self, sha256: str, size: int, stream: IO[bytes]) -> None:
        passing = HashingReader(stream)
        if self._visitor:
            self._visitor.file(sha256, passing)
        passing.drain()
        if passing.digest.hexdigest() == sha256:
            self._files[sha256] = size
        else:
            self._rotten.add(sha256)

    def _take_manifest(self, text: bytes) -> None:
        try:
            self._manifest = msgspec.json.decode(text, type=Manifest)
        except msgspec.DecodeError as error:
            raise Damaged("the manifest cannot be read") from error

    def checked(self) -> Manifest:
        """The manifest, when everything that went by is what it says."""
        manifest = self._manifest
        if manifest is None or manifest.format != 1:
            raise Damaged("no manifest of this form")
        if {name: (facts.rows, facts.sha256) for name, facts in manifest.tables.items()} != self._tables:
            raise Damaged("a table is not as it was")
        if manifest.files != self._files or set(manifest.damaged) != self._rotten:
            raise Damaged("a file is missing or changed")
        if manifest.keys_sha256 != self._keys:
            raise Damaged("the sealed keys are not as they were")
        return manifest
