"""Giving an inspection to other people: the team that is told, the words that stay, the reason that is kept."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Role
from inspect_app.audit.models import AuditEvent
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, InvalidInput, NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections import fieldwork, rules, steering
from inspect_app.inspections.models import Inspection, Trip
from inspect_app.inspections.service import cancel_inspection
from tests.builders import InspectionParts, make_inspection, make_person, make_region
from tests.inspect_app.pages import send, sign_in, text


def _reassign(
    parts: InspectionParts, *people: Actor, actor: Actor | None = None, reason: str = "另有任务"
) -> UUID:
    members = [person.person_id for person in people if person.person_id]
    with unit_of_work():
        return steering.reassign(
            parts.inspection_id,
            members=members,
            leader_id=members[0] if members else None,
            reason=reason,
            actor=actor or parts.office,
            at=clock.now(),
        )


def _new_team() -> tuple[Actor, Actor]:
    return make_person(Role.TEAM_LEADER, name="马海涛"), make_person(Role.INSPECTOR, name="吴敏")


def _second_inspection_of(parts: InspectionParts) -> UUID:
    """A further inspection in the same trip, as a plan with two units has it."""
    with unit_of_work():
        first = db.session.get_one(Inspection, parts.inspection_id)
        second = Inspection(
            id=new_id(),
            campaign_id=first.campaign_id,
            trip_id=first.trip_id,
            unit_id=first.unit_id,
            checklist_version_id=first.checklist_version_id,
            method=first.method,
            planned_on=first.planned_on,
            state="sent",
            created_at=clock.now(),
        )
        db.session.add(second)
        return second.id


def test_the_new_team_gets_it_and_the_old_one_is_told_to_let_it_go(app: Flask) -> None:
    parts = make_inspection()
    leader, member = _new_team()
    assert _reassign(parts, leader, member) == parts.trip_id
    assert fieldwork.inspection_for_team(parts.inspection_id, actor=leader).id == parts.inspection_id
    with pytest.raises(fieldwork.HandedOver):
        fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "inspection.reassigned")).one()
    assert (event.actor_id, event.details["reason"]) == (parts.office.person_id, "另有任务")
    assert event.details["to"] == ["马海涛", "吴敏"]


def test_the_other_inspections_of_the_trip_keep_their_team(app: Flask) -> None:
    parts = make_inspection()
    other = _second_inspection_of(parts)
    leader, member = _new_team()
    own_trip = _reassign(parts, leader, member)
    assert own_trip != parts.trip_id
    assert db.session.get_one(Trip, own_trip).title.endswith("（改派）")
    assert fieldwork.inspection_for_team(other, actor=parts.inspector).id == other
    with pytest.raises(fieldwork.HandedOver):
        fieldwork.inspection_for_team(other, actor=leader)
    with pytest.raises(fieldwork.HandedOver):
        fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)


def test_a_team_of_one_or_no_reason_is_refused_by_field(app: Flask) -> None:
    parts = make_inspection()
    leader, member = _new_team()
    with pytest.raises(InvalidInput) as alone:
        _reassign(parts, leader)
    assert alone.value.fields == {"members": "督察人员至少 2 人。"}
    with pytest.raises(InvalidInput) as silent:
        _reassign(parts, leader, member, reason=" ")
    assert set(silent.value.fields) == {"reason"}


def test_the_same_team_again_and_a_finished_inspection_are_refused(app: Flask) -> None:
    parts = make_inspection()
    leader, member = _new_team()
    _reassign(parts, leader, member)
    with pytest.raises(AlreadyDone):
        _reassign(parts, leader, member)
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=leader)
        fieldwork.finish(inspection, finished_at=clock.now(), actor=leader, at=clock.now())
    with pytest.raises(AlreadyDone):
        _reassign(parts, parts.leader, parts.inspector)


def test_a_cancelled_inspection_cannot_be_reassigned(app: Flask) -> None:
    parts = make_inspection()
    with unit_of_work():
        cancel_inspection(parts.inspection_id, reason="停办", actor=parts.office, at=clock.now())
    with pytest.raises(AlreadyDone):
        _reassign(parts, *_new_team())


def test_an_office_of_another_county_cannot_reassign(app: Flask) -> None:
    parts = make_inspection(region_id=make_region())
    elsewhere = make_person(Role.OFFICE, region_id=make_region())
    with pytest.raises(NotVisible):
        _reassign(parts, *_new_team(), actor=elsewhere)


def test_reassigning_through_the_page_shows_the_reason_in_the_history(client: FlaskClient) -> None:
    parts = make_inspection()
    leader, member = _new_team()
    sign_in(client, parts.office)
    page = f"/inspections/{parts.inspection_id}/reassign"
    fields = {"members": [str(leader.person_id), str(member.person_id)], "leader_id": str(leader.person_id)}
    refused = send(client, page, {**fields, "reason": ""})
    assert refused.status_code == 422 and "请写改派的原因。" in refused.get_data(as_text=True)
    done = send(client, page, {**fields, "reason": "王淑琴回避"}, follow=True)
    assert "已改派。" in done.get_data(as_text=True)
    history = text(client, f"/inspections/{parts.inspection_id}?tab=history")
    assert "改派检查：王淑琴回避" in history


def test_a_title_is_marked_once_and_stays_within_its_length() -> None:
    assert rules.reassigned_title("第七次行动") == "第七次行动（改派）"
    assert rules.reassigned_title("第七次行动（改派）") == "第七次行动（改派）"
    assert len(rules.reassigned_title("长" * 80)) == rules.TITLE_LENGTH
