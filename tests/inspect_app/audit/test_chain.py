"""The audit chain finds what was changed, removed or reordered."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from inspect_app.accounts.permissions import Role
from inspect_app.audit.service import verify_chain
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from tests.builders import make_person


def _three_acts() -> None:
    for _ in range(3):
        make_person(Role.OFFICE)


def test_an_untouched_chain_holds(app: Flask) -> None:
    _three_acts()
    count, broken = verify_chain()
    assert count >= 3
    assert broken is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_events SET actor_name = '别人' WHERE no = :no",
        "DELETE FROM audit_events WHERE no = :no",
        "UPDATE audit_events SET no = no + 100000 WHERE no = :no",
        "UPDATE audit_events SET details = '{\"roles\": []}' WHERE no = :no",
    ],
)
def test_a_changed_removed_or_reordered_row_is_found(app: Flask, tampering: str) -> None:
    _three_acts()
    last = db.session.execute(text("SELECT max(no) FROM audit_events")).scalar_one()
    with unit_of_work():
        db.session.execute(text(tampering), {"no": last - 1})
    db.session.expire_all()
    _, broken = verify_chain()
    assert broken is not None
