"""The exported log proves its order and completeness, and holds nothing that a spreadsheet program would calculate."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from inspect_app.accounts.actor import PROGRAM, Actor
from inspect_app.accounts.permissions import Role
from inspect_app.audit.chain import GENESIS, Link, first_break
from inspect_app.audit.service import record, verify_chain
from inspect_app.foundation import clock
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.web.exported_tables import neutral
from tests.builders import make_campaign, make_person
from tests.inspect_app.pages import sign_in, text


@pytest.fixture
def auditor(client: FlaskClient) -> Actor:
    make_campaign()
    actor = make_person(Role.AUDITOR, name="徐岚")
    sign_in(client, actor)
    return actor


def csv_rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/audit/export.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def chain_of(rows: list[dict[str, Any]]) -> list[tuple[Link, str, str]]:
    """The rows as the chain's own check takes them, from the file alone."""
    return [
        (
            Link(
                int(row["序号"]),
                datetime.fromisoformat(row["时间（UTC）"]),
                row["人员编号"] or None,
                row["人员"],
                row["动作代码"],
                (row["对象代码"], row["对象编号"]),
                json.loads(row["内容"]),
            ),
            row["前一条校验值"],
            row["校验值"],
        )
        for row in rows
    ]


def test_the_csv_proves_itself_without_the_program(client: FlaskClient, auditor: Actor) -> None:
    rows = csv_rows(client)
    count, broken = verify_chain()
    assert broken is None and len(rows) == count
    assert rows[0]["前一条校验值"] == GENESIS
    assert rows[-1]["做了什么"] == "导出留痕"
    assert first_break(chain_of(rows)) is None
    without_one = rows[:2] + rows[3:]
    assert first_break(chain_of(without_one)) == 4
    swapped = [*rows[:2], rows[3], rows[2], *rows[4:]]
    assert first_break(chain_of(swapped)) == 4


def test_the_workbook_has_the_same_rows_and_says_what_it_holds(client: FlaskClient, auditor: Actor) -> None:
    book = load_workbook(io.BytesIO(client.get("/audit/export.xlsx").get_data()))
    said = {row[0]: row[1] for row in book["说明"].iter_rows(min_row=2, values_only=True)}
    heads, *values = book["留痕"].iter_rows(values_only=True)
    rows = [
        {head: "" if cell is None else cell for head, cell in zip(heads, row, strict=True)} for row in values
    ]
    assert first_break(chain_of(rows)) is None
    assert said["是否全部"] == "全部" and said["这份里有"] == f"{len(rows)} 条"
    assert rows[-1]["校验值"] in said["全部记录"]
    assert "徐岚" in said["导出"]


def test_filters_of_the_page_narrow_list_and_export_alike(client: FlaskClient, auditor: Actor) -> None:
    query = f"?person={auditor.person_id}&action=person.signed_in"
    assert {(row["人员"], row["动作代码"]) for row in csv_rows(client, query)} == {
        ("徐岚", "person.signed_in")
    }
    page = text(client, f"/audit{query}")
    assert "共 1 条" in page
    assert f"/audit/export.xlsx?person={auditor.person_id}&amp;action=person.signed_in" in page
    assert {row["人员编号"] for row in csv_rows(client, "?person=program")} == {""}
    assert csv_rows(client, "?until=2023-07-17") == []
    said = load_workbook(io.BytesIO(client.get(f"/audit/export.xlsx{query}").get_data()))["说明"]
    assert "一部分" in str(said["B4"].value)


def test_a_person_that_is_no_id_is_no_filter(client: FlaskClient, auditor: Actor) -> None:
    assert "徐岚" in text(client, "/audit?person=%27%20or%201")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_looks_like_a_formula_is_made_harmless(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"


def test_a_formula_in_the_log_is_a_text_in_both_files(client: FlaskClient, auditor: Actor) -> None:
    with unit_of_work():
        record(
            Actor(None, '=HYPERLINK("http://x")', ()),
            "unit.created",
            subject=("unit", "@1"),
            at=clock.now(),
            details={"name": "=1+1"},
        )
    row = next(row for row in csv_rows(client) if row["对象代码"] == "unit" and row["对象编号"].endswith("1"))
    assert row["人员"].startswith("'=") and row["对象编号"] == "'@1"
    book = load_workbook(io.BytesIO(client.get("/audit/export.xlsx").get_data()))
    cells = [cell for line in book["留痕"].iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == '=HYPERLINK("http://x")' for cell in cells)


def test_taking_the_log_out_is_itself_in_the_log(client: FlaskClient, auditor: Actor) -> None:
    csv_rows(client, "?subject=campaign")
    page = text(client, "/audit?action=audit.exported")
    assert "导出留痕" in page and "条数" in page
    assert PROGRAM.name not in page.split("<tbody>")[1].split("</tbody>")[0]
