"""One business act = one transaction, opened at the edge of the program (view, sync engine, job, command).

Promises: commits once at the end or not at all; side effects outside the database run only after the commit (T3);
a failure rolls back before anything is shown. Services never call it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inspect_app.foundation.database import WRITE_OPTION, db

log = logging.getLogger(__name__)


class UnitOfWork:
    """The running act. `after_commit(fn)` keeps `fn` until the rows are safe."""

    def __init__(self) -> None:
        self._after_commit: list[Callable[[], object]] = []

    def after_commit(self, effect: Callable[[], object]) -> None:
        """Run `effect` once the transaction is committed. A failing effect is logged: the row's own sweep repeats it (T4)."""
        self._after_commit.append(effect)

    def _run_effects(self) -> None:
        for effect in self._after_commit:
            try:
                effect()
            except Exception:
                log.exception("an effect after the commit failed; the sweep will repeat it")


def current_work() -> UnitOfWork:
    """The unit of work that the calling service runs in. Raises RuntimeError outside one."""
    work = db.session.info.get("unit_of_work")
    if work is None:
        raise RuntimeError("no unit of work is open")
    assert isinstance(work, UnitOfWork)
    return work


@contextmanager
def unit_of_work() -> Iterator[UnitOfWork]:
    """Open a writing transaction on the request's session; commit at the end.

    What was read before is let go first, so that SQLite takes the write lock on a fresh snapshot.
    Raises: RuntimeError when one is open already (acts do not nest), and whatever the body raises.
    """
    session = db.session
    if session.info.get("unit_of_work") is not None:
        raise RuntimeError("a unit of work is open already")
    session.rollback()
    work = UnitOfWork()
    session.info["unit_of_work"] = work
    try:
        session.connection(execution_options={WRITE_OPTION: True})
        yield work
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("unit_of_work", None)
    work._run_effects()
