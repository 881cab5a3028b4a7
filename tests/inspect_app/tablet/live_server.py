"""The program as people run it: gunicorn with threads in a process of its own, on an installation of the test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from inspect_app.config import PROJECT_ROOT, Settings


@dataclass
class LiveServer:
    """A server that can be stopped, killed and started again on the same data."""

    settings: Settings
    port: int
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        environment = {
            **os.environ,
            "INSPECT_DATA": str(self.settings.data_dir),
            "INSPECT_DATABASE_URL": self.settings.database_url,
            "INSPECT_SECRET_KEY": self.settings.secret_key,
        }
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--no-control-socket",
        ]
        command += [
            "--worker-class",
            "gthread",
            "--threads",
            "8",
            "--log-level",
            "warning",
            "inspect_app:create_app()",
        ]
        self._process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, start_new_session=True)
        self._wait_until(listening=True)

    def kill(self) -> None:
        """As a power cut does it: no goodbye, for all of its processes."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            self._wait_until(listening=False)

    def _wait_until(self, *, listening: bool) -> None:
        for _ in range(300):
            with socket.socket() as probe:
                if (probe.connect_ex(("127.0.0.1", self.port)) == 0) is listening:
                    return
            time.sleep(0.1)
        raise RuntimeError("the server did not start or stop in time")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
