"""A finding that the office gave back, over the wire: edited, handed back, or overtaken by the office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.accounts.models import Person
from inspect_app.findings import service
from inspect_app.findings.models import Finding, FindingRevision
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from tests.builders import InspectionParts, make_inspection
from tests.inspect_app.tablet.http_tablet import HttpTablet

AT = "2023-07-18T02:38:21.000Z"
SIGNED = "站前设限高杆一处"


class Team:
    """One tablet with an inspection that it locked with one finding, and the office that returned it."""

    def __init__(self, client: FlaskClient, visit: InspectionParts) -> None:
        self.visit, self.finding_id = visit, new_id()
        username = db.session.get_one(Person, visit.inspector.person_id).username
        self.tablet = HttpTablet(client, username)
        assert self.tablet.register().status_code == 200
        self._seq = 0
        self.send("finding.create", {"item_key": "B02", "ordinal": 1, "fact": SIGNED})
        self.send("inspection.finish", {"finished_at": AT}, target=visit.inspection_id)
        self.decide("return_to_team")

    def send(
        self,
        kind: str,
        fields: dict[str, Any],
        *,
        target: UUID | None = None,
        base: dict[str, int] | None = None,
    ) -> dict[str, Any]:
        self._seq += 1
        operation = {
            "op_id": str(new_id()),
            "seq": self._seq,
            "kind": kind,
            "inspection_id": str(self.visit.inspection_id),
            "target_id": str(target or self.finding_id),
            "fields": fields,
            "base": base or {},
            "made_at": AT,
            "clock_offset_ms": None,
            "depends_on": [],
        }
        outcome: dict[str, Any] = self.tablet.push([operation]).get_json()["outcomes"][0]
        return outcome

    def decide(self, act: str) -> None:
        with unit_of_work():
            if act == "accept":
                service.accept([self.finding_id], actor=self.visit.office, at=clock.now())
            else:
                service.return_to_team(
                    self.finding_id, reason="请补高度", actor=self.visit.office, at=clock.now()
                )

    def record(self) -> dict[str, Any]:
        changes = self.tablet.pull().get_json()["changes"]
        found: dict[str, Any] = next(
            change["record"] for change in changes if change["id"] == str(self.finding_id)
        )
        return found


@pytest.fixture
def team(app: Flask, client: FlaskClient) -> Team:
    return Team(client, make_inspection())


def test_edits_leave_it_returned_and_handing_back_submits_it(team: Team) -> None:
    assert team.record()["returned_reason"] == "请补高度"
    assert team.send("finding.edit", {"fact": "二稿"}, base={"fact": 1})["result"] == "applied"
    assert team.record()["state"] == "returned"
    outcome = team.send("finding.hand_back", {"handed_back_at": AT})
    assert outcome["result"] == "applied" and outcome["receipt"]
    assert (team.record()["state"], team.record()["fact"]) == ("submitted", "二稿")
    late = team.send("finding.edit", {"fact": "三稿"}, base={"fact": 2})
    assert late["result"] == "conflict", "handed back, it is locked again"
    kept = select(FindingRevision.fact).where(FindingRevision.finding_id == team.finding_id)
    assert list(db.session.scalars(kept)) == [SIGNED]


def test_words_that_the_office_overtook_are_kept_beside_the_accepted_ones(team: Team) -> None:
    team.decide("accept")
    outcome = team.send("finding.edit", {"fact": "二稿"}, base={"fact": 1})
    assert (outcome["result"], outcome["conflicts"][0]["yours"]) == ("conflict", "二稿")
    assert team.send("finding.hand_back", {"handed_back_at": AT})["result"] == "applied"
    record = team.record()
    assert (record["state"], record["fact"]) == ("accepted", SIGNED)


def test_an_addition_is_open_until_the_office_has_accepted_it(team: Team) -> None:
    added = new_id()
    team.send("finding.create", {"item_key": "A01", "ordinal": 1, "fact": "补"}, target=added)
    edited = team.send("finding.edit", {"fact": "补充"}, target=added, base={"fact": 1})
    assert edited["result"] == "applied"
    with unit_of_work():
        service.accept([added], actor=team.visit.office, at=clock.now())
    again = team.send("finding.edit", {"fact": "再补"}, target=added, base={"fact": 2})
    assert again["result"] == "conflict"
    stored = db.session.get_one(Finding, added)
    assert (stored.late, stored.fact, stored.changed_after_acceptance) == (True, "补充", False)
