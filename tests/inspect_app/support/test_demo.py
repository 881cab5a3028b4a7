"""The example campaign: complete, marked, loaded once, removed without a trace in anybody's work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from inspect_app.accounts.actor import PROGRAM, Actor, Grant
from inspect_app.accounts.models import Device, Person, RoleGrant
from inspect_app.accounts.permissions import Role
from inspect_app.accounts.service import GrantInput, actor_of, create_person, sign_in
from inspect_app.campaigns.models import Campaign, NumberSeries
from inspect_app.campaigns.service import CampaignInput, create_campaign
from inspect_app.checklists.queries import published_versions
from inspect_app.evidence.models import Evidence
from inspect_app.findings.models import Finding
from inspect_app.findings.service import accept
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.models import Answer, Inspection, Trip
from inspect_app.inspections.rules import PlannedVisit
from inspect_app.inspections.service import TripInput, save_trip
from inspect_app.letters.service import draft_from_findings
from inspect_app.support.demo import DEMO_ACCOUNTS, demo_is_loaded, load_demo, remove_demo
from inspect_app.support.demo_removal import DemoInUse
from inspect_app.tables import metadata
from inspect_app.tablet.exchange import pull
from inspect_app.units.models import Region, Unit

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
KEPT = {"audit_events", "recovery_keys", "sync_head", "catalogue_areas", "catalogue_items"} | {
    "checklists",
    "checklist_versions",
    "checklist_items",
}
"""What an installation keeps when the example goes: shipped packs, the audit chain, the recovery key, the sync epoch."""


@pytest.fixture
def demo(app: Flask) -> str | None:
    """An installation with the example in it; the value is the recovery key."""
    return load_demo(AT)


def _person(name: str) -> Person:
    return db.session.scalars(
        select(Person).where(Person.name == name).options(selectinload(Person.grants))
    ).one()


def _counts() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
        if table.name not in KEPT
    }


def test_the_example_is_a_city_with_six_counties_and_twelve_units_of_both_sectors_and_levels(
    demo: str,
) -> None:
    assert db.session.scalar(select(func.count()).select_from(Region)) == 6
    inspected = db.session.scalars(select(Unit).where(Unit.kind == "inspected_unit")).all()
    assert len(inspected) == 12
    assert {(unit.sector, unit.level) for unit in inspected} == {
        (sector, level) for sector in ("traffic_police", "transport") for level in ("city", "county")
    }
    assert {unit.region_id for unit in inspected if unit.level == "county"} == set(
        db.session.scalars(select(Region.id))
    )
    kinds = db.session.scalars(select(Unit.kind)).all()
    assert (kinds.count("lead_office"), kinds.count("work_group"), kinds.count("task_force")) == (1, 3, 6)


def test_every_role_has_somebody_who_can_sign_in(demo: str) -> None:
    assert set(db.session.scalars(select(RoleGrant.role))) == {role.value for role in Role}
    for account in DEMO_ACCOUNTS:
        with unit_of_work():
            person = sign_in(account.username, account.password, at=AT)
        assert isinstance(person, Person), account.username
        assert person.name == account.name
        assert not person.must_change_password


def test_the_campaign_is_marked_as_an_example_and_can_number_letters_today(demo: str) -> None:
    campaign = db.session.scalars(select(Campaign)).one()
    assert campaign.is_demo and campaign.year == 2023
    assert "示例数据" in campaign.name
    assert {tuple(row) for row in db.session.execute(select(NumberSeries.code, NumberSeries.year))} == {
        ("瑞法督", 2023),
        ("瑞法督", 2026),
    }


def test_a_sent_plan_waits_for_the_team_today(demo: str) -> None:
    waiting = db.session.scalars(select(Inspection).where(Inspection.state == "sent")).all()
    assert waiting and min(row.planned_on for row in waiting).isoformat() == "2026-11-24"


def test_one_visit_is_done_and_received_with_findings_and_photos(demo: str) -> None:
    done = db.session.scalars(select(Inspection).where(Inspection.state == "received")).one()
    assert done.received_at == datetime(2023, 7, 18, 3, 20, tzinfo=UTC)
    answers = db.session.scalars(select(Answer.value).where(Answer.inspection_id == done.id)).all()
    assert len(answers) == 58
    findings = db.session.scalars(select(Finding).where(Finding.inspection_id == done.id)).all()
    assert {finding.state for finding in findings} == {"submitted"}
    assert {finding.code for finding in findings} == {"A02", "A04", "B02", "B09", "D03", "E09"}
    assert [finding.code for finding in findings if finding.restricted] == ["E09"]
    photos = db.session.scalars(select(Evidence).where(Evidence.inspection_id == done.id)).all()
    assert len(photos) == 7
    assert {photo.state for photo in photos} == {"ready"}


def test_the_teams_tablets_may_pull_the_visit_and_the_plan(demo: str) -> None:
    actor = actor_of(_person("王淑琴"), device=db.session.scalars(select(Device)).first())
    changes = pull("", 500, actor=actor, at=AT).changes
    kinds = [change.type for change in changes if not change.removed]
    assert kinds.count("inspection") == 3
    assert (kinds.count("answer"), kinds.count("finding"), kinds.count("evidence")) == (58, 6, 7)


def test_the_recovery_key_is_given_once(demo: str) -> None:
    assert demo is not None and len(demo.replace("-", "")) == 52


def test_loading_twice_changes_nothing(demo: str) -> None:
    before = _counts()
    assert load_demo(AT) is None
    assert _counts() == before


def test_removing_leaves_an_empty_installation(app: Flask) -> None:
    empty = _counts()
    load_demo(AT)
    assert remove_demo(AT)
    assert _counts() == empty
    assert not demo_is_loaded()
    assert not remove_demo(AT)


def test_the_photos_leave_the_file_store_with_the_example(demo: str) -> None:
    sha256 = db.session.scalars(select(Evidence.working_sha256)).first()
    assert sha256 is not None and file_store().stat(sha256) is not None
    remove_demo(AT)
    assert file_store().stat(sha256) is None


def test_letters_written_on_the_example_go_with_it(app: Flask) -> None:
    empty = _counts()
    load_demo(AT)
    office = actor_of(_person("周建国"))
    findings = db.session.scalars(select(Finding.id).where(Finding.restricted.is_(False))).all()
    with unit_of_work():
        accept(findings, actor=office, at=AT)
        draft_from_findings(findings, actor=office, at=AT)
    assert _counts()["letters"] == 1
    assert remove_demo(AT)
    assert _counts() == empty


def test_it_can_be_loaded_again_after_removing(demo: str) -> None:
    loaded = _counts()
    remove_demo(AT)
    load_demo(AT)
    assert _counts() == loaded


def test_own_people_and_campaigns_stay_when_the_example_goes(demo: str) -> None:
    with unit_of_work():
        own_person = create_person(
            username="own.person",
            name="自己人",
            password="chang-kouling-7",
            grants=[GrantInput(Role.ADMIN)],
            actor=PROGRAM,
            at=AT,
        )
        own = create_campaign(
            CampaignInput(name="自己的专项整治", city="瑞川市", year=2026), actor=PROGRAM, at=AT
        )
    assert remove_demo(AT)
    assert db.session.get(Person, own_person) is not None
    assert db.session.get(Campaign, own) is not None


def test_nothing_is_removed_while_own_work_uses_people_of_the_example(demo: str) -> None:
    team = [
        db.session.scalars(select(Person).where(Person.name == name)).one().id
        for name in ("李明远", "王淑琴")
    ]
    unit = db.session.scalars(select(Unit).where(Unit.short_name == "青石岭治超站")).one().id
    office = Actor(team[0], "周建国", (Grant(Role.OFFICE, None),))
    with unit_of_work():
        own = create_campaign(
            CampaignInput(name="自己的专项整治", city="瑞川市", year=2026), actor=PROGRAM, at=AT
        )
        version = published_versions("surprise_check")[0].id
        visit = PlannedVisit(unit, "surprise_check", version, AT.date())
        save_trip(
            new_id(),
            TripInput(own, "自己的计划", AT.date(), AT.date(), tuple(team), team[0], (visit,)),
            version=None,
            actor=office,
            at=AT,
        )
    before = _counts()
    with pytest.raises(DemoInUse) as refused:
        remove_demo(AT)
    assert {"inspections", "trip_members", "trips"} <= set(refused.value.details["tables"])
    assert _counts() == before
    assert db.session.scalar(select(Trip.title).where(Trip.campaign_id == own)) == "自己的计划"
