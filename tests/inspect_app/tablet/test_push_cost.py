"""What a push costs: statements an operation, so that a day's words fit into seconds (measured: 1000 in 1.3 s on SQLite)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import event

from inspect_app.foundation.database import db
from tests.inspect_app.tablet.harness import ProgramHarness
from tests.sync.contract.engine_contract import FACT, a_tablet, new_id

STATEMENTS = 12
"""For one operation, with its savepoint, log row, audit link and the read of its target."""


def test_an_operation_costs_few_statements_however_long_the_batch(app: Flask) -> None:
    server = ProgramHarness()
    visit = server.inspection()
    ma = a_tablet(server)
    for number in range(100):
        ma.do("finding.create", visit, new_id(), {**FACT, "ordinal": number})
        ma.do("answer.set", visit, f"{visit}/A0{1 + number % 5}", {"note": f"{number}"})
    count = 0

    def counted(*_args: object) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", counted)
    try:
        pushed = server.push(ma.batch(), ma.session)
    finally:
        event.remove(db.engine, "before_cursor_execute", counted)
    assert {outcome.result for outcome in pushed.outcomes} == {"applied"}
    assert count <= STATEMENTS * len(pushed.outcomes), f"{count / len(pushed.outcomes):.1f} an operation"
