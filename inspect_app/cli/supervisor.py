"""Keeps several programs running together: started in order, stopped in order, restarted when one dies.

Promises: an interrupt or a terminate signal ends all of them, each with time to finish its work; none outlives this
process, even when it is killed outright (PR_SET_PDEATHSIG, Linux); one that dies is said and started again, later and
later while it keeps dying. Does not: know what the programs do.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
WATCHED_SIGNALS = STOP_SIGNALS | {signal.SIGCHLD}
FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 30.0
# One that ran this long was well: its next death is a new trouble, not the old one going on.
STEADY_SECONDS = 60.0
WATCH_SECONDS = 0.3


@dataclass(frozen=True)
class Program:
    """One program to keep running."""

    name: str
    """Chinese, as said to the person at the terminal."""
    command: Sequence[str]
    stop_signal: signal.Signals = signal.SIGTERM
    patience_seconds: float = 20.0
    """How long it may take to end before it is killed."""


@dataclass
class _Running:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    delay: float = FIRST_DELAY_SECONDS
    start_again_at: float = field(default=0.0)


class Supervisor:
    """Runs `programs` until a stop signal comes. `say` gets one Chinese line for everything worth telling."""

    def __init__(self, programs: Sequence[Program], *, say: Callable[[str], None]) -> None:
        self._running = [_Running(program) for program in programs]
        self._say = say

    def run(self, *, announce: Callable[[], bool]) -> None:
        """Start all programs and return when a stop signal came and all have ended.

        Args:
            announce: called again and again after the start until it answers True, e.g. when the web server
                answers and its address has been printed; must not take long.
        """
        # Blocked and fetched, not handled: no handler can run in the middle of a start or a stop.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED_SIGNALS)
        try:
            for running in self._running:
                self._start(running)
            announced = False
            while not self._stop_asked():
                announced = announced or announce()
                self._look_after_all()
        finally:
            self._stop_all()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _stop_asked(self) -> bool:
        received = signal.sigtimedwait(WATCHED_SIGNALS, WATCH_SECONDS)
        return received is not None and received.si_signo in STOP_SIGNALS

    def _start(self, running: _Running) -> None:
        running.started_at = time.monotonic()
        running.process = subprocess.Popen(
            running.program.command,
            stdin=subprocess.DEVNULL,
            # A group of its own: Ctrl-C reaches this process only, which then stops the others in order.
            start_new_session=True,
            preexec_fn=tied_to(os.getpid()),
        )

    def _look_after_all(self) -> None:
        now = time.monotonic()
        for running in self._running:
            if running.process is None:
                if now >= running.start_again_at:
                    self._start(running)
            elif (code := running.process.poll()) is not None:
                self._note_death(running, code, now)

    def _note_death(self, running: _Running, code: int, now: float) -> None:
        if now - running.started_at >= STEADY_SECONDS:
            running.delay = FIRST_DELAY_SECONDS
        reason = f"被信号 {-code} 终止" if code < 0 else f"退出码 {code}"
        self._say(f"{running.program.name}意外停止（{reason}），{running.delay:.0f} 秒后重新启动。")
        running.process = None
        running.start_again_at = now + running.delay
        running.delay = min(running.delay * 2, LONGEST_DELAY_SECONDS)

    def _stop_all(self) -> None:
        for running in self._running:
            if running.process is None or running.process.poll() is not None:
                continue
            running.process.send_signal(running.program.stop_signal)
            try:
                running.process.wait(running.program.patience_seconds)
            except subprocess.TimeoutExpired:
                self._say(f"{running.program.name}没有按时停下，已强行结束。")
                running.process.kill()
                running.process.wait()


def tied_to(parent: int, *, end_with: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """What a new program does before its first instruction: ask to be sent `end_with` when `parent` is gone."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, end_with)
            if os.getppid() != parent:  # it died before the line above
                os._exit(1)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())

    return prepare
