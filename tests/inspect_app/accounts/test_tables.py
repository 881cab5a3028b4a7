"""People taken in as a table, invited, and given out as a table."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from inspect_app.accounts import invitations, service
from inspect_app.accounts.actor import PROGRAM
from inspect_app.accounts.models import Person, RoleGrant
from inspect_app.accounts.permissions import Role
from inspect_app.accounts.table_import import check_people, import_people
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.units.service import UnitInput, create_unit
from inspect_app.web.imported_tables import UnreadableTable, read_table, read_text
from tests.builders import make_person, make_region
from tests.inspect_app.pages import send, sign_in, text

HEAD = "姓名\t用户名\t角色\t范围\t工作组\t电话\n"


def take(*lines: str) -> list[str]:
    with unit_of_work():
        invited = import_people(read_text(HEAD + "".join(lines)), actor=PROGRAM, at=clock.now())
    return [one.code for one in invited]


def test_everybody_in_the_table_gets_roles_and_an_invitation(client: FlaskClient) -> None:
    county = make_region("东岭县")
    group = UnitInput(name="法治督察组", short_name="", kind="work_group", level="city")
    with unit_of_work():
        group_id = create_unit(group, actor=PROGRAM, at=clock.now())
    sign_in(client, make_person(Role.ADMIN))
    cells = (
        HEAD + "李明\tLiming\t督察员、组长\t东岭县\t法治督察组\t123\n王芳\twangfang\t办公室人员\t全市\t\t\n"
    )
    assert "2 行都可以导入" in send(client, "/people/import", {"cells": cells}).get_data(as_text=True)
    answer = send(client, "/people/import", {"cells": cells, "step": "take"})
    page = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store" and "已导入 2 人" in page
    codes = re.findall(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", page)
    assert len(codes) == 2
    person = db.session.scalars(select(Person).where(Person.username == "liming")).one()
    grants = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).all()
    assert {(one.role, one.region_id, one.group_id) for one in grants} == {
        ("inspector", county, group_id),
        ("team_leader", county, group_id),
    }
    with unit_of_work():
        assert invitations.accept(codes[0], "山高水长又过了一程", at=clock.now()) == "liming"


@pytest.mark.parametrize("password", ["", "!", "口令"])
def test_nobody_signs_in_before_the_invitation_is_used(app: Flask, password: str) -> None:
    take("李明\tliming\t督察员\t全市\t\t\n")
    with unit_of_work():
        outcome = service.sign_in("liming", password, at=clock.now())
    assert isinstance(outcome, service.BadCredentials)


def test_each_wrong_cell_is_named_and_nobody_is_taken(app: Flask) -> None:
    make_person(Role.OFFICE, username="zhou")
    make_region("东岭县")
    lines = (
        "李明\tzhou\t督察\t东岭\t\t\n",
        "王芳\tWang Fang\t\t\t督察组\t\n",
        "赵强\tzhao\t督察员\t全市\t\t\n",
        "赵刚\tZHAO\t督察员\t全市\t\t\n",
    )
    with pytest.raises(UnreadableTable) as refusal:
        take(*lines)
    assert refusal.value.problems == (
        "第 3 行 C 列：“角色”要填。",
        "第 3 行 D 列：“范围”要填。",
        "第 2 行 B 列：“zhou”已有人用，请换一个。",
        "第 3 行 B 列：用户名用小写字母、数字、点或短横，2 到 40 位。",
        "第 5 行 B 列：“zhao”和第 4 行重复，请换一个。",
        "第 2 行 C 列：没有这个角色“督察”。是“督察员”吗？",
        "第 2 行 D 列：没有这个县区“东岭”。是“东岭县”吗？",
        "第 3 行 E 列：没有这个工作组“督察组”。",
    )
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize("rows", [2, 300])
def test_the_number_of_queries_does_not_grow_with_the_rows(app: Flask, rows: int) -> None:
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    assert len(take(*(f"人{n}\tuser{n}\t督察员\t全市\t\t\n" for n in range(rows)))) == rows
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(statements) <= 10


def test_the_template_can_be_imported_as_it_is(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    records = check_people(read_table(client.get("/people/import/template").data))
    assert records[0]["username"] == "liming"


def test_the_list_is_given_out_as_it_is_narrowed(client: FlaskClient) -> None:
    for number in range(60):
        make_person(Role.INSPECTOR, name=f"=督察{number:02}")
    make_person(Role.OFFICE, name="周建国", region_id=make_region("东岭县"))
    sign_in(client, make_person(Role.ADMIN))
    assert 'href="/people/export?role=office"' in text(client, "/people?role=office")
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get("/people/export?role=inspector&size=20").data)
    ).active
    assert sheet.max_row == 61 and sheet["A2"].value == "=督察00" and sheet["A2"].data_type == "s"
    office = openpyxl.load_workbook(io.BytesIO(client.get("/people/export?role=office").data)).active
    assert [cell.value for cell in office[2]][2:4] == ["办公室人员", "东岭县"] and office[
        "H2"
    ].value == "在用"
