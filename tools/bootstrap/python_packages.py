"""The virtual environment `.venv` and the pinned Python packages in it.

Promises: packages are checked against the hashes in requirements*.txt. uv makes this quick; where it fails (it
does not read pip's own settings) pip does the same. Does not: remove packages that were added by hand.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.bootstrap import stamps, system_packages
from tools.bootstrap.places import PINS, ROOT, VENV, VENV_PYTHON, site_packages
from tools.bootstrap.telling import SetupFailure, run_logged, say

RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def ensure_python_packages(*, development: bool) -> None:
    """Make `.venv` and install what is missing of the pins. Raises SetupFailure."""
    ensure_venv()
    lists = [RUNTIME, DEVELOPMENT] if development else [RUNTIME]
    name = "python-development" if development else "python-runtime"
    digest = stamps.digest_of(lists, site_packages().parent.name)
    if stamps.is_current(name, digest) and not absent(lists):
        return
    if absent(lists):
        stamps.clear(name)
        say(f"正在安装{'程序和测试' if development else '程序'}要用的 Python 软件包（第一次约一分钟）…")
        install(lists)
    still = absent(lists)
    if still:
        raise SetupFailure(f"仍缺少 Python 软件包：{'、'.join(still)}。请删除 .venv 文件夹后重新运行。")
    stamps.write(name, digest)


def ensure_venv() -> None:
    """Make `.venv` with pip in it, also over one that was left half-made or whose Python has gone."""
    if VENV_PYTHON.exists() and (site_packages() / "pip").is_dir():
        return
    if importlib.util.find_spec("ensurepip") is None:
        system_packages.ensure_packages(system_packages.VENV_PACKAGES, purpose="Python 虚拟环境组件")
    say("正在建立 Python 虚拟环境 .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    # Run from inside another environment, sys.executable would tie this one to it.
    base = getattr(sys, "_base_executable", None) or sys.executable
    run_logged(
        [base, "-m", "venv", VENV],
        log="venv",
        failure="没有建成虚拟环境 .venv。请安装 Python 的 venv 组件（Debian：apt-get install python3-venv）后重新运行。",
    )


def absent(lists: Sequence[Path]) -> list[str]:
    """The pins of `lists`, as `name==version`, that `.venv` does not hold in exactly that version."""
    present = {
        _spelled(*entry.name.removesuffix(".dist-info").rsplit("-", 1))
        for entry in site_packages().glob("*.dist-info")
    }
    pins = [_spelled(*pin) for file in lists for pin in PIN.findall(file.read_text(encoding="utf-8"))]
    return [pin for pin in dict.fromkeys(pins) if pin not in present]


def install(lists: Sequence[Path]) -> None:
    """Install the pins of `lists` by uv, or by pip where uv cannot. Raises SetupFailure."""
    wanted = [part for file in lists for part in ("-r", file)]
    uv = VENV / "bin" / "uv"
    try:
        if not uv.exists():
            _pip(["-r", PINS / "uv.txt"], log="pip-uv", failure="")
        command = [uv, "pip", "install", "--python", VENV_PYTHON, "--require-hashes", *wanted]
        run_logged(command, log="uv", failure="", cwd=ROOT)
    except SetupFailure:
        _pip(wanted, log="pip", failure="没有装上 Python 软件包。请检查网络（或 pip 的镜像设置）后重新运行。")


def install_node() -> None:
    """Install the Node that comes as a Python package. Raises SetupFailure."""
    _pip(
        ["-r", PINS / "node.txt"],
        log="pip-node",
        failure="没有装上 Node。请检查网络，或自己安装 Node 20 以上版本。",
    )


def _pip(wanted: Sequence[str | Path], *, log: str, failure: str) -> None:
    command = [
        VENV_PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--require-hashes",
        *wanted,
    ]
    run_logged(command, log=log, failure=failure, cwd=ROOT)


def _spelled(name: str, version: str) -> str:
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"
