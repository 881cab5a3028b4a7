"""The whole program as a person starts it: address and code printed, stopped in order, no orphans."""

from __future__ import annotations

import contextlib
import hashlib
import os
import queue
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

START_SECONDS = 60


class Serving:
    """One run of `serve` on an empty installation of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        command = [
            sys.executable,
            "-m",
            "inspect_app.cli",
            "serve",
            "--port",
            str(self.port),
            "--data",
            str(folder),
        ]
        self.process = subprocess.Popen(
            [*command, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read on until a line fits; fails when the program ends or is silent for too long."""
        while True:
            line = self._lines.get(timeout=START_SECONDS)
            assert line is not None, f"ended before {pattern!r}:\n" + "\n".join(self.said)
            self.said.append(line)
            if found := re.search(pattern, line):
                return found

    def children(self) -> list[int]:
        """Programs started by this one, and theirs."""
        parents = {}
        for file in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # one that has just ended
                # proc(5): after the name in brackets come the state and the parent's number.
                parents[int(file.parent.name)] = int(file.read_text().rpartition(")")[2].split()[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
            found |= more
        return sorted(found - {self.process.pid})

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    run = Serving(tmp_path / "data", "--no-demo")
    yield run
    run.end()


def free_port() -> int:
    """A port that is free, with the one after it, which --lan takes as well."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = int(server.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError), socket.create_server(("127.0.0.1", port + 1)):
                return port


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def all_gone_within(pids: list[int], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_an_empty_installation_says_its_address_and_code_and_stops_when_asked(
    serving: Serving, tmp_path: Path
) -> None:
    assert serving.wait_for(r"已启动：(\S+)")[1] == f"http://127.0.0.1:{serving.port}"
    assert serving.wait_for(r"一次性代码 ([0-9A-Z-]+)，")[1].count("-") == 3
    assert status_of(f"http://127.0.0.1:{serving.port}/") < 500
    kept = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert not [file for file in kept if file.stat().st_mode & 0o077], "others on this machine could read it"
    children = serving.children()
    assert len(children) >= 3  # the web server, its worker process, the background jobs
    os.killpg(serving.process.pid, signal.SIGINT)
    serving.wait_for("已全部停下")
    assert serving.process.wait(timeout=10) == 0
    assert all_gone_within(children, seconds=5)


def test_a_killed_program_leaves_neither_web_server_nor_worker(serving: Serving) -> None:
    serving.wait_for("已启动")
    children = serving.children()
    serving.process.kill()
    serving.process.wait()
    assert all_gone_within(children, seconds=20)


def test_a_second_program_on_the_same_port_says_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "inspect_app.cli",
            "--port",
            str(port),
            "--data",
            str(tmp_path / "data"),
        ]
        told = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    assert told.returncode == 1
    assert told.stderr.startswith(f"端口 {port} 已被别的程序占用")
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "data").exists()


def test_over_the_local_network_the_site_is_https_and_the_page_beside_it_hands_out_the_certificate(
    tmp_path: Path,
) -> None:
    run = Serving(tmp_path / "data", "--no-demo", "--lan")
    try:
        address = run.wait_for(r"已启动：(\S+)")[1]
        assert address.startswith("https://")
        assert address.endswith(f":{run.port}")
        fingerprint = run.wait_for(r"证书指纹（SHA-256，安装前核对）：(\S+)")[1]
        with urllib.request.urlopen(f"http://127.0.0.1:{run.port + 1}/ca.crt", timeout=10) as answer:
            authority = answer.read()
        assert hashlib.sha256(
            ssl.PEM_cert_to_DER_cert(authority.decode())
        ).hexdigest().upper() == fingerprint.replace(":", "")
        trusting = ssl.create_default_context(cadata=authority.decode())
        for host in ("127.0.0.1", "localhost"):
            with urllib.request.urlopen(
                f"https://{host}:{run.port}/field", timeout=10, context=trusting
            ) as answer:
                assert answer.status == 200
                assert "max-age" in answer.headers["Strict-Transport-Security"]
        with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
            urllib.request.urlopen(f"https://127.0.0.1:{run.port}/field", timeout=10)
    finally:
        run.end()
