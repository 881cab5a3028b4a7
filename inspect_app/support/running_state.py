"""How this installation is doing, for the administrator: what /-/status shows. Nothing of what was found stands in it."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select, text

from inspect_app.accounts.models import Device
from inspect_app.audit.service import verify_chain
from inspect_app.config import PROJECT_ROOT
from inspect_app.foundation.database import db
from inspect_app.foundation.jobs import huey
from inspect_app.safekeeping.queries import Newest, newest
from inspect_app.support.waiting_work import Waiting, waiting_work
from inspect_app.web.assets import build_id

LITTLE_SPACE = 5 * 2**30
RECENT_ROWS = 1000
"""Rows of the log that are verified with every look; all of them on the auditor's page."""
_PACKAGES = ("Flask", "SQLAlchemy", "huey", "weasyprint", "gunicorn")


@dataclass(frozen=True)
class Work:
    """Work that waits, and whether it is stuck."""

    waiting: Waiting
    stuck: bool


@dataclass(frozen=True)
class UnsentTablets:
    """Tablets that said at their last contact that something is only on them."""

    tablets: int
    records: int
    photos: int


@dataclass(frozen=True)
class RunningState:
    """Everything on the page of the running state."""

    build: str
    versions: tuple[tuple[str, str], ...]
    database: str
    migration: str
    migration_newest: bool
    free_bytes: int
    little_space: bool
    queue_length: int
    work: tuple[Work, ...]
    backup: Newest | None
    unsent: UnsentTablets
    audit_rows: int
    audit_break: int | None


def running_state(at: datetime) -> RunningState:
    """How the installation is doing at `at`."""
    free = shutil.disk_usage(current_app.extensions["settings"].data_dir).free
    checked, broken = verify_chain(last=RECENT_ROWS)
    migration = str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
    return RunningState(
        build=build_id(),
        versions=(
            ("Python", platform.python_version()),
            *((package, version(package)) for package in _PACKAGES),
        ),
        database=_database(),
        migration=migration,
        migration_newest=migration in ScriptDirectory(str(PROJECT_ROOT / "migrations")).get_heads(),
        free_bytes=free,
        little_space=free < LITTLE_SPACE,
        queue_length=huey.pending_count() + huey.scheduled_count(),
        work=tuple(Work(waiting, waiting.stuck(at)) for waiting in waiting_work(at)),
        backup=newest(at),
        unsent=_unsent(),
        audit_rows=checked,
        audit_break=broken,
    )


def _database() -> str:
    if db.engine.dialect.name == "postgresql":
        return f"PostgreSQL {db.session.scalar(text('SHOW server_version'))}"
    return f"SQLite {sqlite3.sqlite_version}"


def _unsent() -> UnsentTablets:
    row = db.session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Device.unsent_records), 0),
            func.coalesce(func.sum(Device.unsent_photos), 0),
        ).where((Device.unsent_records > 0) | (Device.unsent_photos > 0))
    ).one()
    return UnsentTablets(*(int(value) for value in row))
