"""The pages of checklists: which are published and what stands in one."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from inspect_app.accounts.permissions import Role
from inspect_app.checklists.queries import published_versions
from inspect_app.foundation.ids import new_id
from tests.builders import PASSWORD, make_person


@pytest.fixture
def office(client: FlaskClient) -> FlaskClient:
    """A browser in which an office person is signed in."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    make_person(Role.OFFICE, username="office.reader")
    assert (
        client.post("/sign-in", data={"username": "office.reader", "password": PASSWORD}).status_code == 302
    )
    return client


def test_the_list_names_the_published_surprise_check(office: FlaskClient) -> None:
    page = office.get("/checklists").get_data(as_text=True)
    assert "突击检查检查单" in page and "第 1 版" in page and "58" in page


def test_a_version_shows_its_sections_and_items(office: FlaskClient) -> None:
    (row,) = published_versions("surprise_check")
    page = office.get(f"/checklists/{row.id}").get_data(as_text=True)
    assert "A 逐利执法（7 项）" in page and "G 推进情况（16 项）" in page
    assert "停车场在库清单对照扣车决定书，找没有手续的车。" in page
    assert "照片 2 张" in page


def test_an_unknown_version_is_not_found(office: FlaskClient) -> None:
    assert office.get(f"/checklists/{new_id()}").status_code == 404
