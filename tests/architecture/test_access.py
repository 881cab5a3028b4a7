"""The access matrix, walked: every route, every role, every method; a route without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Person
from inspect_app.accounts.permissions import Role
from inspect_app.campaigns.service import set_seal
from inspect_app.evidence.models import Evidence
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.models import Inspection
from inspect_app.letters.models import Letter
from inspect_app.safekeeping.models import Backup
from inspect_app.safekeeping.service import backup_folder
from inspect_app.support.manual import manual
from inspect_app.tablet.models import ConflictRow
from inspect_app.web.assets import build_id
from tests.architecture.access_matrix import MATRIX, PUBLIC, SCOPED, TABLET
from tests.builders import make_person, make_region
from tests.inspect_app.letters.arranging import Desk, make_desk, make_draft
from tests.inspect_app.tablet.harness import give_tablet

ROLES = {
    "I": Role.INSPECTOR,
    "L": Role.TEAM_LEADER,
    "O": Role.OFFICE,
    "R": Role.REVIEWER,
    "S": Role.ISSUER,
    "A": Role.ADMIN,
    "U": Role.AUDITOR,
}
HIDDEN = 404
TUS = {"Tus-Resumable": "1.0.0", "X-HTTP-Method-Override": "PATCH"}
"""So that uploads are asked for a token before anything else is found wrong."""


@dataclass(frozen=True)
class World:
    """One of everything, in one county, and the values that routes take."""

    desk: Desk
    other_region: UUID
    values: dict[str, Any]


@pytest.fixture
def _a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of the manual, whether or not the set in docs is drawn."""
    monkeypatch.setattr("inspect_app.support.manual.PICTURES_FOLDER", tmp_path)
    (tmp_path / "office-home.webp").write_bytes(b"bytes")


@pytest.fixture
def world(app: Flask, _a_picture: None) -> World:
    # The guards are walked here, not the tokens: test_pages.py send forms as pages do.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    here, there = make_region("本县"), make_region("邻县")
    desk = make_desk(keys=("E09", "B02"), region_id=here)
    letter_id = make_draft(replace(desk, finding_ids=desk.finding_ids[1:]))
    photo_id = _photo_of(desk)
    with unit_of_work():
        seal = file_store().put_new(b"a seal").sha256
        set_seal(desk.inspection.campaign.letterhead_id, seal, actor=desk.office, at=clock.now())
    parts = desk.inspection
    values = {
        "inspection_id": parts.inspection_id,
        "trip_id": parts.trip_id,
        "unit_id": parts.unit_id,
        "campaign_id": parts.campaign.campaign_id,
        "letterhead_id": parts.campaign.letterhead_id,
        "version_id": parts.campaign.checklist_version_id,
        "finding_id": desk.finding_ids[0],
        "evidence_id": photo_id,
        "letter_id": letter_id,
        "conflict_id": _conflict(desk),
        "person_id": make_person(Role.OFFICE).person_id,
        "device_id": give_tablet(parts.inspector).device_id,
        "upload_id": new_id(),
        "backup_id": _backup(),
        "code": "A01",
        "size": "thumb",
        "version": _letter_version(letter_id),
        "page": 1,
        "build": build_id(),
        "path": "shared/tokens.css",
        "_path": "sync",
        "anchor": manual().chapters[0].anchor,
        "name": "office-home.webp",
    }
    return World(desk, there, values)


def _photo_of(desk: Desk) -> UUID:
    """A photo of the finding, with every size there is."""
    with unit_of_work():
        photo = db.session.scalars(select(Evidence).where(Evidence.finding_id == desk.finding_ids[1])).one()
        photo.working_received_at, photo.thumb_sha256 = clock.now(), photo.letter_sha256
        return photo.id


def _backup() -> UUID:
    """A backup in the list; whether its bytes are one is not asked here."""
    row = Backup(
        id=new_id(),
        state="ready",
        kept=True,
        file_name="one.backup",
        requested_by_name="程序",
        requested_at=clock.now(),
        made_at=clock.now(),
    )
    with unit_of_work():
        db.session.add(row)
        (backup_folder() / row.file_name).write_bytes(b"bytes")
    return row.id


def _letter_version(letter_id: UUID) -> int:
    version = db.session.get_one(Letter, letter_id).version
    db.session.rollback()
    return version


def _conflict(desk: Desk) -> UUID:
    conflict_id, at, parts = new_id(), clock.now(), desk.inspection
    device = give_tablet(parts.leader).device_id
    assert parts.leader.person_id and parts.inspector.person_id and device
    with unit_of_work():
        db.session.add(
            ConflictRow(
                id=conflict_id,
                inspection_id=parts.inspection_id,
                target_type="finding",
                target_id=str(desk.finding_ids[1]),
                field="fact",
                op_id=new_id(),
                device_id=device,
                yours="甲",
                yours_person_id=parts.leader.person_id,
                yours_at=at,
                theirs="乙",
                theirs_person_id=parts.inspector.person_id,
                theirs_at=at,
                standing_version=1,
                raised_at=at,
            )
        )
    return conflict_id


def _routes(app: Flask) -> Iterator[Rule]:
    yield from app.url_map.iter_rules()


def _address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        wanted = {name: values[name] for name in rule.arguments}
        if rule.endpoint == "verify.by_code":
            wanted["code"] = "ABCD1234"
        return adapter.build(rule.endpoint, wanted)


def _be(client: FlaskClient, actor: Actor | None) -> None:
    for name in list(g):
        g.pop(name)
    with client.session_transaction() as session:
        session.clear()
        if actor is not None:
            person = db.session.get_one(Person, actor.person_id)
            now = clock.now().timestamp()
            session.update(person=str(person.id), epoch=person.session_epoch, since=now, seen=now)
    db.session.rollback()


def _walk(
    app: Flask, client: FlaskClient, world: World, actor: Actor | None
) -> Iterator[tuple[str, str, int]]:
    for rule in _routes(app):
        address = _address(app, rule, world.values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            _be(client, actor)
            answer = client.open(address, method=method, headers=TUS)
            assert answer.status_code != 500, (rule.endpoint, method)
            yield rule.endpoint, method, answer.status_code


def _member(world: World, letter: str) -> Actor:
    """Someone of that role who should see the world: of its team, of its county or of the city."""
    if letter == "I":
        return world.desk.inspection.inspector
    if letter == "L":
        return world.desk.inspection.leader
    return make_person(ROLES[letter])


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in _routes(app)} == set(MATRIX)


@pytest.mark.parametrize("letter", list(ROLES))
def test_a_role_opens_its_routes_and_no_other(
    app: Flask, client: FlaskClient, world: World, letter: str
) -> None:
    actor = _member(world, letter)
    wrong = []
    for endpoint, method, status in _walk(app, client, world, actor):
        row = MATRIX[endpoint]
        if row in (PUBLIC, TABLET):
            continue
        allowed = letter in row
        if allowed == (status == HIDDEN):
            wrong.append((endpoint, method, status))
    assert wrong == [], wrong


def test_a_stranger_is_sent_to_sign_in(app: Flask, client: FlaskClient, world: World) -> None:
    wrong = []
    for endpoint, method, status in _walk(app, client, world, None):
        row = MATRIX[endpoint]
        expected = {
            PUBLIC: status not in (302, 401) or endpoint == "accounts.sign_in",
            TABLET: status == 401,
        }
        fits = expected.get(row, status in (302, 401))
        if not fits:
            wrong.append((endpoint, method, status))
    assert wrong == [], wrong


@pytest.mark.parametrize("letter", ["O", "R", "S"])
def test_another_county_sees_nothing_of_it(
    app: Flask, client: FlaskClient, world: World, letter: str
) -> None:
    outsider = make_person(ROLES[letter], region_id=world.other_region)
    seen = [
        (endpoint, method, status)
        for endpoint, method, status in _walk(app, client, world, outsider)
        if endpoint in SCOPED and status != HIDDEN
    ]
    assert seen == []


@pytest.mark.parametrize("letter", ["I", "L"])
def test_another_team_sees_nothing_of_it(app: Flask, client: FlaskClient, world: World, letter: str) -> None:
    outsider = make_person(ROLES[letter])
    seen = [
        (endpoint, method, status)
        for endpoint, method, status in _walk(app, client, world, outsider)
        if endpoint in SCOPED and status != HIDDEN
    ]
    assert seen == []


def test_nothing_of_the_world_changed_by_looking(app: Flask, client: FlaskClient, world: World) -> None:
    outsider = make_person(Role.OFFICE, region_id=world.other_region)
    for _ in _walk(app, client, world, outsider):
        pass
    db.session.expire_all()
    inspection = db.session.get_one(Inspection, world.values["inspection_id"])
    assert inspection.state == "accepted"
