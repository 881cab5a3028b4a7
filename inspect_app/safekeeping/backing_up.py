"""Making one archive while the program runs.

Promises: the rows are of one moment, taken first; files are never rewritten, so every file that those rows name is
still there afterwards; a file that has rotted in the store is left out and named, and does not stop the rest.
Does not: commit anything or know who asked.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspect_app.foundation import clock
from inspect_app.foundation.database import Base, db
from inspect_app.foundation.file_store import FileStore, StoredFile, file_store
from inspect_app.safekeeping import portable
from inspect_app.safekeeping.archive import (
    KEYS,
    ArchiveFacts,
    ArchiveWriter,
    HashingReader,
    Manifest,
    TableFacts,
)

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are done; writing and reading back count alike."""

_ONE_TABLE = 64 * 1024
"""What a table counts for in the progress: little, but not nothing where there are no photos yet."""


class _Steps:
    """Adds up what was done; photos are nearly all of it."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._done, self._total = 0, total

    def add(self, count: int) -> None:
        self._done = min(self._total, self._done + count)
        self._progress(self._done, self._total)


def make_archive(
    target: Path, *, sealed_keys: bytes, progress: Progress = lambda _done, _total: None
) -> ArchiveFacts:
    """Write everything into `target`, read it back, and return what is in it.

    Raises: FileExistsError, OSError (no space), archive.Damaged (the disk gives back other bytes than were written).
    """
    made_at = clock.now()
    with ArchiveWriter(target) as archive, portable.one_moment(db.engine) as connection:
        migration = connection.scalar(text("SELECT version_num FROM alembic_version"))
        database = connection.dialect.name
        store, forms = file_store(), [portable.form_of(table) for table in Base.metadata.sorted_tables]
        stored = list(store.all_files())
        steps = _Steps(progress, len(forms) * _ONE_TABLE + 2 * sum(file.size for file in stored))
        tables = {}
        for form in forms:
            tables[form.name] = _add_table(archive, connection, form, target.parent)
            steps.add(_ONE_TABLE)
        connection.close()
        files, damaged = _add_files(archive, store, stored, steps)
        archive.add(KEYS, io.BytesIO(sealed_keys), len(sealed_keys))
        return archive.finish(
            Manifest(
                format=1,
                made_at=made_at.isoformat(timespec="milliseconds"),
                database=database,
                migration=str(migration),
                tables=tables,
                files=files,
                damaged=damaged,
                keys_sha256=hashlib.sha256(sealed_keys).hexdigest(),
            ),
            steps.add,
        )


def _add_table(
    archive: ArchiveWriter, connection: Connection, form: portable.Form, folder: Path
) -> TableFacts:
    digest, rows = hashlib.sha256(), 0
    # Nameless from the start: nothing of it stays when the program is killed.
    with tempfile.TemporaryFile(dir=folder) as packed:
        with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=6) as lines:
            for line in portable.lines(connection, form):
                digest.update(line)
                lines.write(line)
                rows += 1
        size = packed.tell()
        packed.seek(0)
        archive.add(f"tables/{form.name}.jsonl.gz", packed, size)
    return TableFacts(rows, digest.hexdigest(), [*form.columns], [*form.key])


def _add_files(
    archive: ArchiveWriter, store: FileStore, stored: Iterable[StoredFile], steps: _Steps
) -> tuple[dict[str, int], list[str]]:
    files: dict[str, int] = {}
    damaged = []
    for file in _still_there(stored, store):
        with store.path(file.sha256).open("rb") as handle:
            passing = HashingReader(handle, watch=steps.add)
            archive.add(f"files/{file.sha256}", passing, file.size)  # type: ignore[arg-type]
        if passing.digest.hexdigest() == file.sha256:
            files[file.sha256] = file.size
        else:
            damaged.append(file.sha256)
    return files, damaged


def _still_there(stored: Iterable[StoredFile], store: FileStore) -> Iterable[StoredFile]:
    """Derived pictures may be deleted meanwhile; they can be made again."""
    return (file for file in stored if store.stat(file.sha256) is not None)
