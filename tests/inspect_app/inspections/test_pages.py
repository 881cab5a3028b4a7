"""Pages of plans: making one, sending it once, calling an inspection off."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Role
from inspect_app.foundation.database import db
from inspect_app.inspections.models import Inspection, Trip
from tests.builders import make_campaign, make_inspection, make_person, make_region, make_unit
from tests.inspect_app.pages import hidden, send, sign_in, text


def _plan(
    client: FlaskClient, leader: Actor, member: Actor, unit: object, checklist: object, **other: Any
) -> dict[str, Any]:
    return {
        "trip_id": hidden(client, "/plans/new", "trip_id"),
        "title": "第七次行动",
        "starts_on": "2023-07-18",
        "ends_on": "2023-07-20",
        "members": [str(leader.person_id), str(member.person_id)],
        "leader_id": str(leader.person_id),
        "visits-0-unit_id": str(unit),
        "visits-0-method": "surprise_check",
        "visits-0-checklist_version_id": str(checklist),
        "visits-0-planned_on": "2023-07-18",
        "visits-0-reason": "热线反映多",
        **other,
    }


def _world(client: FlaskClient, **office: Any) -> dict[str, Any]:
    """Everything a plan chooses from, and the fields of a good plan."""
    parts = make_campaign()
    leader, member = make_person(Role.TEAM_LEADER, name="李明远"), make_person(Role.INSPECTOR, name="王淑琴")
    unit = make_unit("东岭县青石岭治超站", region_id=make_region("东岭县"))
    sign_in(client, make_person(Role.OFFICE, **office))
    return _plan(client, leader, member, unit, parts.checklist_version_id)


def test_a_plan_is_made_and_sent_through_pages(client: FlaskClient) -> None:
    fields = _world(client)
    page = send(client, "/plans/new", {**fields, "act": "send"}, follow=True).get_data(as_text=True)
    assert "已下发 1 个检查" in page and "2023-0001" in page and "李明远" in page
    assert "第七次行动" in text(client, "/plans") and "未开始" in text(client, "/inspections")


def test_a_second_click_sends_nothing_twice(client: FlaskClient) -> None:
    fields = {**_world(client), "act": "send"}
    send(client, "/plans/new", fields)
    again = send(client, "/plans/new", fields, follow=True).get_data(as_text=True)
    assert "已经下发过了，没有重复。" in again
    assert db.session.scalar(select(func.count()).select_from(Inspection)) == 1


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    fields = {**_world(client), "act": "send"}
    del fields["leader_id"]
    answer = send(client, "/plans/new", fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "请从督察人员里选一名组长。" in page
    assert 'value="第七次行动"' in page and 'value="热线反映多"' in page
    assert f'value="{fields["trip_id"]}"' in page
    assert db.session.scalar(select(func.count()).select_from(Trip)) == 0


def test_a_row_is_added_without_scripts_and_keeps_what_is_there(client: FlaskClient) -> None:
    fields = {**_world(client), "act": "add"}
    page = send(client, "/plans/new", fields).get_data(as_text=True)
    assert 'name="visits-1-unit_id"' in page and 'value="热线反映多"' in page
    assert "要改" not in page


def test_a_draft_is_kept_changed_and_sent_later(client: FlaskClient) -> None:
    fields = _world(client)
    page = send(client, "/plans/new", {**fields, "act": "draft"}, follow=True).get_data(as_text=True)
    assert "还是草稿，督察人员看不到。" in page
    here = f"/plans/{fields['trip_id']}"
    changed = {
        **fields,
        "title": "第八次行动",
        "version": hidden(client, f"{here}/edit", "version"),
        "act": "draft",
    }
    send(client, f"{here}/edit", changed)
    assert "第八次行动" in text(client, here)
    stale = send(client, f"{here}/edit", {**changed, "title": "第九次行动"})
    assert stale.status_code == 409 and 'value="第九次行动"' in stale.get_data(as_text=True)
    assert "已下发 1 个检查" in send(client, f"{here}/send", {}, page=here, follow=True).get_data(
        as_text=True
    )
    assert client.get(f"{here}/edit").location == here


def test_calling_an_inspection_off_needs_a_reason(client: FlaskClient) -> None:
    parts = make_inspection()
    sign_in(client, parts.office)
    here = f"/plans/{parts.trip_id}"
    path = f"/inspections/{parts.inspection_id}/cancel?plan={parts.trip_id}"
    assert "请写取消的原因。" in send(client, path, {"reason": " "}, page=here, follow=True).get_data(
        as_text=True
    )
    assert "已取消" in send(client, path, {"reason": "单位搬迁"}, page=here, follow=True).get_data(
        as_text=True
    )
    db.session.expire_all()
    assert db.session.get_one(Inspection, parts.inspection_id).state == "cancelled"


def test_a_plan_of_another_county_does_not_exist(client: FlaskClient) -> None:
    parts = make_inspection(region_id=make_region("东岭县"))
    sign_in(client, make_person(Role.OFFICE, region_id=make_region("西屏县")))
    assert client.get(f"/plans/{parts.trip_id}").status_code == 404
    assert "第七次行动" not in text(client, "/plans")


def test_the_team_sees_its_plan_once_it_is_sent_and_others_do_not(client: FlaskClient) -> None:
    parts = make_inspection()
    sign_in(client, parts.inspector)
    assert "第七次行动" in text(client, "/plans")
    sign_in(client, make_person(Role.INSPECTOR))
    assert "第七次行动" not in text(client, "/plans")
    assert client.get(f"/plans/{parts.trip_id}").status_code == 404


def test_planning_without_a_campaign_leads_to_making_one(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    assert "先建一个专项整治" in text(client, "/plans/new")
