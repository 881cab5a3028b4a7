"""The custody log: looking is written down, once a look."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from inspect_app.evidence.custody import log_view
from inspect_app.evidence.models import CustodyEvent
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from tests.builders import make_inspection
from tests.inspect_app.evidence.test_evidence_service import announce, take_photo
from tests.inspect_app.tablet.harness import give_tablet


def test_a_page_that_shows_a_photo_several_times_is_one_look(app: Flask) -> None:
    visit = make_inspection()
    evidence_id = announce(visit, give_tablet(visit.inspector), take_photo())
    start = clock.now()
    for minutes, person in ((0, visit.office), (5, visit.office), (6, visit.leader), (30, visit.office)):
        with unit_of_work():
            log_view(evidence_id, person_id=person.person_id, at=start + timedelta(minutes=minutes))
    viewed = db.session.scalars(select(CustodyEvent.person_id).where(CustodyEvent.event == "viewed"))
    assert list(viewed) == [visit.office.person_id, visit.leader.person_id, visit.office.person_id]
