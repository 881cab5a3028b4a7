"""What `doctor` finds and advises."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from inspect_app.cli import health_checks
from inspect_app.cli.__main__ import main
from inspect_app.cli.findings import State
from inspect_app.config import Settings
from inspect_app.foundation.database import db


def test_a_migrated_database_is_good(app: Flask, settings: Settings) -> None:
    assert health_checks.database_finding(settings.database_url).state is State.GOOD


def test_an_older_database_is_told_how_to_move_on(app: Flask, settings: Settings) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    found = health_checks.database_finding(settings.database_url)
    assert found.state is State.BAD
    assert "python3 run.py migrate" in found.sentence


def test_a_database_server_that_is_away_is_said_without_a_trace() -> None:
    found = health_checks.database_finding("postgresql+psycopg://inspect@/inspect?host=/nowhere")
    assert found.state is State.BAD
    assert found.sentence.startswith("连不上：")


def test_a_damaged_database_file_is_not_called_good(tmp_path: Path) -> None:
    file = tmp_path / "inspect.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.executemany("INSERT INTO notes VALUES (?)", [("x" * 500,)] * 200)
    content = bytearray(file.read_bytes())
    content[4096:20000] = os.urandom(20000 - 4096)
    file.write_bytes(content)
    assert health_checks.database_finding(f"sqlite:///{file}").state is State.BAD


def test_looking_at_an_installation_that_is_not_there_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECT_DATA", "")
    main(["doctor", "--data", str(tmp_path / "none")])
    assert "数据文件夹" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_keys_that_others_can_read_are_noted_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    key = tmp_path / "keys" / "session.key"
    key.touch(0o600)
    assert health_checks.data_folder_finding(tmp_path).state is State.GOOD
    key.chmod(0o644)
    found = health_checks.data_folder_finding(tmp_path)
    assert found.state is State.NOTE
    assert f"chmod -R go= {tmp_path / 'keys'}" in found.sentence


@pytest.mark.parametrize(
    ("free", "state"), [(100 * 2**30, State.GOOD), (4 * 2**30, State.NOTE), (2**29, State.BAD)]
)
def test_little_space_is_said_before_photos_stop(
    free: int, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = health_checks.shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(health_checks.shutil, "disk_usage", lambda _: usage)
    assert health_checks.space_finding(tmp_path / "not" / "yet").state is state


def test_a_clock_before_the_program_was_written_is_wrong() -> None:
    assert health_checks.clock_finding(now=time.time() - 20 * 365 * 86400).state is State.BAD


def test_a_missing_library_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_checks, "LETTER_LIBRARIES", {"libnowhere.so.9": "libpango-1.0-0"})
    found = health_checks.library_finding()
    assert found.state is State.BAD
    assert "install -y --no-install-recommends libpango-1.0-0" in found.sentence


def test_a_missing_font_says_what_becomes_of_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_checks, "_font_families", lambda: {"Noto Serif CJK SC", "Noto Sans CJK SC"})
    found = health_checks.font_finding()
    assert found.state is State.BAD
    assert "FandolFang" in found.sentence
    assert "fonts-lxgw-wenkai" in found.sentence
