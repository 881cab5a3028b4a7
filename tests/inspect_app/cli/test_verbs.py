"""The verbs that work on an installation: create-admin, verify-audit, migrate."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest

from inspect_app.cli.__main__ import main


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSPECT_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def type_in(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))


def test_the_first_administrator_comes_with_a_recovery_key_that_is_shown_once(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in("rainy-Tuesday-9", monkeypatch)
    assert main(["create-admin", "--username", "wangqiang", "--name", "王强"]) == 0
    assert "恢复密钥（只显示这一次" in capsys.readouterr().out
    type_in("windy-Friday-4", monkeypatch)
    assert main(["create-admin", "--username", "liujun", "--name", "刘军"]) == 0
    assert "恢复密钥" not in capsys.readouterr().out


def test_a_refused_administrator_is_answered_field_by_field(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in("12345678", monkeypatch)
    assert main(["create-admin", "--username", "王强", "--name", "王强"]) == 1
    said = capsys.readouterr().err
    assert "这个口令太常见" in said
    assert "用户名用小写字母" in said


def test_a_changed_audit_row_is_found_and_named(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in("rainy-Tuesday-9", monkeypatch)
    main(["create-admin", "--username", "wangqiang", "--name", "王强"])
    assert main(["verify-audit"]) == 0
    assert "没有改动" in capsys.readouterr().out
    with sqlite3.connect(data / "inspect.sqlite3") as connection:
        connection.execute("UPDATE audit_events SET actor_name = '别人' WHERE no = 2")
    assert main(["verify-audit"]) == 1
    assert "从第 2 条起对不上" in capsys.readouterr().err


def test_migrating_twice_is_harmless(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out.count("数据库已是当前版本") == 2


def test_a_data_folder_that_cannot_be_made_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["migrate", "--data", str(tmp_path / "file" / "data")]) == 1
    said = capsys.readouterr().err
    assert "--data" in said
    assert "Traceback" not in said
