"""The sync endpoints: who gets in, what they are told, and what no body can do."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from inspect_app.accounts.devices import revoke_device
from inspect_app.accounts.models import Device, Person
from inspect_app.accounts.permissions import Role
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections import fieldwork
from inspect_app.tablet.installation_epoch import note_backup
from sync.instants import from_wire
from sync.operations import digest
from sync.protocol import MAX_BODY_BYTES, Operation
from tests.builders import InspectionParts, make_inspection, make_person
from tests.inspect_app.tablet.http_tablet import HttpTablet


@pytest.fixture
def visit(app: Flask) -> InspectionParts:
    return make_inspection()


@pytest.fixture
def tablet(app: Flask, client: FlaskClient, visit: InspectionParts) -> HttpTablet:
    tablet = HttpTablet(client, username_of(visit.inspector.person_id))
    assert tablet.register().status_code == 200
    return tablet


def username_of(person_id: UUID | None) -> str:
    return db.session.get_one(Person, person_id).username


def an_answer(visit: InspectionParts, seq: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "op_id": str(new_id()),
        "seq": seq,
        "kind": "answer.set",
        "inspection_id": str(visit.inspection_id),
        "target_id": f"{visit.inspection_id}/A01",
        "fields": {"value": "none_found"},
        "base": {},
        "made_at": "2023-07-18T01:40:00.000Z",
        "clock_offset_ms": None,
        "depends_on": [],
    } | changes


def code_of(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["error"]["code"]


def test_hello_says_what_the_server_speaks_to_anyone(client: FlaskClient) -> None:
    answer = client.get("/sync/hello")
    body = answer.get_json()
    assert (body["protocol_min"], body["protocol_max"]) == (1, 1)
    assert body["epoch"] == client.get("/sync/hello").get_json()["epoch"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_registering_gives_a_token_for_this_person_and_device(tablet: HttpTablet) -> None:
    answer = tablet.answer
    life = from_wire(answer["token_expires_at"]) - clock.now()
    assert timedelta(days=13) < life <= timedelta(days=14)
    assert answer["person"]["roles"] == ["inspector"]
    assert len(base64.urlsafe_b64decode(answer["receipt_key"] + "=")) == 32
    assert tablet.pull().status_code == 200


def test_a_wrong_password_is_refused_and_soon_locked_out(client: FlaskClient, visit: InspectionParts) -> None:
    tablet = HttpTablet(client, username_of(visit.inspector.person_id))
    codes = [code_of(tablet.register("不对的口令" * 3)) for _ in range(8)]
    assert codes[0] == (401, "bad_credentials")
    assert codes[-1] == (429, "locked_out")
    locked = tablet.register()
    assert code_of(locked) == (429, "locked_out")
    assert int(locked.headers["Retry-After"]) > 0


def test_somebody_without_the_right_cannot_register(app: Flask, client: FlaskClient) -> None:
    office = make_person(Role.OFFICE)
    assert code_of(HttpTablet(client, username_of(office.person_id)).register()) == (403, "not_allowed")


def test_no_token_and_a_made_up_token_ask_for_sign_in(client: FlaskClient) -> None:
    assert code_of(client.get("/sync/pull")) == (401, "sign_in_needed")
    made_up = {"Authorization": "Bearer abc.def"}
    assert code_of(client.get("/sync/pull", headers=made_up)) == (401, "sign_in_needed")


def test_an_office_session_does_not_open_the_sync_endpoints(
    client: FlaskClient, visit: InspectionParts
) -> None:
    with client.session_transaction() as session:
        session["person"], session["epoch"] = str(visit.inspector.person_id), 1
    assert code_of(client.get("/sync/pull")) == (401, "sign_in_needed")


def test_a_token_that_ran_out_asks_for_sign_in_and_signing_in_continues(
    tablet: HttpTablet, visit: InspectionParts
) -> None:
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert code_of(tablet.push([an_answer(visit)])) == (401, "sign_in_needed")
        assert tablet.sign_in().status_code == 200
        assert tablet.push([an_answer(visit)]).get_json()["outcomes"][0]["result"] == "applied"


def test_a_revoked_tablet_is_told_so(tablet: HttpTablet, visit: InspectionParts) -> None:
    with unit_of_work():
        revoke_device(UUID(tablet.device_id), actor=visit.office, at=clock.now())
    assert code_of(tablet.push([an_answer(visit)])) == (403, "device_revoked")
    assert code_of(tablet.sign_in()) == (403, "device_revoked")


def test_a_push_gets_a_receipt_that_the_servers_key_proves(
    tablet: HttpTablet, visit: InspectionParts
) -> None:
    operation = an_answer(visit)
    receipt = tablet.push([operation]).get_json()["outcomes"][0]["receipt"]
    assert receipt["sha256"] == digest(Operation(**operation))
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(tablet.answer["receipt_key"] + "="))
    text = f"{receipt['id']}\n{receipt['sha256']}\n{receipt['at']}".encode()
    key.verify(base64.urlsafe_b64decode(receipt["signature"] + "=="), text)


def test_a_packed_push_is_taken_like_a_plain_one(tablet: HttpTablet, visit: InspectionParts) -> None:
    answer = tablet.push([an_answer(visit)], packed=True).get_json()
    assert (answer["outcomes"][0]["result"], answer["expected_seq"]) == ("applied", 2)


def test_what_was_pushed_is_pulled_by_the_other_team_member(
    client: FlaskClient, tablet: HttpTablet, visit: InspectionParts
) -> None:
    tablet.push([an_answer(visit)])
    other = HttpTablet(client, username_of(visit.leader.person_id))
    other.register()
    changes = other.pull().get_json()["changes"]
    assert changes[0]["type"] == "checklist"
    answers = [change for change in changes if change["type"] == "answer"]
    assert answers[0]["record"]["value"] == "none_found"


def test_the_checklist_comes_with_everything_the_tablet_shows(tablet: HttpTablet) -> None:
    changes = tablet.pull().get_json()["changes"]
    checklist = next(change["record"] for change in changes if change["type"] == "checklist")
    item = checklist["sections"][0]["items"][0]
    assert {
        "key",
        "code",
        "title",
        "question",
        "how_to_check",
        "yardstick",
        "legal_basis",
        "phrases",
    } <= item.keys()
    inspection = next(change["record"] for change in changes if change["type"] == "inspection")
    assert inspection["checklist_version_id"] == checklist["id"]
    assert [member["leader"] for member in inspection["team"]] == [True, False]


def test_an_answer_travels_while_its_inspection_turns_under_way(
    tablet: HttpTablet, visit: InspectionParts
) -> None:
    cursor = tablet.pull().get_json()["cursor"]
    tablet.push([an_answer(visit)])
    changes = tablet.pull(cursor).get_json()["changes"]
    states = [change["record"]["state"] for change in changes if change["type"] == "inspection"]
    assert states == ["under_way"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"protocol":1}', b'{"protocol":"1"}', b"\xff", b'{"protocol":2}', b"[" * 100_000],
)
def test_a_body_that_is_no_message_is_refused_whole(tablet: HttpTablet, body: bytes) -> None:
    response = tablet.client.post("/sync/push", data=body, headers=tablet.headers)
    assert code_of(response) == (422, "bad_message")


def test_an_unknown_member_of_an_operation_is_refused(tablet: HttpTablet, visit: InspectionParts) -> None:
    assert code_of(tablet.push([an_answer(visit, priority=1)])) == (422, "bad_message")


def test_an_older_protocol_is_told_to_update(tablet: HttpTablet, visit: InspectionParts) -> None:
    assert code_of(tablet.push([an_answer(visit)], protocol=0)) == (426, "protocol_too_old")
    headers = {**tablet.headers, "X-Sync-Protocol": "0"}
    assert code_of(tablet.client.get("/sync/pull", headers=headers)) == (426, "protocol_too_old")


def test_a_batch_over_its_limits_is_refused(tablet: HttpTablet, visit: InspectionParts) -> None:
    too_many = [an_answer(visit, seq) for seq in range(1, 502)]
    assert code_of(tablet.push(too_many)) == (422, "bad_message")
    too_long = tablet.client.post("/sync/push", data=b" " * (MAX_BODY_BYTES + 1), headers=tablet.headers)
    assert code_of(too_long) == (413, "body_too_large")


def test_a_small_packed_body_cannot_become_a_large_one(tablet: HttpTablet) -> None:
    bomb = gzip.compress(b" " * (MAX_BODY_BYTES + 1))
    headers = {**tablet.headers, "Content-Encoding": "gzip"}
    assert code_of(tablet.client.post("/sync/push", data=bomb, headers=headers)) == (413, "body_too_large")
    cut = gzip.compress(b"{}")[:-4]
    assert code_of(tablet.client.post("/sync/push", data=cut, headers=headers)) == (422, "bad_message")


def test_a_token_cannot_push_for_another_device(tablet: HttpTablet, visit: InspectionParts) -> None:
    assert code_of(tablet.push([an_answer(visit)], device_id=str(new_id()))) == (422, "bad_message")


@pytest.mark.parametrize("cursor", ["x", "W10", "!!", "WyJlIiwtMV0"])
def test_a_cursor_that_is_none_is_refused(tablet: HttpTablet, cursor: str) -> None:
    assert code_of(tablet.pull(cursor)) == (422, "bad_message")


def test_a_cursor_of_another_epoch_begins_anew(tablet: HttpTablet) -> None:
    foreign = base64.urlsafe_b64encode(json.dumps(["another", 10_000]).encode()).decode().rstrip("=")
    assert tablet.pull(foreign).get_json()["changes"] == tablet.pull().get_json()["changes"]


def test_a_busy_database_asks_to_come_again(
    tablet: HttpTablet, visit: InspectionParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr("inspect_app.tablet.exchange._lock_inspections", locked)
        busy = tablet.push([an_answer(visit)])
    assert code_of(busy) == (503, "server_busy")
    assert busy.headers["Retry-After"] == "2"
    assert tablet.push([an_answer(visit)]).get_json()["outcomes"][0]["result"] == "applied"


def test_a_bug_in_one_operation_defers_it_and_spares_the_others(
    tablet: HttpTablet, visit: InspectionParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_answer = fieldwork.record_answer

    def fails_at_a02(inspection: Any, item_key: str, *args: Any, **kwargs: Any) -> Any:
        if item_key == "A02":
            raise ZeroDivisionError
        return record_answer(inspection, item_key, *args, **kwargs)

    monkeypatch.setattr(fieldwork, "record_answer", fails_at_a02)
    targets = [f"{visit.inspection_id}/{item}" for item in ("A01", "A02", "A03")]
    batch = [an_answer(visit, seq, target_id=target) for seq, target in enumerate(targets, start=1)]
    outcomes = tablet.push(batch).get_json()["outcomes"]
    assert [outcome["result"] for outcome in outcomes] == ["applied", "deferred", "applied"]
    assert outcomes[1]["refusal"]["code"] == "server_fault"


def test_a_pull_tells_the_office_what_is_still_on_the_tablet(tablet: HttpTablet) -> None:
    headers = {**tablet.headers, "X-Unsent": "3 2 4096"}
    assert tablet.client.get("/sync/pull", headers=headers).status_code == 200
    db.session.expire_all()
    device = db.session.get_one(Device, UUID(tablet.device_id))
    assert (device.unsent_records, device.unsent_photos, device.unsent_bytes) == (3, 2, 4096)
    headers["X-Unsent"] = "many"
    assert code_of(tablet.client.get("/sync/pull", headers=headers)) == (422, "bad_message")


def test_a_large_answer_is_packed_for_whoever_can_unpack_it(tablet: HttpTablet) -> None:
    plain = tablet.pull()
    packed = tablet.client.get("/sync/pull", headers={**tablet.headers, "Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed.data)) == plain.get_json()
    assert len(packed.data) < len(plain.data) / 3


def test_a_page_names_the_moment_up_to_which_a_backup_was_taken_away(tablet: HttpTablet) -> None:
    assert tablet.pull().get_json()["backed_up_at"] is None
    at = clock.now()
    for covered in (at, at - timedelta(days=1)):
        with unit_of_work():
            note_backup(covered)
    assert from_wire(tablet.pull().get_json()["backed_up_at"]) == at.replace(
        microsecond=at.microsecond // 1000 * 1000
    )
