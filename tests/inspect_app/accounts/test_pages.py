"""Pages of sign-in, first run, people, tablets and the own account."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.first_run import issue_first_run_code
from inspect_app.accounts.models import Device, Person, RecoveryKey
from inspect_app.accounts.permissions import Role
from inspect_app.foundation.database import db
from tests.builders import PASSWORD, make_person, make_region
from tests.inspect_app.pages import hidden, send, sign_in, text, token
from tests.inspect_app.tablet.harness import give_tablet


def test_a_wrong_password_says_so_and_keeps_the_name(client: FlaskClient) -> None:
    make_person(Role.OFFICE, username="zhoujianguo")
    answer = send(client, "/sign-in", {"username": "zhoujianguo", "password": "不是这个口令"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "用户名或口令不对，请再试一次。" in page
    assert 'value="zhoujianguo"' in page and "不是这个口令" not in page


def test_after_five_wrong_passwords_even_the_right_one_must_wait(client: FlaskClient) -> None:
    make_person(Role.OFFICE, username="zhoujianguo")
    for _ in range(5):
        send(client, "/sign-in", {"username": "zhoujianguo", "password": "不是这个口令"})
    answer = send(client, "/sign-in", {"username": "zhoujianguo", "password": PASSWORD})
    assert answer.status_code == 429
    assert "请过几分钟再试" in answer.get_data(as_text=True)


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    make_person(Role.ADMIN, username="liuzhiyuan")
    asked = client.get("/people?q=李")
    assert asked.status_code == 302
    answer = send(client, asked.location, {"username": "liuzhiyuan", "password": PASSWORD})
    assert answer.location.startswith("/people?q=")


def test_signing_in_never_leads_to_another_site(client: FlaskClient) -> None:
    make_person(Role.ADMIN, username="liuzhiyuan")
    for foreign in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = send(client, f"/sign-in?next={foreign}", {"username": "liuzhiyuan", "password": PASSWORD})
        assert answer.location == "/"


def test_a_form_without_its_token_is_not_taken(client: FlaskClient) -> None:
    make_person(Role.ADMIN, username="liuzhiyuan")
    answer = client.post("/sign-in", data={"username": "liuzhiyuan", "password": PASSWORD})
    assert answer.status_code == 400
    assert "请再按一次" in answer.get_data(as_text=True)


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client: FlaskClient) -> None:
    person = make_person(Role.ADMIN)
    sign_in(client, person)
    fields = {"csrf_token": token(client, "/people/new"), "name": "李明远"}
    client.delete_cookie("inspect")
    answer = client.post("/people/new", data=fields, headers={"Referer": "http://localhost/people/new"})
    assert answer.location == "/sign-in?next=/people/new&ended=yes"
    assert "时间太久，请重新登录。已填的还在。" in text(client, answer.location)
    again = send(client, answer.location, {"username": _username(person), "password": PASSWORD})
    assert again.location == "/people/new"


def _username(person: Actor) -> str:
    return db.session.get_one(Person, person.person_id).username


def test_an_empty_installation_makes_its_first_administrator(client: FlaskClient) -> None:
    assert client.get("/sign-in").location == "/first-run"
    code = issue_first_run_code()
    person = {"name": "刘志远", "username": "liuzhiyuan", "password": PASSWORD, "password_again": PASSWORD}
    wrong = send(client, "/first-run", {"code": "AAAA-BBBB-CCCC-DDDD", **person})
    assert "一次性代码不对" in wrong.get_data(as_text=True) and "刘志远" in wrong.get_data(as_text=True)

    answer = send(client, "/first-run", {"code": code, **person})
    page = answer.get_data(as_text=True)
    key = re.search(r'<p class="secret">([A-Z2-7-]+)</p>', page)
    assert key and len(key.group(1).replace("-", "")) == 52 and "<svg" in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert key.group(1) not in str(db.session.scalars(select(RecoveryKey)).one().public_jwk)

    assert client.get("/first-run").status_code == 404
    assert send(client, "/sign-in", {"username": "liuzhiyuan", "password": PASSWORD}).location == "/"


def test_two_different_passwords_are_not_taken_at_the_first_run(client: FlaskClient) -> None:
    code = issue_first_run_code()
    fields = {
        "code": code,
        "name": "刘志远",
        "username": "liuzhiyuan",
        "password": PASSWORD,
        "password_again": "另一个",
    }
    assert "两次写的不一样" in send(client, "/first-run", fields).get_data(as_text=True)


def test_a_new_person_gets_a_password_once_and_must_change_it(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    county = make_region("东岭县")
    fields = {
        "name": "李明远",
        "username": "Limingyuan",
        "has_inspector": "y",
        "scope_inspector": str(county),
    }
    answer = send(client, "/people/new", fields)
    found = re.search(r'<p class="secret">([0-9a-f-]+)</p>', answer.get_data(as_text=True))
    assert found and answer.headers["Cache-Control"] == "no-store"
    assert "督察员 ・ 东岭县" in text(client, "/people")
    assert found.group(1) not in text(client, "/people")

    theirs = app.test_client()
    send(theirs, "/sign-in", {"username": "limingyuan", "password": found.group(1)})
    assert theirs.get("/").location == "/account"
    changed = send(
        theirs,
        "/account",
        {"old": found.group(1), "new": "杏花春雨江南岸边", "new_again": "杏花春雨江南岸边"},
    )
    assert changed.location == "/"
    assert "李明远，" in text(theirs, "/")


def test_a_taken_user_name_is_told_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    make_person(Role.OFFICE, username="zhoujianguo")
    answer = send(client, "/people/new", {"name": "周建国", "username": "zhoujianguo", "phone": "0800-1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "这个用户名已有人用，请换一个。" in page
    assert 'value="周建国"' in page and 'value="0800-1"' in page


def test_an_edit_over_someone_elses_edit_is_not_taken(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    other = make_person(Role.OFFICE, name="周建国")
    path = f"/people/{other.person_id}"
    seen = hidden(client, path, "version")
    send(client, path, {"name": "周建国一", "version": seen, "has_office": "y", "scope_office": "city"})
    answer = send(
        client, path, {"name": "周建国二", "version": seen, "has_office": "y", "scope_office": "city"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "请看改动再存" in page and 'value="周建国二"' in page
    db.session.expire_all()
    assert db.session.get_one(Person, other.person_id).name == "周建国一"


def test_the_last_administrator_cannot_be_disabled(client: FlaskClient) -> None:
    admin = make_person(Role.ADMIN)
    sign_in(client, admin)
    page = send(client, f"/people/{admin.person_id}/disable", {}, page="/account", follow=True)
    assert "至少要留一名系统管理员" in page.get_data(as_text=True)


def test_a_disabled_person_is_out_at_once(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    other = make_person(Role.OFFICE)
    theirs = sign_in(app.test_client(), other)
    assert theirs.get("/").status_code == 200
    send(client, f"/people/{other.person_id}/disable", {}, page=f"/people/{other.person_id}")
    assert theirs.get("/").location.startswith("/sign-in")
    assert "已停用" in text(client, f"/people/{other.person_id}")


def test_signing_out_everywhere_ends_the_other_browser(app: Flask, client: FlaskClient) -> None:
    person = make_person(Role.OFFICE)
    sign_in(client, person)
    other = sign_in(app.test_client(), person)
    send(client, "/account/sign-out-everywhere", {}, page="/account")
    assert other.get("/").location.startswith("/sign-in")


def test_a_tablet_is_listed_and_can_be_stopped(client: FlaskClient) -> None:
    give_tablet(make_person(Role.INSPECTOR, name="李明远"), "平板 07")
    sign_in(client, make_person(Role.OFFICE))
    page = text(client, "/devices")
    assert "平板 07" in page and "李明远" in page and "还不知道" in page
    device_id = db.session.scalars(select(Device.id)).one()
    send(client, f"/devices/{device_id}/revoke", {}, page="/devices")
    assert "已停用" in text(client, "/devices?state=revoked")
    assert "没有符合的" in text(client, "/devices?state=active")


def test_people_are_for_administrators_alone(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    assert client.get("/people").status_code == 404
    assert 'href="/people"' not in text(client, "/")
