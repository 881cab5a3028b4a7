"""The pages /-/status and /-/sync/<device>: what they say, and what they keep to themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from inspect_app.accounts.devices import note_contact
from inspect_app.accounts.models import Person
from inspect_app.accounts.permissions import Role
from inspect_app.audit.models import AuditEvent
from inspect_app.audit.service import verify_chain
from inspect_app.evidence.models import Evidence
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.support.device_log import KIND_WORDS
from sync.operations import KINDS
from tests.builders import InspectionParts, make_inspection, make_person, make_region
from tests.inspect_app.letters.arranging import make_desk
from tests.inspect_app.pages import sign_in, text
from tests.inspect_app.tablet.harness import give_tablet
from tests.inspect_app.tablet.http_tablet import HttpTablet

SECRET = "群众张某反映窗口收了两百元"


@pytest.fixture
def visit(client: FlaskClient) -> InspectionParts:
    return make_inspection()


@pytest.fixture
def tablet(client: FlaskClient, visit: InspectionParts) -> HttpTablet:
    """A tablet that sent one answer, one thing the server refuses and one it does not know."""
    tablet = HttpTablet(client, db.session.get_one(Person, visit.inspector.person_id).username)
    assert tablet.register().status_code == 200
    common = {"inspection_id": str(visit.inspection_id), "base": {}, "made_at": "2023-07-18T01:40:00.000Z"}
    answer = {"kind": "answer.set", "target_id": f"{visit.inspection_id}/A01"}
    edit = {"kind": "finding.edit", "target_id": str(new_id()), "fields": {"fact": SECRET}}
    sent = tablet.push(
        [
            common | answer | {"op_id": str(new_id()), "seq": 1, "fields": {"note": SECRET}},
            common | edit | {"op_id": str(new_id()), "seq": 2},
            common | edit | {"op_id": str(new_id()), "seq": 3, "kind": "finding.weigh"},
        ]
    )
    assert [outcome["result"] for outcome in sent.get_json()["outcomes"]] == [
        "applied",
        "rejected",
        "deferred",
    ]
    return tablet


def test_the_administrator_reads_what_a_tablet_sent_without_its_texts(
    client: FlaskClient, tablet: HttpTablet
) -> None:
    sign_in(client, make_person(Role.ADMIN))
    page = text(client, f"/-/sync/{tablet.device_id}")
    assert "回答" in page and "备注" in page
    assert "没有收下" in page and "target_missing" in page
    assert "unknown_kind" in page and "finding.weigh" in page
    assert SECRET not in page
    only_refused = text(client, f"/-/sync/{tablet.device_id}?result=rejected")
    assert "target_missing" in only_refused and "unknown_kind" not in only_refused


def test_a_county_office_reads_the_tablets_of_its_own_people(client: FlaskClient) -> None:
    here, there = make_region(), make_region()
    own = give_tablet(make_person(Role.INSPECTOR, region_id=here)).device_id
    other = give_tablet(make_person(Role.INSPECTOR, region_id=there)).device_id
    sign_in(client, make_person(Role.OFFICE, region_id=here))
    assert client.get(f"/-/sync/{own}").status_code == 200
    assert client.get(f"/-/sync/{other}").status_code == 404


def test_every_kind_of_operation_has_chinese_words() -> None:
    assert set(KIND_WORDS) == set(KINDS)


def test_a_quiet_installation_is_said_to_be_well(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    page = text(client, "/-/status")
    assert "还没有备份" in page
    assert "前后相连" in page and "是当前版本" in page
    assert "停住了" not in page


def test_what_is_unsent_and_what_is_stuck_is_said(client: FlaskClient) -> None:
    actor = give_tablet(make_desk().inspection.inspector)
    at = clock.now()
    assert actor.device_id
    with unit_of_work():
        note_contact(actor.device_id, at=at, unsent_records=4, unsent_photos=7, unsent_bytes=900)
        db.session.execute(
            update(Evidence).values(state="received", working_received_at=at - timedelta(minutes=12))
        )
    sign_in(client, make_person(Role.ADMIN))
    page = text(client, "/-/status")
    assert "4 条记录，7 张照片" in page
    assert "待处理的照片" in page and "停住了" in page


def test_a_changed_recent_row_is_named_on_the_status_page(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    db.session.execute(update(AuditEvent).where(AuditEvent.no == 2).values(actor_name="别人"))
    db.session.commit()
    assert "第 2 条对不上" in text(client, "/-/status")


def test_the_newest_rows_are_checked_against_the_one_before_them(client: FlaskClient) -> None:
    for _ in range(4):
        make_person(Role.OFFICE)
    rows, _ = verify_chain()
    assert verify_chain(last=3) == (3, None)
    assert verify_chain(last=rows) == verify_chain(last=rows + 5) == (rows, None)
    db.session.execute(update(AuditEvent).where(AuditEvent.no == rows - 3).values(hash="0" * 64))
    db.session.commit()
    db.session.expire_all()
    assert verify_chain(last=3)[1] == rows - 2
