"""The page that loads and removes the training example."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.accounts.actor import PROGRAM
from inspect_app.accounts.first_run import create_recovery_key
from inspect_app.accounts.permissions import Role
from inspect_app.campaigns.models import Campaign
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.support.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, demo_is_loaded, load_demo
from inspect_app.units.models import Region
from tests.builders import make_campaign, make_person, make_unit
from tests.inspect_app.pages import send, sign_in, text

PAGE = "/-/training"


def _with_a_recovery_key() -> None:
    with unit_of_work():
        create_recovery_key(actor=PROGRAM, at=clock.now())


def _as_the_examples_administrator(client: FlaskClient) -> None:
    username = next(account.username for account in DEMO_ACCOUNTS if account.role == "系统管理员")
    assert send(client, "/sign-in", {"username": username, "password": DEMO_PASSWORD}).status_code == 302


def test_the_example_is_loaded_and_removed_in_one_step_each(client: FlaskClient) -> None:
    own = make_campaign(code="外法督").campaign_id
    _with_a_recovery_key()
    sign_in(client, make_person(Role.ADMIN))
    assert 'value="remove"' not in text(client, PAGE)

    assert send(client, PAGE, {"act": "load"}).status_code == 302
    page = text(client, PAGE)
    assert "示例已装入。" in page and all(account.username in page for account in DEMO_ACCOUNTS)

    assert send(client, PAGE, {"act": "remove"}).status_code == 302
    assert "示例已移除，自己的都在。" in text(client, PAGE)
    assert not demo_is_loaded()
    assert db.session.scalars(select(Campaign.id)).all() == [own]


def test_a_recovery_key_that_came_with_the_example_is_shown_once(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    answer = send(client, PAGE, {"act": "load"})
    assert answer.status_code == 200
    assert re.search(r'<p class="secret">(?:[0-9A-Z]{4}-){12}[0-9A-Z]{4}</p>', answer.get_data(as_text=True))
    assert 'class="secret"' not in text(client, PAGE)


def test_the_examples_campaign_is_marked_in_the_list(client: FlaskClient) -> None:
    make_campaign(code="外法督")
    load_demo()
    sign_in(client, make_person(Role.ADMIN))
    assert text(client, "/campaigns").count('<span class="tag__word">示例数据</span>') == 1


def test_a_step_that_the_page_does_not_offer_changes_nothing(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    assert send(client, PAGE, {"act": "something"}).status_code == 302
    assert not demo_is_loaded()


def test_the_last_administrator_is_not_removed_with_the_example(client: FlaskClient) -> None:
    load_demo()
    _as_the_examples_administrator(client)
    assert 'value="remove"' not in text(client, PAGE)
    answer = send(client, PAGE, {"act": "remove"})
    assert answer.status_code == 409
    assert "移除示例后就没有系统管理员了" in answer.get_data(as_text=True)
    assert demo_is_loaded()


def test_the_examples_own_administrator_is_told_and_then_signed_out(client: FlaskClient) -> None:
    load_demo()
    make_person(Role.ADMIN)
    _as_the_examples_administrator(client)
    assert "您现在用的是演示账号" in text(client, PAGE)
    send(client, PAGE, {"act": "remove"})
    assert not demo_is_loaded()
    assert client.get(PAGE).location.startswith("/sign-in")


def test_an_example_that_own_work_hangs_on_stays_and_the_page_says_so(client: FlaskClient) -> None:
    load_demo()
    make_unit(region_id=db.session.scalars(select(Region.id)).first())
    sign_in(client, make_person(Role.ADMIN))
    answer = send(client, PAGE, {"act": "remove"})
    assert answer.status_code == 409
    assert "示例里的人员或单位已用在自己的工作里。" in answer.get_data(as_text=True)
    assert demo_is_loaded()


def test_names_that_are_taken_are_said_and_nothing_is_loaded(client: FlaskClient) -> None:
    make_campaign(code="瑞法督", years=(2023,))
    sign_in(client, make_person(Role.ADMIN))
    answer = send(client, PAGE, {"act": "load"})
    assert answer.status_code == 409
    assert "没有装入。瑞法督〔2023〕的编号已经在用。" in answer.get_data(as_text=True)
    assert not demo_is_loaded()
