"""Background work: the huey instance and the sweep that finds work no hint was left for.

Promises (T4): the row is the truth, the job a hint. Each kind of job registers a sweep; the consumer runs all
sweeps once a minute and at its start, so a crash between commit and hint only delays. Running twice is harmless.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from huey import SqliteHuey, crontab

log = logging.getLogger(__name__)

_sweeps: dict[str, Callable[[], object]] = {}
_app: Flask | None = None


# Until an application is bound there is no queue file, so importing this module touches nothing on disk.
huey = SqliteHuey("inspect", fsync=True, immediate=True)


def bind_jobs(app: Flask, *, queue: Path, immediate: bool) -> None:
    """Tell the jobs which application they run in.

    Args:
        queue: the file of waiting jobs, in the data folder.
        immediate: run jobs at once instead of queueing them (tests).
    """
    global _app
    _app = app
    huey.storage_kwargs["filename"] = str(queue)
    huey.immediate = immediate
    huey.storage = huey.create_storage()


def job_app() -> Flask:
    """The application jobs run in. Raises RuntimeError before `bind_jobs`."""
    if _app is None:
        raise RuntimeError("jobs are not bound to an application")
    return _app


def in_app(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a job's body in an application context of its own."""

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with job_app().app_context():
            return function(*args, **kwargs)

    wrapped.__name__ = function.__name__
    wrapped.__doc__ = function.__doc__
    return wrapped


def register_sweep(name: str, sweep: Callable[[], object]) -> None:
    """Add a function that finds waiting rows and does their work; called without arguments, in app context."""
    _sweeps[name] = sweep


def run_sweeps() -> None:
    """Run every sweep once; one failing does not stop the others."""
    for name, sweep in list(_sweeps.items()):
        try:
            in_app(sweep)()
        except Exception:
            log.exception("sweep %s failed; it runs again in a minute", name)


@huey.periodic_task(crontab(minute="*"))
def sweep_every_minute() -> None:
    run_sweeps()
