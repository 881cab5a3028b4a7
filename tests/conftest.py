"""Fixtures of all tests: an application on SQLite and on PostgreSQL, a fixed clock, no network.

Promises: every test that asks for `app` runs on both databases, each on a fresh copy made by the migrations; the clock stands at
2023-07-18 09:40 in the office unless a test runs a real server; only loopback can be reached.
"""

from __future__ import annotations

import ipaddress
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from inspect_app import create_app
from inspect_app.config import Settings
from tests.postgres_server import PostgresServer, postgres_server

OFFICE_MORNING = datetime(2023, 7, 18, 1, 40, tzinfo=UTC)
"""09:40 in Asia/Shanghai on a Tuesday of the example campaign."""

_REAL_CLOCK_FOLDERS = {"browser", "journeys", "tools", "cli", "sync"}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail any connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise RuntimeError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _fixed_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the office's morning begin; tests with a server of their own or marked `real_clock` keep the real time."""
    folders = set(Path(request.node.path).parts)
    if request.node.get_closest_marker("real_clock") or folders & _REAL_CLOCK_FOLDERS:
        yield
        return
    with time_machine.travel(OFFICE_MORNING, tick=True):
        yield


@pytest.fixture(autouse=True)
def _cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id at its lowest cost: a hundred made-up people need no protection."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("inspect_app.accounts.service._hasher", lambda: cheap)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test run's own."""
    with postgres_server() as server:
        yield server


def _settings(data_dir: Path, database_url: str) -> Settings:
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        secret_key="only for tests",
        immediate_jobs=True,
        take_back_seconds=0,
    )


def _migrate(settings: Settings) -> None:
    from inspect_app.support.installation import prepare_installation

    app = create_app(settings)
    # The same morning for the template, whichever test asks for it first.
    with time_machine.travel(OFFICE_MORNING), app.app_context():
        prepare_installation()
        from inspect_app.foundation.database import db

        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file made by the migrations, with the shipped packs, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "inspect.sqlite3"
    _migrate(_settings(folder, f"sqlite:///{path}"))
    with create_engine(f"sqlite:///{path}").connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL database made by the migrations, with the shipped packs, to be copied."""
    url = postgres.new_database()
    _migrate(_settings(tmp_path_factory.mktemp("pg-template"), url))
    return url


def _sqlite_url(request: pytest.FixtureRequest, folder: Path) -> str:
    path = folder / "inspect.sqlite3"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty installation with the shipped packs, once on each database."""
    if request.param == "sqlite":
        yield _settings(tmp_path, _sqlite_url(request, tmp_path))
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database(template=request.getfixturevalue("postgres_template"))
    yield _settings(tmp_path, url)
    server.drop_database(url)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application with its context pushed."""
    application = create_app(settings)
    application.testing = True
    application.config["PROPAGATE_EXCEPTIONS"] = False
    with application.app_context():
        yield application
        from inspect_app.foundation.database import db

        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts, talking to `app`."""
    return app.test_client()
