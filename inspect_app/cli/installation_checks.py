"""What `doctor` asks the installation itself: is there a fresh backup, does the background work move.

Asked only when the database is good; the application is opened, nothing in it is changed.
"""

from __future__ import annotations

from datetime import datetime

from inspect_app.cli.findings import Finding, State
from inspect_app.config import Settings
from inspect_app.safekeeping.queries import Newest
from inspect_app.support.waiting_work import Waiting


def installation_findings(settings: Settings, *, at: datetime) -> list[Finding]:
    """Look into an installation whose database is there and of this release."""
    from inspect_app import create_app
    from inspect_app.foundation.database import db
    from inspect_app.safekeeping.queries import newest
    from inspect_app.support.waiting_work import waiting_work

    with create_app(settings).app_context():
        findings = [backup_finding(newest(at)), work_finding(waiting_work(at), at)]
        db.session.remove()
        db.engine.dispose()
    return findings


def backup_finding(newest: Newest | None) -> Finding:
    advice = "请运行：python3 run.py backup --to 另一块盘上的文件"
    if newest is None:
        return Finding("备份", State.NOTE, f"还没有做过。{advice}")
    day = newest.made_at.astimezone().strftime("%Y-%m-%d")
    if newest.old:
        return Finding("备份", State.BAD, f"最近一份是 {day} 的，已过 7 天。{advice}")
    if newest.here_only:
        return Finding(
            "备份", State.NOTE, f"最近一份是 {day} 的，还只在这台机器上。请在网页上下载，另存一份。"
        )
    return Finding("备份", State.GOOD, f"最近一份是 {day} 的，别处有一份。")


def work_finding(work: tuple[Waiting, ...], at: datetime) -> Finding:
    stuck = [f"{waiting.what} {waiting.count} 件" for waiting in work if waiting.stuck(at)]
    if stuck:
        return Finding(
            "后台任务",
            State.BAD,
            f"停住了：{'、'.join(stuck)}。程序没有在运行，或后台任务出错：请启动程序，几分钟后再看；还在，请看日志。",
        )
    waiting = sum(kind.count for kind in work)
    return Finding("后台任务", State.GOOD, f"在办 {waiting} 件。" if waiting else "没有积压。")
