"""The catalogue's pages: list, search, one code."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from inspect_app.accounts.permissions import Role
from tests.builders import PASSWORD, make_person


@pytest.fixture
def office(client: FlaskClient) -> FlaskClient:
    """A browser in which an office person is signed in."""
    make_person(Role.OFFICE, username="office.reader")
    _sign_in(client, "office.reader")
    return client


def _sign_in(client: FlaskClient, username: str) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    answer = client.post("/sign-in", data={"username": username, "password": PASSWORD})
    assert answer.status_code == 302


def test_the_list_shows_every_area_with_its_codes(office: FlaskClient) -> None:
    page = office.get("/catalogue").get_data(as_text=True)
    assert "共 60 项" in page
    for text in ("A 逐利执法", "E 执法“寻租”", "G 推进情况", "随意设置路障", "按时报送完整报告"):
        assert text in page


def test_searching_finds_by_name_code_and_basis(office: FlaskClient) -> None:
    by_name = office.get("/catalogue?q=路障").get_data(as_text=True)
    assert "B02" in by_name and "A01" not in by_name
    by_code = office.get("/catalogue?q=d11").get_data(as_text=True)
    assert "暴力执法" in by_code and "共 1 项" in by_code
    by_basis = office.get("/catalogue?q=公路安全保护条例").get_data(as_text=True)
    assert "B02" in by_basis and "B07" in by_basis


def test_a_search_takes_its_words_as_they_are(office: FlaskClient) -> None:
    assert "没有符合的" in office.get("/catalogue?q=%25").get_data(as_text=True)
    assert "没有符合的" in office.get("/catalogue?q=_").get_data(as_text=True)


def test_a_code_says_how_each_method_checks_it(office: FlaskClient) -> None:
    page = office.get("/catalogue/B02").get_data(as_text=True)
    assert "请当班负责人出示当日勤务安排" in page
    assert "这种方式看不出这一项。" in page
    assert "至少 2 张：远景、近景" in page
    assert "依据还没有逐字核对" in page
    assert "/catalogue/B01" in page and "/catalogue/B03" in page


def test_an_unknown_code_is_not_found(office: FlaskClient) -> None:
    assert office.get("/catalogue/Z01").status_code == 404


def test_an_auditor_does_not_see_the_catalogue(client: FlaskClient) -> None:
    make_person(Role.AUDITOR, username="auditor.only")
    _sign_in(client, "auditor.only")
    assert client.get("/catalogue").status_code == 404
    assert client.get("/catalogue/A01").status_code == 404
