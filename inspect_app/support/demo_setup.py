"""Making the example's city: counties, units, people, campaign and plans, each through the service that people's pages call.

Promises: every row that is not the campaign's own is remembered in demo_rows. Does not: open a unit of work; write tables of
other capabilities.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from uuid import UUID

from inspect_app.accounts.actor import PROGRAM
from inspect_app.accounts.devices import person_with_grants
from inspect_app.accounts.permissions import Role
from inspect_app.accounts.service import GrantInput, actor_of, create_person
from inspect_app.campaigns import service as campaigns
from inspect_app.checklists.queries import published_versions
from inspect_app.foundation.clock import office_date
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.inspections.rules import PlannedVisit
from inspect_app.inspections.service import TripInput, save_trip, send_trip
from inspect_app.support.models import DemoRow
from inspect_app.units import service as units

DEMO_PASSWORD = "Ruichuan-2023"
"""Of every account of the example; printed on the first page, for the example holds nothing worth guarding."""
METHOD = "surprise_check"


def read_content(name: str) -> dict[str, Any]:
    """One file of demo_content/, by its name without the ending."""
    folder = resources.files("inspect_app.support") / "demo_content"
    return tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))


class DemoWorld:
    """One run of building; keeps what was made by its name, so that later parts can point at it.

    Args:
        at: the moment it counts as made; the open plan begins on that day.
    """

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._content = read_content("campaign")
        self._regions: dict[str, UUID] = {}
        self._units: dict[str, UUID] = {}
        self._people: dict[str, UUID] = {}
        self.campaign_id: UUID

    def make_office(self) -> UUID:
        """Counties, units, people, and the campaign with all that its letters and plans need; returns its id."""
        self._make_places()
        self._make_people()
        return self._make_campaign()

    def _keep(self, kind: str, row_id: UUID) -> UUID:
        db.session.add(DemoRow(row_id=row_id, kind=kind))
        return row_id

    def _make_places(self) -> None:
        for name in self._content["regions"]:
            self._regions[name] = self._keep("region", units.create_region(name, actor=PROGRAM, at=self._at))
        for entry in self._content["unit"]:
            entered = units.UnitInput(
                name=entry["name"],
                short_name=entry["short_name"],
                kind=entry["kind"],
                level=entry["level"],
                sector=entry.get("sector"),
                region_id=self._regions[entry["region"]] if "region" in entry else None,
                parent_id=self._units[entry["parent"]] if "parent" in entry else None,
                address=entry.get("address", ""),
            )
            self._units[entry["name"]] = self._keep(
                "unit", units.create_unit(entered, actor=PROGRAM, at=self._at)
            )

    def _make_people(self) -> None:
        for entry in self._content["person"]:
            person_id = create_person(
                username=entry["username"],
                name=entry["name"],
                password=DEMO_PASSWORD,
                grants=[
                    GrantInput(
                        Role(role),
                        region_id=self._regions[entry["region"]] if "region" in entry else None,
                        group_id=self._units[entry["group"]] if "group" in entry else None,
                    )
                    for role in entry["roles"]
                ],
                actor=PROGRAM,
                at=self._at,
                certificate_no=entry.get("certificate_no", ""),
                must_change_password=False,
            )
            self._people[entry["username"]] = self._keep("person", person_id)

    def _make_campaign(self) -> UUID:
        entry = self._content["campaign"]
        entered = campaigns.CampaignInput(
            name=entry["name"],
            city=entry["city"],
            year=entry["year"],
            basis=entry["basis"],
            plan_title=entry["plan_title"],
            plan_deadline_days=entry["plan_deadline_days"],
            result_deadline_months=entry["result_deadline_months"],
            lead_office_id=self._units[entry["lead_office"]],
            phases=tuple(
                campaigns.PhaseInput(phase["name"], phase.get("ends_on")) for phase in self._content["phase"]
            ),
        )
        self.campaign_id = campaigns.create_campaign(entered, actor=PROGRAM, at=self._at, is_demo=True)
        self._keep("campaign", self.campaign_id)
        head = campaigns.LetterheadInput(**self._content["letterhead"])
        campaigns.create_letterhead(self.campaign_id, head, actor=PROGRAM, at=self._at)
        # The year of a letter's date decides its series, and letters are issued today, whatever the campaign's year.
        for year in sorted({entry["year"], office_date(self._at).year}):
            series = campaigns.open_number_series(head.code, year, first_no=1, actor=PROGRAM, at=self._at)
            self._keep("number_series", series)
        versions = [version.id for version in published_versions(METHOD)]
        campaigns.use_checklists(self.campaign_id, versions, actor=PROGRAM, at=self._at)
        return self.campaign_id

    def send_past_plan(self, plan: dict[str, Any], *, at: datetime) -> UUID:
        """The plan of a visit that is over, sent at `at`; returns its trip."""
        visit = {"unit": plan["unit"], "reason": plan["reason"], "planned_on": plan["starts_on"]}
        return self._send(plan, [visit], starts_on=plan["starts_on"], ends_on=plan["ends_on"], at=at)

    def send_open_plan(self) -> UUID:
        """A plan that begins today, so that a tablet has something to do; returns its trip."""
        plan = self._content["open_plan"]
        today = office_date(self._at)
        visits = [visit | {"planned_on": today + timedelta(days=n)} for n, visit in enumerate(plan["visit"])]
        return self._send(
            plan, visits, starts_on=today, ends_on=today + timedelta(days=plan["days"] - 1), at=self._at
        )

    def _send(
        self,
        plan: dict[str, Any],
        visits: list[dict[str, Any]],
        *,
        starts_on: Any,
        ends_on: Any,
        at: datetime,
    ) -> UUID:
        version_id = published_versions(METHOD)[0].id
        entered = TripInput(
            campaign_id=self.campaign_id,
            title=plan["title"],
            starts_on=starts_on,
            ends_on=ends_on,
            members=tuple(self._people[name] for name in plan["members"]),
            leader_id=self._people[plan["leader"]],
            visits=tuple(
                PlannedVisit(
                    self._units[visit["unit"]], METHOD, version_id, visit["planned_on"], visit["reason"]
                )
                for visit in visits
            ),
            note=plan["note"],
        )
        person = person_with_grants(self.person_id(self._content["open_plan"]["planner"]))
        assert person is not None
        planner = actor_of(person)
        trip_id = save_trip(new_id(), entered, version=None, actor=planner, at=at)
        send_trip(trip_id, actor=planner, at=at)
        return trip_id

    def person_id(self, username: str) -> UUID:
        """Someone of the example. Raises KeyError for an unknown name."""
        return self._people[username]
