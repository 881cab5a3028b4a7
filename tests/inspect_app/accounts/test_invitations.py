"""Invitations: by whom, how often and how long a code can be used."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.accounts import invitation_views, invitations, service
from inspect_app.accounts.actor import PROGRAM
from inspect_app.accounts.models import Invitation, Person
from inspect_app.accounts.permissions import Role
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import InvalidInput
from inspect_app.foundation.unit_of_work import unit_of_work
from tests.builders import make_person
from tests.inspect_app.pages import send, sign_in, text

CHOSEN = "山高水长又过了一程"


@pytest.fixture(autouse=True)
def _fresh_pace() -> None:
    invitation_views._limiter.storage.reset()


@pytest.fixture
def person_id(app: Flask) -> UUID:
    person = make_person(Role.INSPECTOR, name="李明", username="liming")
    assert person.person_id
    return person.person_id


def invite(person_id: UUID) -> str:
    with unit_of_work():
        return invitations.invite(person_id, actor=PROGRAM, at=clock.now())


def refused(code: str, *, password: str = CHOSEN, later: timedelta = timedelta()) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refusal, unit_of_work():
        invitations.accept(code, password, at=clock.now() + later)
    return refusal.value.fields


def test_an_invited_person_chooses_the_password_and_signs_in(client: FlaskClient, person_id: UUID) -> None:
    sign_in(client, make_person(Role.ADMIN))
    answer = send(client, f"/people/{person_id}/invitation", {}, page=f"/people/{person_id}")
    page = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store" and "<svg" in page
    found = re.search(r"/invitation#((?:[2-9A-Z]{4}-){3}[2-9A-Z]{4})", page)
    assert found
    assert "还没用" in text(client, f"/people/{person_id}")
    send(client, "/sign-out", {}, page="/account")
    fields = {"code": found[1].lower().replace("-", " "), "password": CHOSEN, "password_again": CHOSEN}
    answer = send(client, "/invitation", fields, follow=True)
    assert "口令设好了。请用用户名 liming 登录。" in answer.get_data(as_text=True)
    assert send(client, "/sign-in", {"username": "liming", "password": CHOSEN}).status_code == 302


def test_the_code_is_kept_as_a_hash_only(person_id: UUID) -> None:
    code = invite(person_id)
    row = db.session.scalars(select(Invitation)).one()
    assert code not in (row.code_hash, str(row.id)) and len(row.code_hash) == 64


def test_a_code_works_once_and_for_seven_days(person_id: UUID) -> None:
    code = invite(person_id)
    assert refused(code, later=timedelta(days=7)) == {"code": invitations.OVER}
    with unit_of_work():
        assert invitations.accept(code, CHOSEN, at=clock.now() + timedelta(days=6, hours=23)) == "liming"
    assert refused(code) == {"code": invitations.USED}


def test_a_new_invitation_a_new_password_and_revoking_end_the_older_one(person_id: UUID) -> None:
    first = invite(person_id)
    second = invite(person_id)
    assert refused(first) == {"code": invitations.REVOKED}
    with unit_of_work():
        service.new_password_for(person_id, actor=PROGRAM, at=clock.now())
    assert refused(second) == {"code": invitations.REVOKED}
    third = invite(person_id)
    with unit_of_work():
        invitations.revoke(person_id, actor=PROGRAM, at=clock.now())
    assert refused(third) == {"code": invitations.REVOKED}
    assert invitations.open_invitation(person_id, at=clock.now()) is None


def test_a_wrong_code_and_one_of_a_disabled_person_are_not_told_apart(person_id: UUID) -> None:
    code = invite(person_id)
    assert refused("AAAA-BBBB-CCCC-DDDD") == {"code": invitations.WRONG}
    with unit_of_work():
        service.disable_person(person_id, actor=PROGRAM, at=clock.now())
    assert refused(code) == {"code": invitations.WRONG}
    with pytest.raises(InvalidInput):
        invite(person_id)


def test_a_weak_password_does_not_use_the_code_up(person_id: UUID) -> None:
    code = invite(person_id)
    assert refused(code, password="12345678") == {"password": "这个口令太常见，容易被猜到。请换一个。"}
    with unit_of_work():
        assert invitations.accept(code, CHOSEN, at=clock.now()) == "liming"


def test_accepting_ends_sessions_and_opens_a_locked_account(person_id: UUID) -> None:
    with unit_of_work():
        person = db.session.get_one(Person, person_id)
        person.failed_sign_ins, person.locked_until = 9, clock.now() + timedelta(hours=1)
        epoch = person.session_epoch
    code = invite(person_id)
    with unit_of_work():
        invitations.accept(code, CHOSEN, at=clock.now())
    person = db.session.get_one(Person, person_id)
    assert person.locked_until is None and person.session_epoch == epoch + 1


def test_an_address_that_tries_too_often_is_slowed_down(client: FlaskClient, person_id: UUID) -> None:
    fields = {"code": "AAAA-BBBB-CCCC-DDDD", "password": CHOSEN, "password_again": CHOSEN}
    answers = [send(client, "/invitation", fields).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
