"""Units taken in as a table and given out as one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from inspect_app.accounts.actor import PROGRAM
from inspect_app.accounts.permissions import Role
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.units.models import Unit
from inspect_app.units.service import close_unit
from inspect_app.units.table_import import COLUMNS, check_units, import_units
from inspect_app.web.imported_tables import UnreadableTable, read_table, read_text
from tests.builders import make_person, make_region, make_unit
from tests.inspect_app.pages import send, sign_in, text, token

HEAD = "单位全称\t类型\t层级\t领域\t县区\t上级单位\n"
STATION = "{}\t被督察单位\t县级\t交通运输执法\t东岭县\t{}\n"


@pytest.fixture(autouse=True)
def _region(app: object) -> None:
    make_region("东岭县")


def problems(*lines: str, area: frozenset | None = None) -> tuple[str, ...]:  # type: ignore[type-arg]
    with pytest.raises(UnreadableTable) as refusal:
        check_units(read_text(HEAD + "".join(lines)), area=area)
    return refusal.value.problems


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_table_is_looked_at_and_then_taken_whole(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    cells = (
        HEAD + STATION.format("青石岭治超站", "东岭县交通执法大队") + STATION.format("东岭县交通执法大队", "")
    )
    page = send(client, "/units/import", {"cells": cells}).get_data(as_text=True)
    assert "2 行都可以导入" in page and "青石岭治超站" in page
    assert db.session.scalars(select(Unit)).all() == []
    answer = send(client, "/units/import", {"cells": cells, "step": "take"}, follow=True)
    assert "已导入 2 个单位。" in answer.get_data(as_text=True)
    station = db.session.scalars(select(Unit).where(Unit.name == "青石岭治超站")).one()
    assert db.session.get_one(Unit, station.parent_id).name == "东岭县交通执法大队"
    assert station.short_name == "青石岭治超站"


def test_a_file_is_taken_through_the_page_that_showed_it(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    content = (HEAD + STATION.format("青石岭治超站", "")).replace("\t", ",").encode("gb18030")
    fields = {"csrf_token": token(client, "/units/import"), "file": (io.BytesIO(content), "单位.csv")}
    page = client.post("/units/import", data=fields).get_data(as_text=True)
    carried = page[page.index("readonly>\n") + 10 : page.index("</textarea>")]
    send(client, "/units/import", {"cells": carried, "step": "take"})
    assert db.session.scalars(select(Unit.name)).all() == ["青石岭治超站"]


def test_one_wrong_cell_keeps_every_row_out_and_is_named(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    wrong = STATION.format("第二站", "").replace("东岭县", "东岭")
    cells = HEAD + STATION.format("第一站", "") + wrong
    answer = send(client, "/units/import", {"cells": cells, "step": "take"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "第 3 行 E 列：没有这个县区“东岭”。是“东岭县”吗？" in page and "一行也没有导入" in page
    assert "第一站" in page  # what was pasted stays in the form
    assert db.session.scalars(select(Unit)).all() == []


def test_names_twice_in_the_table_or_there_already_are_named(app: object) -> None:
    make_unit("甲站")
    closed = make_unit("乙站")
    with unit_of_work():
        close_unit(closed, actor=PROGRAM, at=clock.now())
    lines = [STATION.format(name, "") for name in ("甲站", "乙站", "丙站", "丙站")]
    assert problems(*lines) == (
        "第 2 行 A 列：“甲站”已经有了。请删掉这一行，或换一个名称。",
        "第 3 行 A 列：“乙站”已经有了，现在是停用的。请删掉这一行，到“单位”里恢复使用。",
        "第 5 行 A 列：“丙站”和第 4 行重复。请留一行。",
    )


def test_a_circle_of_parents_is_named_and_what_hangs_below_it_is_not(app: object) -> None:
    lines = [
        STATION.format(*pair)
        for pair in (("甲", "乙"), ("乙", "甲"), ("丙", "乙"), ("丁", "丁"), ("戊", "己"))
    ]
    assert problems(*lines) == (
        "第 6 行 F 列：没有这个上级单位“己”。",
        "第 2 行 F 列：上级单位绕成了一圈：甲 → 乙 → 甲。",
        "第 3 行 F 列：上级单位绕成了一圈：乙 → 甲 → 乙。",
        "第 5 行 F 列：上级单位绕成了一圈：丁 → 丁。",
    )


def test_what_is_missing_too_long_or_not_offered_is_named(app: object) -> None:
    assert problems("\t派出所\t县级\t\t\t\n", "x" * 121 + "\t被督察单位\t市级\t\t\t\n") == (
        "第 2 行 A 列：“单位全称”要填。",
        "第 3 行 A 列：“单位全称”请不超过 120 字。",
        "第 2 行 B 列：没有这个类型“派出所”。可以写：牵头办公室、工作组、工作专班、被督察单位。",
        "第 2 行 E 列：县级单位要选所在县（市、区）。",
        "第 3 行 D 列：被督察单位要选领域。",
    )


def test_a_county_office_takes_in_units_of_its_own_county_only(app: object) -> None:
    west = make_region("西屏县")
    city = "市支队\t被督察单位\t市级\t公安交管\t\t\n"
    assert problems(STATION.format("甲站", ""), city, area=frozenset({west})) == (
        "第 2 行 E 列：没有这个县区“东岭县”。",
        "第 3 行 C 列：您负责的是县区，不能导入市级单位。",
    )


@pytest.mark.parametrize("rows", [2, 500])
def test_the_number_of_queries_does_not_grow_with_the_rows(app: object, rows: int) -> None:
    table = read_text(
        HEAD + "".join(STATION.format(f"第{n}站", f"第{n - 1}站" if n else "") for n in range(rows))
    )
    with unit_of_work(), counted() as statements:
        assert import_units(table, area=None, actor=PROGRAM, at=clock.now()) == rows
    assert len([one for one in statements if not one.startswith(("BEGIN", "SELECT pg_advisory"))]) <= 6


def test_the_template_can_be_imported_as_it_is(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    answer = client.get("/units/import/template")
    assert answer.headers["Cache-Control"] == "no-store"
    assert check_units(read_table(answer.data), area=None)[0]["name"] == "东岭县青石岭治超站"


def test_the_list_is_given_out_as_it_is_narrowed_with_texts_as_texts(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    for number in range(60):
        make_unit(f"=第{number:02}站")
    make_unit("市支队", sector="traffic_police")
    content = client.get("/units/export?sector=transport&sort=-name&size=20").data
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(column.title for column in COLUMNS) and len(rows) == 61
    assert rows[1][0] == "=第59站" and sheet["A2"].data_type == "s"
    link = text(client, "/units?sector=transport")
    assert 'href="/units/export?sector=transport"' in link


def test_an_inspector_exports_and_imports_nothing(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.INSPECTOR))
    assert client.get("/units/export").status_code == 200
    assert client.get("/units/import").status_code == 404
