"""Deciding a conflict in the office: both values are shown, one stands, and the tablets learn of it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inspect_app.accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from tests.builders import make_person, make_region
from tests.inspect_app.pages import send, sign_in, text
from tests.inspect_app.tablet.harness import ProgramHarness
from tests.sync.contract.engine_contract import FACT, a_tablet, new_id
from tests.sync.tablet_model import Tablet


class Dispute:
    """Two tablets wrote the fact of one finding differently."""

    def __init__(self) -> None:
        self.server = ProgramHarness()
        self.visit = self.server.inspection()
        self.ma = a_tablet(self.server, "ma")
        self.target = new_id()
        self.ma.do("finding.create", self.visit, self.target, FACT)
        self.ma.send(self.server)
        self.li: Tablet = a_tablet(self.server, "li")
        self.ma.do("finding.edit", self.visit, self.target, {"fact": "摆放水马2个"})
        self.li.do("finding.edit", self.visit, self.target, {"fact": "摆放水马3个"})
        self.ma.send(self.server)
        self.conflict_id = self.li.send(self.server).outcomes[0].conflicts[0].conflict_id

    @property
    def here(self) -> str:
        return f"/conflicts/{self.conflict_id}"

    def standing(self) -> str:
        """The fact as a tablet sees it after its next pull."""
        self.ma.pull(self.server)
        return str(self.ma.records["finding", self.target]["fact"])


@pytest.fixture
def dispute(app: Flask) -> Dispute:  # needs the application's context
    return Dispute()


def test_both_values_are_shown_with_their_difference_marked(client: FlaskClient, dispute: Dispute) -> None:
    sign_in(client, make_person(Role.OFFICE))
    assert dispute.here in text(client, "/conflicts") and "两人写得不一样" in text(client, "/")
    page = text(client, dispute.here)
    assert "<mark>2</mark>" in page and "<mark>3</mark>" in page
    assert "马海涛" in page and "李静" in page


@pytest.mark.parametrize(
    ("choice", "merged", "standing"),
    [("theirs", "", "摆放水马2个"), ("yours", "", "摆放水马3个"), ("merged", "摆放水马5个", "摆放水马5个")],
)
def test_what_the_office_chooses_reaches_the_tablets(
    client: FlaskClient, dispute: Dispute, choice: str, merged: str, standing: str
) -> None:
    sign_in(client, make_person(Role.OFFICE))
    page = send(client, dispute.here, {"choice": choice, "merged": merged}, follow=True).get_data(
        as_text=True
    )
    assert "定好了。没选的那份在“经过”里。" in page and "没有要对照的" in page
    assert dispute.standing() == standing
    assert dispute.ma.records["conflict", dispute.conflict_id]["resolved"]
    history = text(client, f"/inspections/{dispute.visit}?tab=history")
    assert "定了两份不一样的内容 A01" in history
    assert "摆放水马2个".replace("2", "<mark>2</mark>") in text(client, dispute.here)


def test_a_tablet_that_saw_the_decision_may_go_on_writing(client: FlaskClient, dispute: Dispute) -> None:
    sign_in(client, make_person(Role.OFFICE))
    send(client, dispute.here, {"choice": "yours"})
    dispute.standing()
    dispute.ma.do("finding.edit", dispute.visit, dispute.target, {"fact": "摆放水马3个、锥桶2个"})
    assert dispute.ma.send(dispute.server).outcomes[0].result == "applied"


def test_a_second_decision_changes_nothing(client: FlaskClient, dispute: Dispute) -> None:
    sign_in(client, make_person(Role.OFFICE))
    send(client, dispute.here, {"choice": "yours"})
    token_page = send(client, dispute.here, {"choice": "theirs"}, page="/account", follow=True)
    assert "已经定过了，没有重复。" in token_page.get_data(as_text=True)
    assert dispute.standing() == "摆放水马3个"


def test_nothing_chosen_is_told(client: FlaskClient, dispute: Dispute) -> None:
    sign_in(client, make_person(Role.OFFICE))
    assert "请选一份，或合成一段。" in send(client, dispute.here, {}).get_data(as_text=True)


def test_another_county_does_not_see_it(client: FlaskClient, dispute: Dispute) -> None:
    sign_in(client, make_person(Role.OFFICE, region_id=make_region("西屏县")))
    assert client.get(dispute.here).status_code == 404
    assert not re.search(r"/conflicts/[0-9a-f-]{36}", text(client, "/conflicts"))


def test_who_decides_conflicts_sees_restricted_findings() -> None:
    for held in ROLE_PERMISSIONS.values():
        assert Permission.CONFLICTS_RESOLVE not in held or Permission.RESTRICTED_VIEW in held
