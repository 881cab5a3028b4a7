"""The page of backups, as an office clerk uses it."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.accounts.permissions import Role
from inspect_app.audit.models import AuditEvent
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.safekeeping import jobs, service
from inspect_app.safekeeping.archive import read
from inspect_app.safekeeping.models import Backup
from inspect_app.tablet.installation_epoch import backed_up_at
from tests.builders import make_person, make_region
from tests.inspect_app.pages import send, sign_in, text

PASSPHRASE = "海棠未雨 梨花先雪"
FORM = {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}


@pytest.fixture
def clerk(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_person(Role.OFFICE, name="周建国"))


def only_backup() -> Backup:
    db.session.rollback()
    return db.session.scalars(select(Backup).execution_options(populate_existing=True)).one()


def waiting_backup() -> UUID:
    actor = make_person(Role.OFFICE)
    with unit_of_work():
        return service.request_backup(b"sealed", actor=actor, at=clock.now())


def test_a_clerk_makes_a_backup_takes_it_out_and_deletes_it(clerk: FlaskClient, tmp_path: Path) -> None:
    assert "还没有备份" in text(clerk, "/safekeeping")
    assert send(clerk, "/safekeeping", FORM).status_code == 302
    page = text(clerk, "/safekeeping")
    assert "已做好" in page and "周建国" in page
    assert "还只在这台机器上" in page
    assert backed_up_at() is None

    row = only_backup()
    answer = clerk.get(f"/safekeeping/{row.id}/file")
    assert answer.status_code == 200
    fetched = tmp_path / "fetched"
    fetched.write_bytes(answer.get_data())
    facts = read(fetched)
    assert (facts.sha256, facts.size) == (row.sha256, row.size)
    assert facts.manifest.rows == row.row_count
    assert "已有一份在别处" in text(clerk, "/safekeeping")
    assert backed_up_at() is not None

    send(clerk, f"/safekeeping/{row.id}/delete", {}, page="/safekeeping")
    assert "文件已删除" in text(clerk, "/safekeeping")
    assert list(service.backup_folder().iterdir()) == []
    assert clerk.get(f"/safekeeping/{row.id}/file").status_code == 404
    told = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "backup")).all()
    assert told == ["backup.requested", "backup.made", "backup.downloaded", "backup.deleted"]


def test_the_passphrase_is_asked_twice_and_must_not_be_a_common_one(clerk: FlaskClient) -> None:
    answer = send(clerk, "/safekeeping", FORM | {"passphrase_again": "别的"})
    assert answer.status_code == 422 and "两次写的不一样" in answer.get_data(as_text=True)
    answer = send(clerk, "/safekeeping", {"passphrase": "12345678", "passphrase_again": "12345678"})
    assert answer.status_code == 422 and "太常见" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Backup)).all() == []


def test_the_passphrase_is_written_nowhere(clerk: FlaskClient, settings: object) -> None:
    send(clerk, "/safekeeping", FORM)
    row = only_backup()
    assert row.sealed_keys is None
    for path in service.backup_folder().parent.rglob("*"):
        assert path.is_dir() or PASSPHRASE.encode() not in path.read_bytes()


def test_one_backup_at_a_time(clerk: FlaskClient) -> None:
    token_page = text(clerk, "/safekeeping")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', token_page)
    assert token
    waiting_backup()
    page = text(clerk, "/safekeeping")
    assert "一份备份在排队" in page and 'name="passphrase"' not in page
    answer = clerk.post("/safekeeping", data={"csrf_token": token[1], **FORM})
    assert answer.status_code == 422
    only_backup()


def test_a_county_office_neither_sees_the_page_nor_its_entry(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE, region_id=make_region()))
    assert client.get("/safekeeping").status_code == 404
    assert "/safekeeping" not in text(client, "/")


def test_two_workers_make_a_backup_once(clerk: FlaskClient) -> None:
    backup_id = waiting_backup()
    jobs.make_now(backup_id)
    first = only_backup()
    jobs.make_now(backup_id)
    assert only_backup().sha256 == first.sha256


def test_a_backup_that_no_hint_was_left_for_is_made_by_the_sweep(clerk: FlaskClient) -> None:
    waiting_backup()
    jobs.sweep()
    assert only_backup().state == "waiting", "a hint may still be on its way"
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        jobs.sweep()
    assert only_backup().state == "ready"


def test_what_a_killed_program_left_behind_is_cleared_away_and_said(clerk: FlaskClient) -> None:
    backup_id = waiting_backup()
    with unit_of_work():
        row = service.claim(backup_id, at=clock.now())
        assert row is not None
    folder = service.backup_folder()
    (folder / f".{row.file_name}.0a1b2c3d.draft").write_bytes(b"half")
    other = folder / "20230101-080000.backup"
    other.write_bytes(b"whole")
    jobs.sweep()
    assert only_backup().state == "running", "it may still be at work"
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        jobs.sweep()
        page = text(clerk, "/safekeeping")
    assert "没有做成" in page and "请再做一份" in page
    assert list(folder.iterdir()) == [other]


def test_a_full_disk_is_said_and_the_next_backup_can_be_asked_for(
    clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> io.BytesIO:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inspect_app.safekeeping.backing_up.tempfile.TemporaryFile", full)
    send(clerk, "/safekeeping", FORM)
    page = text(clerk, "/safekeeping")
    assert "磁盘满了" in page and 'name="passphrase"' in page
    assert list(service.backup_folder().iterdir()) == []


def test_an_old_backup_is_said_to_be_old(clerk: FlaskClient) -> None:
    send(clerk, "/safekeeping", FORM)
    with time_machine.travel(clock.now() + timedelta(days=8), tick=True):
        sign_in(clerk, make_person(Role.OFFICE))
        assert "已过 7 天" in text(clerk, "/safekeeping")


def test_the_progress_is_kept_while_it_is_made(clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    keep = service.note_progress

    def watched(backup_id: UUID, done: int, total: int, **more: object) -> None:
        keep(backup_id, done, total, **more)  # type: ignore[arg-type]
        seen.append((done, total))

    monkeypatch.setattr("inspect_app.safekeeping.jobs.service.note_progress", watched)
    monkeypatch.setattr("inspect_app.safekeeping.jobs._TELL_EVERY", timedelta(0))
    send(clerk, "/safekeeping", FORM)
    assert len(seen) > 10 and seen[-1][0] <= seen[-1][1]
    row = only_backup()
    assert (row.done_bytes, row.total_bytes) == seen[-1]
