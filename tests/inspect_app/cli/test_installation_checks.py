"""What `doctor` says of backups and of work that does not move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from inspect_app.accounts.actor import PROGRAM
from inspect_app.cli.__main__ import main
from inspect_app.cli.findings import State
from inspect_app.cli.installation_checks import backup_finding, installation_findings, work_finding
from inspect_app.config import Settings
from inspect_app.foundation import clock
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.safekeeping import service
from inspect_app.safekeeping.backing_up import make_archive
from inspect_app.safekeeping.queries import Newest, newest
from inspect_app.support.waiting_work import Waiting

NOW = datetime(2023, 7, 18, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "state", "said"),
    [
        (None, State.NOTE, "还没有做过"),
        (Newest(NOW, old=True, here_only=False), State.BAD, "已过 7 天"),
        (Newest(NOW, old=False, here_only=True), State.NOTE, "只在这台机器上"),
        (Newest(NOW, old=False, here_only=False), State.GOOD, "2023-07-18"),
    ],
)
def test_the_state_of_the_newest_backup_is_said(found: Newest | None, state: State, said: str) -> None:
    finding = backup_finding(found)
    assert finding.state is state
    assert said in finding.sentence


def test_work_that_does_not_move_is_named() -> None:
    still = Waiting("待处理的照片", 3, NOW - timedelta(minutes=11))
    moving = Waiting("待生成的公文", 2, NOW - timedelta(minutes=1))
    none = Waiting("待做的备份", 0, None)
    finding = work_finding((still, moving, none), NOW)
    assert finding.state is State.BAD
    assert "待处理的照片 3 件" in finding.sentence and "公文" not in finding.sentence
    assert work_finding((moving, none), NOW).sentence == "在办 2 件。"
    assert work_finding((none,), NOW).sentence == "没有积压。"


def test_a_backup_grows_old_after_seven_days(app: Flask, tmp_path: Path) -> None:
    target = tmp_path.parent / f"{tmp_path.name}.backup"
    facts = make_archive(target, sealed_keys=b"sealed")
    target.unlink()
    with unit_of_work():
        service.record_outside_backup(facts, target, actor=PROGRAM, at=clock.now())
    at = clock.now()
    for later, old in ((timedelta(days=6, hours=23), False), (timedelta(days=7, hours=1), True)):
        found = newest(at + later)
        assert found is not None
        assert (found.old, found.here_only) == (old, False)


def test_a_backup_that_nobody_makes_is_stuck_work(app: Flask, settings: Settings) -> None:
    with unit_of_work():
        service.request_backup(b"sealed", actor=PROGRAM, at=clock.now() - timedelta(minutes=11))
    states = {finding.subject: finding.state for finding in installation_findings(settings, at=clock.now())}
    assert states == {"备份": State.NOTE, "后台任务": State.BAD}


def test_doctor_tells_of_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate", "--data", str(tmp_path / "data")])
    capsys.readouterr()
    main(["doctor", "--data", str(tmp_path / "data")])
    said = capsys.readouterr().out
    assert "备份：还没有做过" in said
    assert "后台任务：没有积压" in said
