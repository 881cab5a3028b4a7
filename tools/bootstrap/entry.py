"""What run.py hands over to: set up what the verb needs, then become the program inside `.venv`."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tools.bootstrap import system_packages
from tools.bootstrap.browser_packages import ensure_browser_packages
from tools.bootstrap.letter_fonts import ensure_letter_fonts
from tools.bootstrap.places import ROOT, SETUP, VENV_PYTHON
from tools.bootstrap.python_packages import ensure_python_packages
from tools.bootstrap.telling import SetupFailure, say

# Verbs that serve pages or set letters; the others only need Python, so that `doctor` runs on a broken machine.
FULL_SETUP_VERBS = frozenset({"serve", "worker", "test"})


def main(arguments: Sequence[str]) -> int:
    """Set up, then replace this process by the verb's. Returns only when set-up failed: the exit code."""
    try:
        with only_one_set_up():
            set_up(arguments)
    except SetupFailure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已中断。重新运行会从没做完的地方继续。", file=sys.stderr)
        return 130
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(_search_path())}
    # -P: the folder a person stands in must not hide the program's own modules.
    command = [str(VENV_PYTHON), "-P", "-m", "inspect_app.cli", *arguments]
    os.execve(VENV_PYTHON, command, environment)


def set_up(arguments: Sequence[str]) -> None:
    """Bring what the verb in `arguments` needs. Raises SetupFailure."""
    verb = verb_of(arguments)
    testing = verb == "test"
    ensure_python_packages(development=testing)
    if verb not in FULL_SETUP_VERBS or asks_for_help(arguments):
        return
    system_packages.ensure_packages(system_packages.LETTER_PACKAGES, purpose="公文排版库和字体")
    ensure_letter_fonts()
    if testing:
        system_packages.ensure_packages(system_packages.TEST_PACKAGES, purpose="测试要用的软件")
    ensure_browser_packages(development=testing)


def verb_of(arguments: Sequence[str]) -> str:
    """The verb: the first word, or `serve` when there is none or an option comes first."""
    return arguments[0] if arguments and not arguments[0].startswith("-") else "serve"


def asks_for_help(arguments: Sequence[str]) -> bool:
    return any(argument in ("-h", "--help") for argument in arguments)


@contextmanager
def only_one_set_up() -> Iterator[None]:
    """Let a second run.py wait until the first has set up, instead of both writing the same folders."""
    SETUP.mkdir(exist_ok=True)
    with (SETUP / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个 run.py 正在安装，等它完成 …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _search_path() -> list[str]:
    inherited = os.environ.get("PYTHONPATH")
    return [str(ROOT), inherited] if inherited else [str(ROOT)]
