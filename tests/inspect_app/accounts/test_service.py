"""Signing in, waiting after wrong tries, tablets and their revocation, the first administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from inspect_app.accounts import devices, first_run, service
from inspect_app.accounts.actor import PROGRAM
from inspect_app.accounts.models import Person
from inspect_app.accounts.permissions import Permission, Role
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import InvalidInput, NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work
from tests.builders import PASSWORD, make_person, make_region


def _sign_in(username: str, password: str, seconds: float = 0) -> object:
    with unit_of_work():
        return service.sign_in(username, password, at=clock.now() + timedelta(seconds=seconds))


def test_the_right_password_signs_in_and_names_are_not_case_bound(app: Flask) -> None:
    make_person(Role.OFFICE, username="zhoujg")
    assert isinstance(_sign_in(" ZhouJG ", PASSWORD), Person)


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(app: Flask) -> None:
    make_person(Role.OFFICE, username="zhoujg")
    wrong_name, wrong_password = _sign_in("nobody", PASSWORD), _sign_in("zhoujg", "another password")
    assert type(wrong_name) is type(wrong_password) is service.BadCredentials
    assert str(wrong_name) == str(wrong_password)


def test_after_five_wrong_tries_even_the_right_password_waits(app: Flask) -> None:
    make_person(Role.OFFICE, username="zhoujg")
    for _ in range(5):
        _sign_in("zhoujg", "another password")
    refused = _sign_in("zhoujg", PASSWORD)
    assert isinstance(refused, service.LockedOut)
    assert isinstance(_sign_in("zhoujg", PASSWORD, seconds=61), Person)


def test_a_disabled_person_cannot_sign_in(app: Flask) -> None:
    actor = make_person(Role.OFFICE, username="zhoujg")
    assert actor.person_id
    with unit_of_work():
        service.disable_person(actor.person_id, actor=PROGRAM, at=clock.now())
    assert isinstance(_sign_in("zhoujg", PASSWORD), service.BadCredentials)


def test_the_last_administrator_cannot_be_disabled(app: Flask) -> None:
    admin = make_person(Role.ADMIN)
    assert admin.person_id
    with pytest.raises(InvalidInput), unit_of_work():
        service.disable_person(admin.person_id, actor=PROGRAM, at=clock.now())


def test_a_county_role_gives_its_county_and_a_team_role_no_region(app: Flask) -> None:
    here = make_region()
    assert make_person(Role.OFFICE, region_id=here).regions(Permission.INSPECTIONS_VIEW) == {here}
    assert make_person(Role.OFFICE).regions(Permission.INSPECTIONS_VIEW) is None
    assert make_person(Role.INSPECTOR).regions(Permission.INSPECTIONS_VIEW) == frozenset()


def _registered(username: str) -> tuple[devices.DeviceSignIn, object]:
    device_id, at = new_id(), clock.now()
    with unit_of_work():
        person = service.authenticate(username, PASSWORD, at=at)
        return devices.register_device(person, device_id=device_id, tablet_name="平板3", at=at), device_id


def test_a_tablet_token_speaks_for_its_person_until_it_is_revoked(app: Flask) -> None:
    person = make_person(Role.INSPECTOR, username="limy")
    signed_in, device_id = _registered("limy")
    assert devices.actor_for_token(signed_in.token, at=clock.now()).person_id == person.person_id
    with unit_of_work():
        devices.revoke_device(device_id, actor=PROGRAM, at=clock.now())  # type: ignore[arg-type]  # a UUID
    with pytest.raises(devices.DeviceRevoked):
        devices.actor_for_token(signed_in.token, at=clock.now())


def test_a_token_ends_with_time_and_with_signing_out_everywhere(app: Flask) -> None:
    actor = make_person(Role.INSPECTOR, username="limy")
    signed_in, _ = _registered("limy")
    with pytest.raises(devices.SignInNeeded):
        devices.actor_for_token(signed_in.token, at=clock.now() + timedelta(days=15))
    with unit_of_work():
        service.sign_out_everywhere(actor=actor, at=clock.now())
    with pytest.raises(devices.SignInNeeded):
        devices.actor_for_token(signed_in.token, at=clock.now())


def test_an_office_person_without_a_field_role_cannot_register_a_tablet(app: Flask) -> None:
    make_person(Role.OFFICE, username="zhoujg")
    with pytest.raises(devices.NotForTablets):
        _registered("zhoujg")


def test_the_first_administrator_needs_the_code_once(app: Flask) -> None:
    code = first_run.issue_first_run_code()
    fields = {"username": "admin1", "name": "管理员甲", "password": PASSWORD, "at": clock.now()}
    with pytest.raises(InvalidInput), unit_of_work():
        first_run.make_first_administrator(code="AAAA-AAAA-AAAA-AAAA", **fields)  # type: ignore[arg-type]  # plain values
    with unit_of_work():
        _, key = first_run.make_first_administrator(code=code.lower(), **fields)  # type: ignore[arg-type]  # plain values
    stored = first_run.current_recovery_key()
    assert stored is not None and stored.public_jwk == key.public_jwk
    assert "d" not in stored.public_jwk
    assert len(key.private_text.replace("-", "")) == 52
    with pytest.raises(NotVisible), unit_of_work():
        first_run.make_first_administrator(code=code, **fields)  # type: ignore[arg-type]  # plain values
    assert not first_run.installation_is_empty()
    db.session.rollback()
