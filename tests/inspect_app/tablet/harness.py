"""The program behind the engine's contract: people, tablets and inspections made through services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, update

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.devices import person_with_grants, register_device
from inspect_app.accounts.permissions import Role
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.events import announce
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.events import TeamChanged
from inspect_app.inspections.models import Inspection, TripMember
from inspect_app.inspections.rules import PlannedVisit
from inspect_app.inspections.service import TripInput, save_trip, send_trip
from inspect_app.tablet import exchange
from inspect_app.tablet.models import SyncHead
from sync.engine import Pushed
from sync.feed import Page
from sync.instants import from_wire
from sync.ports import Session
from sync.protocol import Push
from tests.builders import make_campaign, make_person, make_unit


def give_tablet(actor: Actor, name: str = "平板 07") -> Actor:
    """Register a tablet for a person; returns the person acting on it."""
    assert actor.person_id is not None
    device_id = new_id()
    with unit_of_work():
        person = person_with_grants(actor.person_id)
        assert person is not None
        register_device(person, device_id=device_id, tablet_name=name, at=clock.now())
    return replace(actor, device_id=device_id)


class ProgramHarness:
    """Fulfils tests.sync.contract.engine_contract.Harness."""

    def __init__(self) -> None:
        self.epoch = exchange.current_epoch()
        self.people = {
            "ma": make_person(Role.INSPECTOR, name="马海涛"),
            "li": make_person(Role.TEAM_LEADER, name="李静"),
            "wu": make_person(Role.INSPECTOR, name="吴敏"),
        }
        self._campaign = make_campaign()
        self._actors: dict[str, Actor] = {}

    def person_id(self, person: str) -> str:
        return str(self.people[person].person_id)

    def tablet(self, person: str) -> Session:
        actor = give_tablet(self.people[person])
        self._actors[str(actor.device_id)] = actor
        return exchange.session_of(actor, at=clock.now())

    def inspection(self, people: Iterable[str] = ("ma", "li")) -> str:
        members = tuple(UUID(self.person_id(person)) for person in people)
        day, trip_id = date(2023, 7, 18), new_id()
        version = self._campaign.checklist_version_id
        visit = PlannedVisit(make_unit(), "surprise_check", version, day)
        entered = TripInput(self._campaign.campaign_id, "第七次行动", day, day, members, members[0], (visit,))
        office = make_person(Role.OFFICE)
        with unit_of_work():
            save_trip(trip_id, entered, version=None, actor=office, at=clock.now())
            send_trip(trip_id, actor=office, at=clock.now())
        found = db.session.scalars(select(Inspection.id).where(Inspection.trip_id == trip_id)).one()
        db.session.rollback()
        return str(found)

    def take_off(self, inspection_id: str, person: str) -> None:
        visit, gone = UUID(inspection_id), UUID(self.person_id(person))
        with unit_of_work():
            db.session.delete(self._member(visit, gone))
            db.session.flush()
            announce(TeamChanged(visit, removed=frozenset({gone})))

    def put_on(self, inspection_id: str, person: str) -> None:
        visit, come = UUID(inspection_id), UUID(self.person_id(person))
        with unit_of_work():
            trip_id = db.session.get_one(Inspection, visit).trip_id
            db.session.add(TripMember(trip_id=trip_id, person_id=come, ordinal=9))
            db.session.flush()
            announce(TeamChanged(visit, added=frozenset({come})))

    def restore_under(self, epoch: str) -> None:
        self.epoch = epoch
        with unit_of_work():
            db.session.execute(update(SyncHead).values(epoch=epoch))

    def push(self, batch: Push, session: Session, *, crash_before_commit: bool = False) -> Pushed:
        actor = self._actors[session.device_id]
        if not crash_before_commit:
            return exchange.push(batch, actor=actor, at=from_wire(session.at))[0]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(db.session(), "commit", _stop)
            exchange.push(batch, actor=actor, at=from_wire(session.at))
        raise AssertionError("the commit was not reached")

    def pull(self, session: Session, cursor: str, limit: int = 200) -> Page:
        actor = self._actors[session.device_id]
        page = exchange.pull(cursor, limit, actor=actor, at=clock.now())
        db.session.rollback()
        return page

    def _member(self, inspection_id: UUID, person_id: UUID) -> TripMember:
        trip_id = db.session.get_one(Inspection, inspection_id).trip_id
        return db.session.get_one(TripMember, (trip_id, person_id))


def _stop() -> None:
    raise ConnectionError("the server stopped before its commit")
