"""The exported lists hold what the page holds, and no person's affairs."""

from __future__ import annotations

import io

import openpyxl
from flask.testing import FlaskClient

from inspect_app.accounts.permissions import Role
from tests.builders import make_person, make_region
from tests.inspect_app.letters.arranging import make_desk
from tests.inspect_app.pages import sign_in


def _table(client: FlaskClient, address: str) -> list[tuple[object, ...]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))


def test_inspections_are_exported_as_the_list_is_narrowed(client: FlaskClient) -> None:
    make_desk()
    sign_in(client, make_person(Role.OFFICE))
    head, *rows = _table(client, "/inspections/export")
    assert head[:3] == ("编号", "单位", "县区")
    assert [row[0] for row in rows] == ["2023-0001"]
    assert rows[0][8] in ("已收案", "还有照片没到")
    assert _table(client, "/inspections/export?q=没有这样的单位")[1:] == []


def test_facts_about_persons_are_not_exported(client: FlaskClient) -> None:
    make_desk(keys=("E09", "B02"))
    sign_in(client, make_person(Role.OFFICE))
    _, *rows = _table(client, "/findings/export?sort=code")
    facts = {row[2]: row[4] for row in rows}
    assert facts["E09"] == "涉及个人，不导出"
    assert str(facts["B02"]).startswith("7月18日")


def test_another_county_exports_nothing(client: FlaskClient) -> None:
    make_desk(region_id=make_region("本县"))
    sign_in(client, make_person(Role.OFFICE, region_id=make_region("邻县")))
    assert _table(client, "/findings/export")[1:] == []
    assert _table(client, "/inspections/export")[1:] == []
