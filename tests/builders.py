"""Arranging the world of a test through services, never by poking tables (conventions Q1).

Each builder takes only what the test cares about and fills the rest with made-up, plausible content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.actor import PROGRAM, Actor
from inspect_app.accounts.devices import person_with_grants
from inspect_app.accounts.permissions import Role
from inspect_app.accounts.service import GrantInput, actor_of, create_person
from inspect_app.campaigns.service import (
    CampaignInput,
    LetterheadInput,
    create_campaign,
    create_letterhead,
    open_number_series,
    use_checklists,
)
from inspect_app.checklists.models import Checklist, ChecklistVersion
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.rules import PlannedVisit
from inspect_app.inspections.service import TripInput, save_trip, send_trip
from inspect_app.units.service import UnitInput, create_region, create_unit

PASSWORD = "海棠花开了三遍又三遍"
_numbers = count(1)


def make_person(
    *roles: Role, name: str | None = None, region_id: UUID | None = None, username: str | None = None
) -> Actor:
    """A person with the roles, for the city or one county; returns the actor."""
    number = next(_numbers)
    with unit_of_work():
        person_id = create_person(
            username=username or f"person{number}",
            name=name or f"人员{number}",
            password=PASSWORD,
            grants=[GrantInput(role, region_id) for role in roles],
            actor=PROGRAM,
            at=clock.now(),
            must_change_password=False,
        )
    person = person_with_grants(person_id)
    assert person is not None
    return actor_of(person)


def make_region(name: str | None = None) -> UUID:
    """A county."""
    with unit_of_work():
        return create_region(name or f"第{next(_numbers)}县", actor=PROGRAM, at=clock.now())


def make_unit(name: str | None = None, *, region_id: UUID | None = None, sector: str = "transport") -> UUID:
    """An inspected unit of county level, or of city level without a region."""
    label = name or f"第{next(_numbers)}治超站"
    entered = UnitInput(
        name=label,
        short_name=label,
        kind="inspected_unit",
        level="county" if region_id else "city",
        sector=sector,
        region_id=region_id,
    )
    with unit_of_work():
        return create_unit(entered, actor=PROGRAM, at=clock.now())


def surprise_check_version() -> UUID:
    """The shipped checklist for surprise checks."""
    found = db.session.scalar(
        select(ChecklistVersion.id)
        .join(Checklist, ChecklistVersion.checklist_id == Checklist.id)
        .where(Checklist.method == "surprise_check", ChecklistVersion.published_at.is_not(None))
    )
    assert found is not None
    return found


@dataclass(frozen=True)
class CampaignParts:
    """A campaign ready for plans and letters."""

    campaign_id: UUID
    letterhead_id: UUID
    checklist_version_id: UUID


def make_campaign(
    name: str | None = None, *, code: str = "瑞法督", years: tuple[int, ...] = (2023,)
) -> CampaignParts:
    """A campaign with letterhead, number series and the shipped checklist."""
    at = clock.now()
    version = surprise_check_version()
    with unit_of_work():
        campaign_id = create_campaign(
            CampaignInput(
                name=name or f"道路交通执法突出问题专项整治{next(_numbers)}",
                city="瑞川市",
                year=2023,
                plan_title="瑞川市道路交通执法突出问题专项整治实施方案",
            ),
            actor=PROGRAM,
            at=at,
        )
        letterhead_id = create_letterhead(
            campaign_id,
            LetterheadInput(
                name="市委依法治市办",
                mark="中共瑞川市委全面依法治市委员会办公室文件",
                code=code,
                signatories="中共瑞川市委全面依法治市委员会办公室",
                print_office="中共瑞川市委全面依法治市委员会办公室",
                contact_name="周建国",
                contact_phone="0800-1234567",
                contact_address="瑞川市人民路1号",
            ),
            actor=PROGRAM,
            at=at,
        )
        for year in years:
            open_number_series(code, year, first_no=1, actor=PROGRAM, at=at)
        use_checklists(campaign_id, [version], actor=PROGRAM, at=at)
    return CampaignParts(campaign_id, letterhead_id, version)


@dataclass(frozen=True)
class InspectionParts:
    """A sent inspection with its team."""

    inspection_id: UUID
    trip_id: UUID
    unit_id: UUID
    campaign: CampaignParts
    inspector: Actor
    leader: Actor
    office: Actor


def make_inspection(
    *,
    unit_id: UUID | None = None,
    region_id: UUID | None = None,
    campaign: CampaignParts | None = None,
    planned_on: date = date(2023, 7, 18),
    at: datetime | None = None,
) -> InspectionParts:
    """A surprise check that was planned by the office and sent to a team of two."""
    at = at or clock.now()
    campaign = campaign or make_campaign()
    unit_id = unit_id or make_unit(region_id=region_id)
    inspector, leader = make_person(Role.INSPECTOR), make_person(Role.TEAM_LEADER)
    office = make_person(Role.OFFICE)
    assert inspector.person_id and leader.person_id
    entered = TripInput(
        campaign_id=campaign.campaign_id,
        title="第七次行动",
        starts_on=planned_on,
        ends_on=planned_on,
        members=(leader.person_id, inspector.person_id),
        leader_id=leader.person_id,
        visits=(
            PlannedVisit(unit_id, "surprise_check", campaign.checklist_version_id, planned_on, "热线反映多"),
        ),
    )
    trip_id = new_id()
    with unit_of_work():
        save_trip(trip_id, entered, version=None, actor=office, at=at)
        send_trip(trip_id, actor=office, at=at)
    inspection_id = db.session.scalar(select(Inspection.id).where(Inspection.trip_id == trip_id))
    assert inspection_id is not None
    return InspectionParts(inspection_id, trip_id, unit_id, campaign, inspector, leader, office)
