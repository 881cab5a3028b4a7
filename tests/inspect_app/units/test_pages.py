"""Pages of units and regions."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.accounts.permissions import Role
from inspect_app.foundation.database import db
from inspect_app.units.models import Unit
from tests.builders import make_person, make_region, make_unit
from tests.inspect_app.pages import hidden, send, sign_in, text

STATION = {"name": "东岭县青石岭治超站", "kind": "inspected_unit", "level": "county", "sector": "transport"}


def test_a_region_and_a_unit_are_added_through_pages(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    send(client, "/units/regions", {"name": "东岭县"}, page="/units")
    region = hidden_region(client, "东岭县")
    answer = send(client, "/units/new", {**STATION, "region_id": region}, follow=True)
    page = answer.get_data(as_text=True)
    assert "“东岭县青石岭治超站”已存好。" in page and "交通运输执法" in page


def hidden_region(client: FlaskClient, name: str) -> str:
    """The id of a region as the form offers it."""
    page = text(client, "/units/new")
    before = page[: page.index(f">{name}</option>")]
    return before[before.rindex('value="') + 7 :].rstrip('"')


def test_what_is_missing_is_said_at_the_field_and_on_top(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    answer = send(client, "/units/new", STATION)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("县级单位要选所在县（市、区）。") == 2
    assert 'href="#region_id"' in page and 'value="东岭县青石岭治超站"' in page


def test_a_closed_unit_leaves_the_list_and_comes_back(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    unit_id = make_unit("东岭县青石岭治超站", region_id=make_region("东岭县"))
    send(client, f"/units/{unit_id}/close", {}, page=f"/units/{unit_id}")
    assert "已停用，以后的计划里选不到它" in text(client, "/units")
    assert "东岭县青石岭治超站" not in text(client, "/units")
    assert "东岭县青石岭治超站" in text(client, "/units?closed=yes")
    send(client, f"/units/{unit_id}/reopen", {}, page=f"/units/{unit_id}")
    assert "东岭县青石岭治超站" in text(client, "/units")


def test_a_county_office_sees_its_own_county_and_the_city(client: FlaskClient) -> None:
    east, west = make_region("东岭县"), make_region("西屏县")
    make_unit("市交警支队", sector="traffic_police")
    make_unit("东岭县治超站", region_id=east)
    other = make_unit("西屏县治超站", region_id=west)
    sign_in(client, make_person(Role.OFFICE, region_id=east))
    page = text(client, "/units")
    assert "东岭县治超站" in page and "市交警支队" in page and "西屏县治超站" not in page
    assert client.get(f"/units/{other}").status_code == 404


def test_search_filter_sort_and_paging_live_in_the_address(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    county = make_region("东岭县")
    for number in range(25):
        make_unit(f"第{number:02}治超站", region_id=county)
    page = text(client, f"/units?region={county}&sort=-name&size=20")
    assert "共 25 个" in page and page.index("第24治超站") < page.index("第23治超站")
    assert "第04治超站" not in page
    last = text(client, f"/units?region={county}&sort=-name&size=20&page=9")
    assert "第04治超站" in last and "第 21—25 个" in last
    assert "第 21—25 个" not in text(client, "/units?q=第07治超站")


def test_an_edit_over_someone_elses_edit_is_not_taken(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    unit_id = make_unit("东岭县青石岭治超站", region_id=make_region("东岭县"))
    path = f"/units/{unit_id}"
    seen = hidden(client, path, "version")
    region = hidden_region(client, "东岭县")
    send(client, path, {**STATION, "region_id": region, "address": "甲路", "version": seen})
    answer = send(client, path, {**STATION, "region_id": region, "address": "乙路", "version": seen})
    assert answer.status_code == 409 and 'value="乙路"' in answer.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.scalars(select(Unit).where(Unit.id == unit_id)).one().address == "甲路"


def test_an_inspector_reads_units_and_changes_none(client: FlaskClient) -> None:
    unit_id = make_unit("市交警支队", sector="traffic_police")
    sign_in(client, make_person(Role.INSPECTOR))
    assert "市交警支队" in text(client, "/units")
    assert client.get(f"/units/{unit_id}").status_code == 404
    assert "添加单位" not in text(client, "/units")


def test_a_renamed_unit_shows_the_names_it_had(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    unit_id = make_unit("东岭县运管所", region_id=make_region("东岭县"))
    path, region = f"/units/{unit_id}", hidden_region(client, "东岭县")
    assert "以前的名称" not in text(client, path)
    for name in ("东岭县交通执法所", "东岭县交通执法大队"):
        fields = {**STATION, "name": name, "region_id": region, "version": hidden(client, path, "version")}
        assert send(client, path, fields).status_code == 302
    page = text(client, path)
    assert page.index("<dd>东岭县交通执法所</dd>") < page.index("<dd>东岭县运管所</dd>")
    assert "<dd>东岭县交通执法大队</dd>" not in page
