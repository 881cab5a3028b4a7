"""Trips are planned once, sent once, and seen by those who may."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspect_app.accounts.permissions import Role
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, InvalidInput, NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections import fieldwork
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.rules import PlannedVisit
from inspect_app.inspections.scope import visible_inspections
from inspect_app.inspections.service import TripInput, cancel_inspection, save_trip, send_trip
from tests.builders import make_campaign, make_inspection, make_person, make_region, make_unit


def test_sending_a_trip_twice_sends_it_once(app: Flask) -> None:
    parts = make_inspection()
    with pytest.raises(AlreadyDone), unit_of_work():
        send_trip(parts.trip_id, actor=parts.office, at=clock.now())
    inspection = db.session.get(Inspection, parts.inspection_id)
    assert inspection is not None
    assert (inspection.state, inspection.number) == ("sent", "2023-0001")


def test_saving_the_same_draft_again_makes_no_second_inspection(app: Flask) -> None:
    campaign, unit = make_campaign(), make_unit()
    one, two = make_person(Role.INSPECTOR), make_person(Role.TEAM_LEADER)
    office = make_person(Role.OFFICE)
    day = date(2023, 7, 18)
    assert one.person_id and two.person_id
    entered = TripInput(
        campaign.campaign_id,
        "第一次行动",
        day,
        day,
        (one.person_id, two.person_id),
        two.person_id,
        (PlannedVisit(unit, "surprise_check", campaign.checklist_version_id, day),),
    )
    trip_id = new_id()
    for version in (None, 1):
        with unit_of_work():
            save_trip(trip_id, entered, version=version, actor=office, at=clock.now())
    assert db.session.scalar(select(func.count()).select_from(Inspection)) == 1


def test_a_plan_without_team_or_units_says_what_is_missing(app: Flask) -> None:
    campaign, office = make_campaign(), make_person(Role.OFFICE)
    entered = TripInput(campaign.campaign_id, "", None, None, (), None, ())
    with pytest.raises(InvalidInput) as refusal, unit_of_work():
        save_trip(new_id(), entered, version=None, actor=office, at=clock.now())
    assert set(refusal.value.fields) == {"title", "starts_on", "ends_on", "members", "visits"}


def test_a_county_office_plans_in_its_own_county_only(app: Flask) -> None:
    here, there = make_region(), make_region()
    campaign, unit = make_campaign(), make_unit(region_id=there)
    one, two = make_person(Role.INSPECTOR), make_person(Role.TEAM_LEADER)
    county_office = make_person(Role.OFFICE, region_id=here)
    day = date(2023, 7, 18)
    assert one.person_id and two.person_id
    entered = TripInput(
        campaign.campaign_id,
        "越界",
        day,
        day,
        (one.person_id, two.person_id),
        one.person_id,
        (PlannedVisit(unit, "surprise_check", campaign.checklist_version_id, day),),
    )
    with pytest.raises(NotVisible), unit_of_work():
        save_trip(new_id(), entered, version=None, actor=county_office, at=clock.now())


def test_team_and_office_see_an_inspection_and_strangers_do_not(app: Flask) -> None:
    here, there = make_region(), make_region()
    parts = make_inspection(region_id=here)

    def sees(actor: object) -> bool:
        condition = visible_inspections(actor)  # type: ignore[arg-type]  # any actor of the test
        return db.session.scalar(select(Inspection.id).where(condition)) is not None

    assert sees(parts.inspector)
    assert sees(parts.office)
    assert sees(make_person(Role.OFFICE, region_id=here))
    assert not sees(make_person(Role.OFFICE, region_id=there))
    assert not sees(make_person(Role.INSPECTOR))
    assert not sees(make_person(Role.ADMIN))


def test_the_first_word_starts_and_finishing_brings_it_to_the_office(app: Flask) -> None:
    parts = make_inspection()
    at = clock.now()
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        fieldwork.record_answer(
            inspection, "A01", {"value": "none_found"}, answered_at=at, actor=parts.inspector
        )
        assert inspection.state == "under_way"
        fieldwork.finish(inspection, finished_at=at, actor=parts.inspector, at=at)
    again = db.session.get(Inspection, parts.inspection_id)
    assert again is not None
    assert (again.state, again.finished_by) == ("received", parts.inspector.person_id)


def test_an_answer_to_an_item_the_checklist_lacks_is_refused(app: Flask) -> None:
    parts = make_inspection()
    at = clock.now()
    with pytest.raises(InvalidInput), unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        fieldwork.record_answer(
            inspection, "Z99", {"value": "none_found"}, answered_at=at, actor=parts.inspector
        )


def test_someone_outside_the_team_cannot_touch_it(app: Flask) -> None:
    parts = make_inspection()
    with pytest.raises(fieldwork.HandedOver):
        fieldwork.inspection_for_team(parts.inspection_id, actor=make_person(Role.INSPECTOR))


def test_words_for_an_inspection_that_was_called_off_are_kept(app: Flask) -> None:
    parts, at = make_inspection(), clock.now()
    with unit_of_work():
        cancel_inspection(parts.inspection_id, reason="改期", actor=parts.office, at=at)
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        fieldwork.start(inspection, started_at=at, actor=parts.inspector, at=at)
        fieldwork.record_answer(
            inspection, "A01", {"value": "none_found"}, answered_at=at, actor=parts.inspector
        )
        fieldwork.finish(inspection, finished_at=at, actor=parts.inspector, at=at)
    answer = fieldwork.answer_row(parts.inspection_id, "A01")
    assert answer is not None and answer.value == "none_found"
    assert db.session.get_one(Inspection, parts.inspection_id).state == "cancelled"
