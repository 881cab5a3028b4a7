"""The tests' own PostgreSQL: its databases are apart, and nothing of it stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.postgres_server import postgres_server


def test_each_new_database_is_empty_and_apart() -> None:
    with postgres_server() as server:
        first, second = (create_engine(server.new_database()) for _ in range(2))
        with first.begin() as connection:
            connection.execute(text("CREATE TABLE seen (id int)"))
        with second.connect() as connection:
            assert (
                connection.execute(text("SELECT count(*) FROM pg_tables WHERE tablename = 'seen'")).scalar()
                == 0
            )
        first.dispose()
        second.dispose()
        folder = server.folder
    assert not folder.exists()


def test_a_killed_test_run_leaves_no_server() -> None:
    program = (
        "import time\n"
        "from tests.postgres_server import postgres_server\n"
        "with postgres_server() as server:\n"
        "    print((server.folder / 'data' / 'postmaster.pid').read_text().split()[0], server.folder, flush=True)\n"
        "    time.sleep(60)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    pid, folder = run.stdout.readline().split()
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert _gone_within(int(pid), seconds=10)
    subprocess.run(["rm", "-r", Path(folder)], check=True)


def _gone_within(pid: int, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
