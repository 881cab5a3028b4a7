"""What `doctor` looks at, one function each: whether something this program needs is there, and what to do if not.

Promises: looking changes nothing, apart from one small file written and removed in the data folder. Does not: raise;
a thing that cannot be looked at is a trouble with a sentence like any other.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from inspect_app.cli.findings import Finding, State
from inspect_app.cli.installation_checks import installation_findings
from inspect_app.config import PROJECT_ROOT, Settings
from inspect_app.foundation import clock
from inspect_app.letters.fonts import DEFAULT_CHAINS
from tools.bootstrap import browser_packages, python_packages

LETTER_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}
SUBSET_LIBRARY = "libharfbuzz-subset.so.0"
FONT_PACKAGES = {"Noto": "fonts-noto-cjk", "LXGW": "fonts-lxgw-wenkai"}
LITTLE_SPACE = 5 * 2**30
HARDLY_ANY_SPACE = 2**30


def all_findings(settings: Settings) -> list[Finding]:
    """Look at everything, in the order in which troubles cause each other."""
    database = database_finding(settings.database_url)
    inside = installation_findings(settings, at=clock.now()) if database.state is State.GOOD else []
    return [
        python_finding(),
        vendor_finding(),
        library_finding(),
        subset_finding(),
        font_finding(),
        data_folder_finding(settings.data_dir),
        space_finding(settings.data_dir),
        database,
        *inside,
        clock_finding(now=time.time()),
    ]


def python_finding() -> Finding:
    absent = python_packages.absent([python_packages.RUNTIME])
    if absent:
        return Finding(
            "Python 软件包",
            State.BAD,
            f"缺 {len(absent)} 个（{absent[0]} 等）。请运行 python3 run.py，会自动补齐。",
        )
    return Finding("Python 软件包", State.GOOD, "齐全。")


def vendor_finding() -> Finding:
    absent = browser_packages.absent_bundles()
    if absent:
        return Finding(
            "浏览器组件", State.BAD, f"缺 {'、'.join(absent)}。请运行 python3 run.py，会自动补齐。"
        )
    return Finding("浏览器组件", State.GOOD, "齐全。")


def library_finding() -> Finding:
    absent = [package for library, package in LETTER_LIBRARIES.items() if not _loads(library)]
    if absent:
        return Finding("公文排版库", State.BAD, f"不能生成公文。请运行：{_install(absent)}")
    return Finding("公文排版库", State.GOOD, "Pango 可用。")


def subset_finding() -> Finding:
    if not _loads(SUBSET_LIBRARY):
        return Finding(
            "字体裁剪库", State.NOTE, f"公文能生成，但要慢二十倍。请运行：{_install(['libharfbuzz-subset0'])}"
        )
    return Finding("字体裁剪库", State.GOOD, "HarfBuzz subset 可用。")


def font_finding() -> Finding:
    installed = _font_families()
    wanted = dict.fromkeys(family.name for chain in DEFAULT_CHAINS.values() for family in chain)
    absent = [name for name in wanted if name not in installed]
    if not absent:
        return Finding("公文字体", State.GOOD, "齐全。")
    packages = dict.fromkeys(
        package for start, package in FONT_PACKAGES.items() for name in absent if name.startswith(start)
    )
    todo = f"请运行：{_install([*packages])}" if packages else "请运行 python3 run.py，会自动补齐。"
    return Finding("公文字体", State.BAD, f"缺 {'、'.join(absent)}，公文版式会不对。{todo}")


def data_folder_finding(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except FileNotFoundError:
        return Finding("数据文件夹", State.NOTE, f"{folder} 还没有。第一次运行 python3 run.py 时会建立。")
    except OSError as error:
        return Finding(
            "数据文件夹",
            State.BAD,
            f"{folder} 写不进去（{error.strerror}）。请改好权限，或用 --data 换一个。",
        )
    keys = folder / "keys"
    if any(file.stat().st_mode & 0o077 for file in keys.rglob("*.key")):
        return Finding("数据文件夹", State.NOTE, f"{keys} 别的用户也能看。请运行：chmod -R go= {keys}")
    return Finding("数据文件夹", State.GOOD, f"{folder} 可以写。")


def space_finding(folder: Path) -> Finding:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    told = f"还剩 {free / 2**30:.1f} GB。"
    if free < HARDLY_ANY_SPACE:
        return Finding("磁盘空间", State.BAD, f"{told}照片很快就存不下，请马上清出空间或换大磁盘。")
    if free < LITTLE_SPACE:
        return Finding("磁盘空间", State.NOTE, f"{told}大约能存 {free // 2_500_000} 张照片，请尽早清出空间。")
    return Finding("磁盘空间", State.GOOD, told)


def database_finding(url: str) -> Finding:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        return Finding("数据库", State.NOTE, "还没有。第一次运行 python3 run.py 时会建立。")
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            version = MigrationContext.configure(connection).get_current_heads()
            broken = None
            if engine.dialect.name == "sqlite":
                answer = connection.execute(text("PRAGMA quick_check(1)")).scalar()
                broken = None if answer == "ok" else answer
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip()
        return Finding(
            "数据库", State.BAD, f"连不上：{reason}。请看数据库是否在运行、INSPECT_DATABASE_URL 是否写对。"
        )
    finally:
        engine.dispose()
    if broken is not None:
        return Finding(
            "数据库", State.BAD, f"文件有损坏（{broken}）。请先停下程序，另存数据文件夹，再从备份恢复。"
        )
    if set(version) != _newest_versions():
        return Finding("数据库", State.BAD, "不是当前程序的版本。请运行：python3 run.py migrate")
    return Finding("数据库", State.GOOD, "连得上，是当前版本。")


def clock_finding(*, now: float) -> Finding:
    """Judge the clock by the newest file of the program, which cannot lie in the future, and by the time service."""
    newest = max(file.stat().st_mtime for file in (PROJECT_ROOT / "inspect_app").rglob("*.py"))
    if now < newest - 86400:
        return Finding(
            "时钟", State.BAD, "电脑的时间比程序文件还早，记录的时间会不对。请校准电脑的日期和时间。"
        )
    if _time_service_says_no():
        return Finding("时钟", State.NOTE, "没有自动对时，时间久了会偏。请运行：timedatectl set-ntp true")
    return Finding("时钟", State.GOOD, time.strftime("现在是 %Y-%m-%d %H:%M。", time.localtime(now)))


def _newest_versions() -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(PROJECT_ROOT / "migrations"))
    return set(ScriptDirectory.from_config(config).get_heads())


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _font_families() -> set[str]:
    try:
        listed = subprocess.run(
            ["fc-list", "--format=%{family}\n"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return set()
    return {name.strip() for line in listed.splitlines() for name in line.split(",")}


def _time_service_says_no() -> bool:
    try:
        answer = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return False  # no systemd here: something else keeps the clock
    return answer.strip() == "NTPSynchronized=no"


def _install(packages: list[str]) -> str:
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get install -y --no-install-recommends {' '.join(packages)}"
