"""The server's disk dies after a clerk's backup; the restored one gets from the tablet what the backup does not have.

Everything through pages and the terminal: the clerk makes and downloads the backup in the browser, the machine is brought back by
`run.py restore` at the same address, and the tablet is told nothing of it.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from playwright.sync_api import expect

from inspect_app.config import PROJECT_ROOT
from inspect_app.foundation import clock
from inspect_app.foundation.clock import office_date
from inspect_app.support.demo import DEMO_ACCOUNTS
from tests.chromium import browsers
from tests.office_steps import Account, Office
from tests.real_program import RealProgram
from tests.tablet_steps import Tablet

UNIT = "东岭县交通运输综合行政执法大队"
PASSPHRASE = "海棠未雨 梨花先雪"
BEFORE = "水马占用车道约3米"
AFTER = "夜间没有警示灯"
PASSWORD = DEMO_ACCOUNTS[0].password


def test_what_came_after_the_backup_comes_back_from_the_tablet(tmp_path: Path) -> None:
    first = RealProgram(tmp_path / "first", demo=True)
    first.start()
    with browsers() as playwright, ExitStack() as stack:
        stack.callback(first.stop)
        clerk = Office(playwright, first.address)
        stack.callback(clerk.close)
        clerk.sign_in(Account("zhoujianguo", "周建国", PASSWORD))
        today = office_date(clock.now()).isoformat()
        clerk.plan_surprise_check("再去看看", today, unit=UNIT, team=["李明远", "马东"], leader="李明远")

        tablet = Tablet(playwright, tmp_path / "tablet", first.address)
        stack.callback(tablet.browser.close)
        tablet.register("madong", PASSWORD, tablet_name="督察一号")
        inspection_id = _find(tablet, "A01", BEFORE)
        tablet.send_all()
        archive = _make_and_download(clerk, tmp_path)
        _find_again(tablet, inspection_id, "A02", AFTER)
        tablet.send_all()
        assert _facts(first.folder, inspection_id) == {BEFORE, AFTER}

        first.kill()
        shutil.rmtree(first.folder)
        _restore(archive, first.folder)
        assert _facts(first.folder, inspection_id) == {BEFORE}
        first.start()
        tablet.send_all()
        # To the tablet all was delivered before, too: it learns of the new epoch with its next contact.
        _eventually(lambda: _facts(first.folder, inspection_id) == {BEFORE, AFTER})
        _eventually(lambda: _all_was_taken(first.folder))


def _eventually(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.2)


def _find(tablet: Tablet, code: str, fact: str) -> str:
    tablet.begin(UNIT)
    tablet.answer(code, "发现问题")
    tablet.type_fact(code, fact)
    tablet.wait_until_saved(fact)
    tablet.shoot(code)
    return tablet.inspection_id


def _find_again(tablet: Tablet, inspection_id: str, code: str, fact: str) -> None:
    tablet.page.goto(f"{tablet.browser.address}/field/i/{inspection_id}/s/A")
    tablet.unlock_if_asked()
    tablet.answer(code, "发现问题")
    tablet.type_fact(code, fact)
    tablet.wait_until_saved(fact)


def _make_and_download(clerk: Office, folder: Path) -> Path:
    page = clerk.page
    page.goto("/safekeeping")
    page.fill("[name=passphrase]", PASSPHRASE)
    page.fill("[name=passphrase_again]", PASSPHRASE)
    page.get_by_role("button", name="做一份备份").click()
    expect(page.get_by_text("已做好")).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载").click()
    target = folder / "fetched.backup"
    waiting.value.save_as(target)
    return target


def _restore(archive: Path, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inspect_app.cli", "restore", str(archive), "--data", str(folder)],
        cwd=PROJECT_ROOT,
        input=f"{PASSPHRASE}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "数量和校验值都对上了" in done.stdout


def _facts(folder: Path, inspection_id: str) -> set[str]:
    with sqlite3.connect(folder / "inspect.sqlite3") as connection:
        found = connection.execute(
            "SELECT fact FROM findings WHERE inspection_id = ?", (UUID(inspection_id).hex,)
        )
        return {fact for (fact,) in found}


def _all_was_taken(folder: Path) -> bool:
    """Nothing that was offered again was refused or became a conflict, and every photo has its bytes."""
    with sqlite3.connect(folder / "inspect.sqlite3") as connection:
        results = connection.execute("SELECT DISTINCT result FROM sync_operations").fetchall()
        photos = connection.execute(
            "SELECT count(*) FROM evidence WHERE working_received_at IS NULL"
        ).fetchone()
    return {result for (result,) in results} == {"applied"} and photos == (0,)
