"""What set-up says to the person at the terminal, and how it runs other programs.

Promises: a program's own output goes to a log in `.setup/log/`, and is shown only when it failed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.bootstrap.places import SETUP

LINES_SHOWN_OF_A_FAILURE = 15


class SetupFailure(Exception):
    """Set-up cannot go on; the text is Chinese and says what to do."""


def say(line: str) -> None:
    """Print one line at once, so that a long step does not look like a stopped one."""
    print(line, flush=True)


def run_logged(
    command: Sequence[str | Path],
    *,
    log: str,
    failure: str,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a program to its end, its output in `.setup/log/<log>.log`.

    Raises SetupFailure with `failure` and the last lines of the output when it cannot be started or fails.
    """
    path = SETUP / "log" / f"{log}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as output:
        try:
            code = subprocess.run(
                [str(part) for part in command],
                cwd=cwd,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        except OSError as error:
            output.write(f"{error}\n")
            code = 1
    if code != 0:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_SHOWN_OF_A_FAILURE:]
        raise SetupFailure(
            "\n".join([failure, f"全部输出在 {path}，最后几行：", *(f"  {line}" for line in lines)])
        )
