"""The verbs backup and restore, as a person at the terminal meets them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from inspect_app.cli.__main__ import main

PASSPHRASE = "rainy-Tuesday-9"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one administrator."""
    folder = tmp_path / "data"
    monkeypatch.setattr("inspect_app.safekeeping.sealing.COST", 4)
    monkeypatch.delenv("INSPECT_DATABASE_URL", raising=False)
    type_in("windy-Friday-4", monkeypatch)
    assert main(["create-admin", "--data", str(folder), "--username", "wangqiang", "--name", "王强"]) == 0
    return folder


def type_in(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))


def test_a_backup_becomes_a_new_installation_and_says_what_came_back(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, other = tmp_path / "one.backup", tmp_path / "other"
    type_in(PASSPHRASE, monkeypatch)
    assert main(["backup", "--data", str(data), "--to", str(archive)]) == 0
    assert "已从头读回核对过" in capsys.readouterr().out
    type_in(PASSPHRASE, monkeypatch)
    assert main(["restore", str(archive), "--data", str(other)]) == 0
    said = capsys.readouterr().out
    assert "数量和校验值都对上了" in said
    assert f"python3 run.py --data {other}" in said
    assert main(["verify-audit", "--data", str(other)]) == 0
    assert (other / "keys" / "session.key").read_text() == (data / "keys" / "session.key").read_text()


def test_a_second_restore_into_the_same_folder_is_refused(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "one.backup"
    type_in(PASSPHRASE, monkeypatch)
    main(["backup", "--data", str(data), "--to", str(archive)])
    before = (data / "inspect.sqlite3").read_bytes()
    assert main(["restore", str(archive), "--data", str(data)]) == 1
    assert "没有恢复任何内容" in capsys.readouterr().err
    assert (data / "inspect.sqlite3").read_bytes() == before


def test_an_existing_file_is_not_written_over(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.pdf").write_text("mine")
    assert main(["backup", "--data", str(data), "--to", str(tmp_path / "letter.pdf")]) == 1
    assert "没有覆盖" in capsys.readouterr().err
    assert (tmp_path / "letter.pdf").read_text() == "mine"


def test_a_weak_passphrase_is_refused_and_no_file_is_made(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in("12345678", monkeypatch)
    assert main(["backup", "--data", str(data), "--to", str(tmp_path / "one.backup")]) == 1
    assert "太常见" in capsys.readouterr().err
    assert list(tmp_path.glob("*.backup")) == []


def test_a_damaged_backup_is_said_and_the_folder_stays_empty(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, other = tmp_path / "one.backup", tmp_path / "other"
    type_in(PASSPHRASE, monkeypatch)
    main(["backup", "--data", str(data), "--to", str(archive)])
    content = bytearray(archive.read_bytes())
    content[1000] ^= 1
    archive.write_bytes(content)
    assert main(["restore", str(archive), "--data", str(other)]) == 1
    assert "不完整或被改动过" in capsys.readouterr().err
    assert not other.exists()
