"""Bringing an archive back into an empty installation.

Promises: the whole archive is checked before anything is written; what is written goes into a folder beside the target
that takes its name only when every count and hash has been compared with the restored database and files; after any
failure the target is as empty as before. Does not: ask for the passphrase or open the application by itself.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import MetaData, create_engine, delete, inspect
from sqlalchemy.engine import Connection

from inspect_app.accounts.actor import PROGRAM
from inspect_app.audit.service import record, verify_chain
from inspect_app.config import PROJECT_ROOT
from inspect_app.foundation import clock
from inspect_app.foundation.database import WRITE_OPTION, db
from inspect_app.foundation.file_store import FileStore, file_store
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.safekeeping import portable
from inspect_app.safekeeping.archive import ArchiveFacts, Damaged, HashingReader, Manifest, read, sync_folder
from inspect_app.safekeeping.models import Backup
from inspect_app.safekeeping.refusals import ArchiveDamaged, KeysStaySealed, NotEmpty, TooNew
from inspect_app.safekeeping.sealing import WrongPassphrase, unpack_keys, unseal
from inspect_app.tablet.installation_epoch import renew_epoch

log = logging.getLogger(__name__)
_MIGRATIONS = PROJECT_ROOT / "migrations"


@dataclass(frozen=True)
class Restored:
    """What came back: the archive, how many keys (None when they were left out), audit rows and the first that does not fit."""

    facts: ArchiveFacts
    keys: int | None
    audit_rows: int
    audit_break: int | None

    @property
    def made_at(self) -> datetime:
        """The moment that the restored data are of."""
        return datetime.fromisoformat(self.facts.manifest.made_at)


def check_empty(folder: Path, database_url: str | None) -> None:
    """Raises NotEmpty unless the data folder is absent or empty and the server database (if one is named) has no tables."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty
    if database_url is not None:
        engine = create_engine(database_url)
        try:
            if inspect(engine).get_table_names():
                raise NotEmpty
        finally:
            engine.dispose()


def check_archive(archive: Path) -> tuple[ArchiveFacts, bytes]:
    """Read the archive through; returns what it holds and its sealed keys. Raises ArchiveDamaged, TooNew."""
    sealed = _SealedKeys()
    try:
        facts = read(archive, sealed)
    except Damaged as error:
        log.warning("archive %s refused: %s", archive, error)
        raise ArchiveDamaged from error
    if facts.manifest.migration not in _known_migrations():
        raise TooNew
    return facts, sealed.found


def open_keys(sealed: bytes, passphrase: str) -> bytes:
    """The keys of an archive. Raises KeysStaySealed."""
    try:
        return unseal(sealed, passphrase)
    except WrongPassphrase:
        raise KeysStaySealed from None


def restore(
    archive: Path,
    folder: Path,
    *,
    facts: ArchiveFacts,
    keys: bytes | None,
    database_url: str | None,
    make_app: Callable[[Path], Flask],
) -> Restored:
    """Restore a checked archive as the installation in `folder`.

    Args:
        facts: what `check_archive` found.
        keys: the opened keys, or None to let the installation make new ones.
        database_url: the empty server database, or None for SQLite in the folder.
        make_app: builds the application on a data folder.

    Raises: NotEmpty, ArchiveDamaged (also when the restored rows are not those of the archive), OSError.
    """
    check_empty(folder, database_url)
    staging = folder.with_name(f".{folder.name}.restoring")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True, mode=0o700)
    try:
        app = make_app(staging)
        with app.app_context():
            try:
                audit = _fill(archive, facts)
            except BaseException:
                _empty_server_database(database_url)
                raise
            finally:
                db.session.remove()
                db.engine.dispose()
        count = None if keys is None else unpack_keys(keys, staging / "keys")
        _take_name(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Restored(facts, count, *audit)


def _fill(archive: Path, facts: ArchiveFacts) -> tuple[int, int | None]:
    manifest = facts.manifest
    upgrade(directory=str(_MIGRATIONS), revision=manifest.migration)
    with db.engine.connect().execution_options(**{WRITE_OPTION: True}) as connection, connection.begin():
        with portable.references_checked_at_the_end(connection):
            try:
                read(archive, _Loader(connection, manifest, file_store()))
            except Damaged as error:
                raise ArchiveDamaged from error
        _compare(connection, manifest)
    upgrade(directory=str(_MIGRATIONS))
    with unit_of_work():
        at = clock.now()
        renew_epoch()
        _one_backup_known(facts, at)
        record(
            PROGRAM,
            "backup.restored",
            subject=("backup", facts.sha256[:16]),
            at=at,
            details={"sha256": facts.sha256, "made_at": manifest.made_at},
        )
    return verify_chain()


def _compare(connection: Connection, manifest: Manifest) -> None:
    """The restored rows give the same count and hash as on the day of the backup; so do the files, by their names."""
    for name, expected in manifest.tables.items():
        if portable.digest(connection, _form(manifest, name)) != (expected.rows, expected.sha256):
            raise ArchiveDamaged
    store = file_store()
    for sha256, size in manifest.files.items():
        stored = store.stat(sha256)
        if stored is None or stored.size != size:
            raise ArchiveDamaged


def _form(manifest: Manifest, name: str) -> portable.Form:
    facts = manifest.tables[name]
    return portable.Form(name, facts.columns, facts.key)


def _one_backup_known(facts: ArchiveFacts, at: datetime) -> None:
    """The files of the old installation's backups did not come along; the one backup known here is the one just read."""
    db.session.execute(delete(Backup))
    manifest = facts.manifest
    made_at = datetime.fromisoformat(manifest.made_at)
    db.session.add(
        Backup(
            id=new_id(),
            state="ready",
            kept=False,
            file_name="",
            requested_by=None,
            requested_by_name=PROGRAM.name,
            requested_at=made_at,
            made_at=made_at,
            finished_at=at,
            size=facts.size,
            sha256=facts.sha256,
            row_count=manifest.rows,
            table_count=len(manifest.tables),
            file_count=len(manifest.files),
            damaged_count=len(manifest.damaged),
            taken_out_at=made_at,
        )
    )


def _empty_server_database(database_url: str | None) -> None:
    """Take back what a failed restore made in a database that was empty before."""
    db.session.remove()
    if database_url is not None:
        made = MetaData()
        made.reflect(db.engine)
        made.drop_all(db.engine)


def _take_name(staging: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()
    staging.rename(folder)
    sync_folder(folder.parent)


def _known_migrations() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}


class _SealedKeys:
    """Visits an archive for its keys only."""

    def __init__(self) -> None:
        self.found = b""

    def table(self, _name: str, _lines: Iterator[bytes]) -> None:
        return

    def file(self, _sha256: str, _stream: HashingReader) -> None:
        return

    def keys(self, sealed: bytes) -> None:
        self.found = sealed


class _Loader:
    """Visits an archive and loads what goes by."""

    def __init__(self, connection: Connection, manifest: Manifest, store: FileStore) -> None:
        self._connection = connection
        self._manifest = manifest
        self._store = store

    def table(self, name: str, lines: Iterator[bytes]) -> None:
        portable.load(self._connection, _form(self._manifest, name), lines)

    def file(self, sha256: str, stream: HashingReader) -> None:
        if sha256 in self._manifest.files:
            self._store.put_new(stream)  # type: ignore[arg-type]

    def keys(self, _sealed: bytes) -> None:
        return
