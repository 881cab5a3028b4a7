"""The program as people run it: web and worker as processes of their own, on a data folder, stopped and started at will."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from inspect_app.config import PROJECT_ROOT

START_SECONDS = 60.0
STOP_SECONDS = 40.0


def free_port() -> int:
    """A port of the loopback interface that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RealProgram:
    """`run.py --no-demo` on `folder`; the same port at every start, so that tablets find it again."""

    def __init__(
        self, folder: Path, *, demo: bool = False, environment: dict[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.first_run_code: str | None = None
        self._demo = demo
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._log = folder.with_name(folder.name + ".log")

    def start(self) -> None:
        """Start and wait until it answers. Raises RuntimeError with the log when it does not."""
        command = [
            sys.executable,
            "-m",
            "inspect_app.cli",
            "serve",
            "--port",
            str(self.port),
            "--data",
            str(self.folder),
        ]
        if not self._demo:
            command.append("--no-demo")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=PROJECT_ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self._environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self._await_answer()
        code = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", self.output())
        if code:
            self.first_run_code = code.group(0)

    def _await_answer(self) -> None:
        assert self._process is not None
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}/sync/hello", timeout=2):
                    if "已启动" in self.output():
                        return
            except (OSError, urllib.error.URLError):
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the program did not start:\n{self.output()}")

    def output(self) -> str:
        """All that it has printed so far, over all starts."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End it in order, as Ctrl+C does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.wait(timeout=STOP_SECONDS)
        self._process = None
        ends = time.monotonic() + STOP_SECONDS
        # Killing the parent ends its children a moment later; the port must be free before the next start.
        while time.monotonic() < ends:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the port is still in use")
