"""Programs that are kept running together: order, restarts, and no orphans."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Two programs that note what happens to them; the second takes its time to stop.
SUPERVISING = """
import signal, sys
from pathlib import Path
from inspect_app.cli.supervisor import Program, Supervisor

NOTING = '''
import os, signal, sys, time
name, folder = sys.argv[1], sys.argv[2]
def note(word):
    with open(folder + "/notes", "a") as notes:
        notes.write(name + " " + word + " " + str(os.getpid()) + "\\\\n")
def stop(*_):
    note("ended")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, lambda *_: note("interrupted"))
note("began")
time.sleep(60)
'''
programs = [Program(name, [sys.executable, "-c", NOTING, name, sys.argv[1]]) for name in ("web", "worker")]
Supervisor(programs, say=lambda line: print(line, flush=True)).run(announce=lambda: True)
print("all stopped", flush=True)
"""


class Watched:
    """A supervising process and the notes of its programs."""

    def __init__(self, folder: Path) -> None:
        self._notes = folder / "notes"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISING, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def notes(self) -> list[tuple[str, str]]:
        text = self._notes.read_text() if self._notes.exists() else ""
        return [(name, word) for name, word, _ in map(str.split, text.splitlines())]

    def pids(self) -> dict[str, int]:
        """The latest process of each program."""
        rows = map(str.split, self._notes.read_text().splitlines())
        return {name: int(pid) for name, word, pid in rows if word == "began"}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    running = Watched(tmp_path)
    wait_until(lambda: sorted(running.notes()) == [("web", "began"), ("worker", "began")])
    yield running
    running.process.kill()
    running.process.communicate()


def wait_until(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_signal_ends_the_programs_one_after_another(watched: Watched, asked: signal.Signals) -> None:
    watched.process.send_signal(asked)
    said, _ = watched.process.communicate(timeout=10)
    assert watched.process.returncode == 0
    assert watched.notes()[2:] == [("web", "ended"), ("worker", "ended")]
    assert said == "all stopped\n"


def test_ctrl_c_in_the_terminal_reaches_the_programs_only_through_their_supervisor(watched: Watched) -> None:
    os.killpg(watched.process.pid, signal.SIGINT)
    watched.process.communicate(timeout=10)
    assert ("web", "interrupted") not in watched.notes()
    assert watched.notes()[2:] == [("web", "ended"), ("worker", "ended")]


def test_a_killed_supervisor_leaves_no_program_behind(watched: Watched) -> None:
    pids = watched.pids()
    watched.process.kill()
    watched.process.wait()
    wait_until(lambda: all(is_gone(pid) for pid in pids.values()))


def test_a_program_that_dies_is_said_and_started_again_while_the_other_goes_on(watched: Watched) -> None:
    before = watched.pids()
    os.kill(before["web"], signal.SIGKILL)
    wait_until(lambda: watched.pids()["web"] != before["web"])
    after = watched.pids()
    assert after["worker"] == before["worker"]
    watched.process.send_signal(signal.SIGTERM)
    said, _ = watched.process.communicate(timeout=10)
    assert said.splitlines()[0] == "web意外停止（被信号 9 终止），1 秒后重新启动。"
    assert all(is_gone(pid) for pid in after.values())
