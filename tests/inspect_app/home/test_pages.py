"""The first page by role, and the side navigation."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from inspect_app.accounts.permissions import Role
from inspect_app.findings import service
from inspect_app.foundation import clock
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.letters.service import draft_from_findings
from tests.builders import make_inspection, make_person
from tests.inspect_app.findings.arranging import find, finish
from tests.inspect_app.pages import sign_in, text


def test_an_empty_house_is_told_what_comes_first(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE, Role.ADMIN))
    page = text(client, "/")
    assert "今天有 3 件要办" in page
    for words in ("还没有专项整治", "还没有被督察单位", "还没有督察员"):
        assert words in page


def test_the_office_sees_what_waits_for_it_and_what_others_have(client: FlaskClient) -> None:
    parts = make_inspection()
    finding_id = find(parts)
    sign_in(client, parts.office)
    assert "正在检查" in text(client, "/") and "今天没有要办的" in text(client, "/")
    finish(parts)
    assert "已收到，等您收案" in text(client, "/")
    with unit_of_work():
        service.accept([finding_id], actor=parts.office, at=clock.now())
    assert "已收案，可以起草反馈意见" in text(client, "/")
    with unit_of_work():
        draft_from_findings([finding_id], actor=parts.office, at=clock.now())
    assert "在拟稿" in text(client, "/")


def test_every_figure_leads_to_a_list_with_that_many_rows(client: FlaskClient) -> None:
    parts = make_inspection()
    find(parts)
    find(parts, "A02")
    finish(parts)
    sign_in(client, parts.office)
    figures = re.findall(r'<a class="cell-link" href="([^"]+)">([\d,]+)</a>', text(client, "/"))
    assert len(figures) == 5
    for url, count in figures:
        assert re.search(rf"共 {count} 个", text(client, url.replace("&amp;", "&"))), url


@pytest.mark.parametrize(
    ("role", "there", "absent"),
    [
        (
            Role.OFFICE,
            {"/plans", "/inspections", "/letters", "/devices"},
            {"/people", "/audit", "/letters/sign"},
        ),
        (
            Role.ADMIN,
            {"/people", "/units", "/devices", "/campaigns"},
            {"/inspections", "/findings", "/letters"},
        ),
        (Role.ISSUER, {"/letters/sign", "/letters/register"}, {"/people", "/devices", "/conflicts"}),
        (Role.AUDITOR, {"/audit"}, {"/inspections", "/units", "/letters"}),
        (Role.INSPECTOR, {"/plans", "/inspections"}, {"/letters", "/campaigns", "/conflicts"}),
    ],
)
def test_the_menu_has_only_what_the_role_opens(
    client: FlaskClient, role: Role, there: set[str], absent: set[str]
) -> None:
    sign_in(client, make_person(role))
    entries = set(re.findall(r'<a class="side__link" href="([^"]+)"', text(client, "/")))
    assert there <= entries and not absent & entries
    for entry in entries:
        text(client, entry)
