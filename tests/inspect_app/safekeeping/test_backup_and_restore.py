"""A backup made while people work becomes a second installation with the same rows and files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspect_app import create_app
from inspect_app.accounts.actor import PROGRAM
from inspect_app.accounts.permissions import Role
from inspect_app.audit.models import AuditEvent
from inspect_app.audit.service import verify_chain
from inspect_app.config import Settings
from inspect_app.evidence.custody import log_event
from inspect_app.evidence.models import CustodyEvent, Evidence
from inspect_app.foundation import clock
from inspect_app.foundation.database import Base, db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.safekeeping import portable
from inspect_app.safekeeping.archive import DRAFT_SUFFIX, ArchiveFacts
from inspect_app.safekeeping.backing_up import make_archive
from inspect_app.safekeeping.models import Backup
from inspect_app.safekeeping.refusals import ArchiveDamaged, KeysStaySealed, NotEmpty
from inspect_app.safekeeping.restoring import Restored, check_archive, check_empty, open_keys, restore
from inspect_app.safekeeping.service import sealed_keys
from inspect_app.tablet.exchange import current_epoch
from inspect_app.tablet.receipts import receipt_signer
from inspect_app.units.models import Unit
from tests.builders import make_person, make_unit
from tests.inspect_app.letters.arranging import make_desk, make_draft
from tests.postgres_server import PostgresServer

PASSPHRASE = "海棠未雨 梨花先雪"


@dataclass
class Second:
    """An empty place for a second installation."""

    folder: Path
    database_url: str | None

    def application(self, folder: Path) -> Flask:
        url = self.database_url or f"sqlite:///{folder / 'inspect.sqlite3'}"
        return create_app(
            Settings(data_dir=folder, database_url=url, secret_key="another", immediate_jobs=True)
        )

    @contextmanager
    def opened(self) -> Iterator[None]:
        with self.application(self.folder).app_context():
            yield
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def second(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Second]:
    """Where to restore: once on each database, so that every pair of the two is tried."""
    if request.param == "sqlite":
        yield Second(tmp_path / "second", None)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database()
    yield Second(tmp_path / "second", url)
    server.drop_database(url)


@pytest.fixture
def office(app: Flask) -> None:
    """An office with people, findings, photos, a letter and keys."""
    desk = make_desk(keys=("E09", "B02"))
    make_draft(desk)
    receipt_signer()
    with unit_of_work():
        photo = db.session.scalars(select(Evidence).limit(1)).one()
        photo.thumb_sha256 = file_store().put_new(b"a small picture" * 5000).sha256
        log_event(photo.id, "rendered", person_id=None, at=clock.now(), details={"大小": [1, 2.5, None]})
    file_store().put_new(b"")


def back_up(tmp_path: Path, name: str = "one.backup") -> tuple[Path, ArchiveFacts]:
    target = tmp_path / "elsewhere" / name
    target.parent.mkdir(exist_ok=True)
    return target, make_archive(target, sealed_keys=sealed_keys(PASSPHRASE))


def bring_back(archive: Path, second: Second, passphrase: str | None = PASSPHRASE) -> Restored:
    facts, sealed = check_archive(archive)
    keys = open_keys(sealed, passphrase) if passphrase else None
    return restore(
        archive,
        second.folder,
        facts=facts,
        keys=keys,
        database_url=second.database_url,
        make_app=second.application,
    )


def rows_of_now() -> dict[str, tuple[int, str]]:
    with portable.one_moment(db.engine) as connection:
        return {
            table.name: portable.digest(connection, portable.form_of(table))
            for table in Base.metadata.sorted_tables
        }


CHANGED_BY_RESTORING = {"sync_head", "backups", "audit_events"}


def test_everything_comes_back_on_either_database(office: None, second: Second, tmp_path: Path) -> None:
    current_epoch()
    before, chain = rows_of_now(), verify_chain()
    archive, facts = back_up(tmp_path)
    restored = bring_back(archive, second)
    assert restored.facts == facts
    with second.opened():
        after = rows_of_now()
        assert {name for name in before if before[name] != after[name]} == CHANGED_BY_RESTORING
        assert verify_chain() == (chain[0] + 1, None)
        kept = {file.sha256: file.size for file in file_store().all_files()}
        assert kept == facts.manifest.files and len(kept) >= 3
        for sha256 in kept:
            assert file_store().put_new(b"".join(file_store().open_range(sha256))).sha256 == sha256


def test_the_counters_go_on_after_what_was_restored(office: None, second: Second, tmp_path: Path) -> None:
    archive, _ = back_up(tmp_path)
    bring_back(archive, second)
    with second.opened():
        highest = db.session.scalar(select(func.max(CustodyEvent.no)))
        photo = db.session.scalars(select(Evidence.id).limit(1)).one()
        with unit_of_work():
            log_event(photo, "viewed", person_id=None, at=clock.now())
        assert db.session.scalar(select(func.max(CustodyEvent.no))) == (highest or 0) + 1


def test_people_go_on_working_and_the_backup_is_of_one_moment(
    app: Flask, office: None, second: Second, tmp_path: Path
) -> None:
    stop, made = threading.Event(), []

    def work() -> None:
        with app.app_context():
            while not stop.is_set():
                made.append(make_unit())
            db.session.remove()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        while len(made) < 5:
            stop.wait(0.01)
        archive, _ = back_up(tmp_path)
        while_made = len(made)
        while len(made) <= while_made:
            stop.wait(0.01)
    finally:
        stop.set()
        worker.join()
    restored = bring_back(archive, second)
    assert restored.audit_break is None
    with second.opened():
        units = db.session.scalar(select(func.count()).select_from(Unit))
        told = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "unit.created")
        assert units == db.session.scalar(told)
        assert 5 <= (units or 0) < len(made) + 10


def test_a_restored_server_has_a_new_epoch_and_knows_its_one_backup(
    office: None, second: Second, tmp_path: Path
) -> None:
    epoch = current_epoch()
    archive, facts = back_up(tmp_path)
    bring_back(archive, second)
    with second.opened():
        assert current_epoch() != epoch
        assert db.session.scalars(select(Backup.sha256)).all() == [facts.sha256]
    assert current_epoch() == epoch


def test_the_keys_come_back_and_lie_nowhere_in_clear(
    settings: Settings, office: None, second: Second, tmp_path: Path
) -> None:
    key = (settings.data_dir / "keys" / "receipts.key").read_bytes()
    archive, _ = back_up(tmp_path)
    assert key not in archive.read_bytes()
    assert archive.stat().st_mode & 0o077 == 0
    assert bring_back(archive, second).keys == 1
    restored = second.folder / "keys" / "receipts.key"
    assert restored.read_bytes() == key
    assert restored.stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_restores_nothing_and_without_keys_it_goes_on(
    office: None, second: Second, tmp_path: Path
) -> None:
    archive, _ = back_up(tmp_path)
    with pytest.raises(KeysStaySealed):
        bring_back(archive, second, "海棠未雨 梨花先霜")
    assert not second.folder.exists()
    assert bring_back(archive, second, None).keys is None
    assert not (second.folder / "keys").exists()


def test_every_flipped_byte_is_found_and_nothing_is_restored(
    office: None, second: Second, tmp_path: Path
) -> None:
    archive, facts = back_up(tmp_path)
    whole = archive.read_bytes()
    places = {*range(0, facts.size, max(1, facts.size // 60)), facts.size - 1, facts.size - 80}
    for place in sorted(places):
        changed = bytearray(whole)
        changed[place] ^= 0x20
        archive.write_bytes(changed)
        with pytest.raises(ArchiveDamaged):
            bring_back(archive, second)
    for cut in (whole[:-1], whole[: len(whole) // 2], whole + b"\n", b""):
        archive.write_bytes(cut)
        with pytest.raises(ArchiveDamaged):
            bring_back(archive, second)
    assert not second.folder.exists()
    assert [path.name for path in tmp_path.iterdir() if "restoring" in path.name] == []


def test_a_disk_that_fails_between_checking_and_loading_leaves_the_target_empty(
    office: None, second: Second, tmp_path: Path
) -> None:
    archive, _ = back_up(tmp_path)
    facts, _ = check_archive(archive)
    whole = bytearray(archive.read_bytes())
    whole[len(whole) // 2] ^= 1
    archive.write_bytes(whole)
    with pytest.raises(ArchiveDamaged):
        restore(
            archive,
            second.folder,
            facts=facts,
            keys=None,
            database_url=second.database_url,
            make_app=second.application,
        )
    assert not second.folder.exists()
    check_empty(second.folder, second.database_url)


def test_restoring_over_an_installation_is_refused(
    settings: Settings, office: None, second: Second, tmp_path: Path
) -> None:
    archive, _ = back_up(tmp_path)
    second.folder.mkdir()
    (second.folder / "note.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        bring_back(archive, second)
    assert [path.name for path in second.folder.iterdir()] == ["note.txt"]
    if settings.database_url.startswith("postgresql"):
        with pytest.raises(NotEmpty):
            check_empty(tmp_path / "none", settings.database_url)


def test_an_interrupted_backup_leaves_nothing(office: None, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()

    def interrupt(done: int, _total: int) -> None:
        assert [path.name for path in folder.iterdir() if not path.name.endswith(DRAFT_SUFFIX)] == []
        raise KeyboardInterrupt(done)

    with pytest.raises(KeyboardInterrupt):
        make_archive(folder / "one.backup", sealed_keys=b"sealed", progress=interrupt)
    assert list(folder.iterdir()) == []


def test_an_archive_is_never_written_over(office: None, tmp_path: Path) -> None:
    archive, _ = back_up(tmp_path)
    before = archive.read_bytes()
    with pytest.raises(FileExistsError):
        back_up(tmp_path)
    assert archive.read_bytes() == before


def test_a_file_that_has_rotted_is_named_and_left_out(office: None, second: Second, tmp_path: Path) -> None:
    rotten = next(file for file in file_store().all_files() if file.size)
    file_store().path(rotten.sha256).write_bytes(b"?" * rotten.size)
    archive, facts = back_up(tmp_path)
    assert facts.manifest.damaged == [rotten.sha256]
    bring_back(archive, second)
    with second.opened():
        assert file_store().stat(rotten.sha256) is None


def test_the_progress_ends_at_the_whole(office: None, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    make_archive(
        tmp_path / "one.backup",
        sealed_keys=b"sealed",
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == sorted(told) and told[-1][0] == told[-1][1]


def test_what_tablets_are_told_is_earlier_than_the_backup_by_the_longest_request(
    office: None, settings: Settings, tmp_path: Path
) -> None:
    from inspect_app.safekeeping.service import LONGEST_REQUEST, record_outside_backup
    from inspect_app.tablet.installation_epoch import backed_up_at

    inside = settings.data_dir / "copy.backup"
    with unit_of_work():
        record_outside_backup(
            make_archive(inside, sealed_keys=b"sealed"), inside, actor=PROGRAM, at=clock.now()
        )
    assert backed_up_at() is None
    inside.unlink()
    outside = tmp_path.parent / f"{tmp_path.name}.backup"
    facts = make_archive(outside, sealed_keys=b"sealed")
    with unit_of_work():
        record_outside_backup(facts, outside, actor=PROGRAM, at=clock.now())
    outside.unlink()
    told = backed_up_at()
    assert told is not None
    assert clock.now() - told >= LONGEST_REQUEST
    assert clock.now() - told < LONGEST_REQUEST + timedelta(minutes=1)


def test_people_can_sign_in_to_the_restored_installation(
    office: None, second: Second, tmp_path: Path
) -> None:
    from tests.inspect_app.pages import sign_in, text

    actor = make_person(Role.OFFICE, name="周建国")
    archive, _ = back_up(tmp_path)
    bring_back(archive, second)
    application = second.application(second.folder)
    with application.app_context():
        client = application.test_client()
        sign_in(client, actor)
        assert "周建国" in text(client, "/")
        db.session.remove()
        db.engine.dispose()
