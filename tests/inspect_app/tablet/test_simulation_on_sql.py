"""The simulation of tests/sync/test_simulation.py against the program: a proof in memory proves nothing about SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select

from inspect_app.foundation.database import db
from inspect_app.tablet.models import OperationRow
from sync.engine import Pushed
from sync.feed import Page
from sync.ports import Session
from sync.protocol import Push
from tests.inspect_app.tablet.harness import ProgramHarness
from tests.sync.test_simulation import ManyTablets


class ProgramWorld:
    """A new inspection of the same three people."""

    def __init__(self, server: ProgramHarness) -> None:
        self._server = server
        self.epoch = server.epoch
        self.visit = server.inspection(("ma", "li", "wu"))
        self.sessions = [server.tablet(person) for person in ("ma", "li", "wu")]

    def push(self, batch: Push, session: Session, *, crash_before_commit: bool = False) -> Pushed:
        return self._server.push(batch, session, crash_before_commit=crash_before_commit)

    def pull(self, session: Session, cursor: str, limit: int = 200) -> Page:
        """Only this day's inspection: the team's others were simulated before."""
        page = self._server.pull(session, cursor, limit)
        mine = [change for change in page.changes if self._is_mine(change.type, change.record, change.id)]
        return Page(mine, page.cursor, page.more)

    def knows(self, op_ids: Iterable[str]) -> set[str]:
        ids = [UUID(op_id) for op_id in op_ids]
        rows = db.session.scalars(select(OperationRow).where(OperationRow.op_id.in_(ids)))
        found = {str(row.op_id) for row in rows if row.outcome["receipt"]}
        db.session.rollback()
        return found

    def _is_mine(self, type_: str, record: dict[str, object] | None, change_id: str) -> bool:
        if type_ in ("inspection", "checklist"):
            return change_id == self.visit
        return record is not None and record["inspection_id"] == self.visit


class ManyTabletsOnSql(ManyTablets):
    """The same machine with another server."""

    harness: ClassVar[ProgramHarness]

    def make_world(self) -> ProgramWorld:
        return ProgramWorld(self.harness)


def test_a_day_of_faults_loses_nothing_on_sql(app: Flask) -> None:
    ManyTabletsOnSql.harness = ProgramHarness()
    run_state_machine_as_test(
        ManyTabletsOnSql,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
