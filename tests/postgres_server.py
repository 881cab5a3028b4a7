"""A throw-away PostgreSQL for tests, from Debian's binaries, in a folder that goes away with it.

Promises: runs as an unprivileged user, since PostgreSQL refuses root; listens on a socket in its own folder only;
ends with the test run, also on Ctrl-C and when the run is killed outright. Never skips: without the binaries it fails
and says what installs them. Does not keep anything safe: fsync is off.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from inspect_app.cli.supervisor import tied_to

DEBIAN_HOME = Path("/usr/lib/postgresql")
# Made by Debian's package: root may run the server as this user.
UNPRIVILEGED_USER = "postgres"
START_SECONDS = 30.0
SUPERUSER = "inspect"
NO_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `url` is a database of its own, `new_database` makes further empty ones."""

    folder: Path

    @property
    def url(self) -> str:
        """SQLAlchemy address of the first database."""
        return self._address("postgres")

    def new_database(self, template: str | None = None) -> str:
        """SQLAlchemy address of a fresh database: empty, or a copy of `template` (an address nobody is connected to)."""
        name = f"test_{uuid4().hex}"
        source = "template0" if template is None else _database_name(template)
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')  # the names are ours
        return self._address(name)

    def drop_database(self, url: str) -> None:
        """Drop a database made by `new_database`, ending connections that are still open."""
        name = _database_name(url)
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @property
    def _conninfo(self) -> str:
        return f"host={self.folder} user={SUPERUSER} dbname=postgres"

    def _address(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}"


def _database_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Make a cluster, start it, and take both away at the end. Raises RuntimeError when that is not possible."""
    binaries = find_binaries()
    # Directly under /tmp: the path of a socket may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="inspect-pg-", dir="/tmp"))
    process: subprocess.Popen[bytes] | None = None
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED_USER)
        _make_cluster(binaries, folder)
        process = _start(binaries, folder)
        server = PostgresServer(folder)
        _wait_until_ready(server, process)
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth an orderly end
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder with initdb and postgres of the newest version installed. Raises RuntimeError when there is none."""
    homes = [home for home in DEBIAN_HOME.glob("*/bin") if (home / "initdb").exists()]
    if homes:
        return max(homes, key=lambda home: int(home.parent.name))
    on_path = shutil.which("initdb")
    if on_path is None:
        raise RuntimeError(
            "PostgreSQL is not installed: run `python3 run.py test`, or `apt-get install postgresql`"
        )
    return Path(on_path).resolve().parent


def _make_cluster(binaries: Path, folder: Path) -> None:
    command = [
        binaries / "initdb", "--pgdata", folder / "data", "--username", SUPERUSER, "--auth=trust",
        "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
    ]  # fmt: skip
    made = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, **_as_unprivileged()
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


def _start(binaries: Path, folder: Path) -> subprocess.Popen[bytes]:
    settings = [*NO_SAFETY, "listen_addresses=", f"unix_socket_directories={folder}", "max_connections=60"]
    options = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            preexec_fn=tied_to(os.getpid(), end_with=signal.SIGQUIT),
            **_as_unprivileged(),
        )


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server._conninfo).close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (server.folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.05)


def _as_unprivileged() -> dict[str, int | Sequence[int]]:
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": ()}
