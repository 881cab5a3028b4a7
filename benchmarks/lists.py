"""How long does the server take for a page of each list with 10,000 units, people, tablets, plans and inspections and 20,000 findings?

    python -m benchmarks.lists [--quick] [--json FILE]

Through the whole program (guards, queries, template) on SQLite, signed in; no peer lists the same things. `--quick` makes a tenth.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from benchmarks.report import Figure, arguments, median_ms, tell
from inspect_app import create_app
from inspect_app.accounts.models import Device, Person, RoleGrant
from inspect_app.accounts.permissions import Role
from inspect_app.config import Settings
from inspect_app.findings.models import Finding
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.models import Inspection, Trip, TripMember
from inspect_app.support.demo import load_demo
from inspect_app.support.installation import prepare_installation
from inspect_app.units.models import Region, Unit

TARGET_MS = 200.0
FULL, QUICK = 10_000, 1_000
VISITS_A_TRIP = 5
AT = datetime(2023, 7, 18, 2, 0, tzinfo=UTC)
PAGES = {
    "zhoujianguo": (
        "/",
        "/units",
        "/units?q=治超站&sort=-name",
        "/units?page=150",
        "/plans",
        "/plans?q=行动",
        "/inspections",
        "/inspections?q=9876",
        "/inspections?state=received&sort=unit",
        "/inspections?page=150",
        "/findings",
        "/findings?q=锥桶&area=B",
        "/devices",
    ),
    "liuzhiyuan": ("/people", "/people?q=人员9", "/people?page=150"),
    "xulan": ("/audit",),
}


def _rows(count: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Tables and their rows, in the order of their foreign keys."""
    known: dict[str, Any] = {
        "regions": list(db.session.scalars(select(Region.id))),
        "campaign": db.session.scalars(select(Inspection.campaign_id)).first(),
        "list": db.session.scalars(select(Inspection.checklist_version_id)).first(),
        "person": db.session.scalars(select(TripMember.person_id)).first(),
    }
    units, people, trips, visits = ([new_id() for _ in range(count)] for _ in range(4))
    yield Unit, [_unit(unit_id, number, known["regions"]) for number, unit_id in enumerate(units)]
    yield Person, [_person(person_id, number) for number, person_id in enumerate(people)]
    yield (
        RoleGrant,
        [{"id": new_id(), "person_id": person, "role": Role.INSPECTOR.value} for person in people],
    )
    yield Device, [_device(person, number) for number, person in enumerate(people)]
    trips = trips[: count // VISITS_A_TRIP]
    yield Trip, [_trip(trip, number, known) for number, trip in enumerate(trips)]
    yield (
        TripMember,
        [
            {
                "trip_id": trip,
                "person_id": people[number * 2 + place],
                "ordinal": place,
                "is_leader": place == 0,
            }
            for number, trip in enumerate(trips)
            for place in range(2)
        ],
    )
    yield Inspection, [_visit(visit, number, units, trips, known) for number, visit in enumerate(visits)]
    yield (
        Finding,
        [_finding(visit, code, known) for visit in visits for code in ("A02", "B02")],
    )


def _unit(unit_id: UUID, number: int, regions: list[UUID]) -> dict[str, Any]:
    name = f"第{number}治超站"
    return {
        "id": unit_id,
        "name": name,
        "short_name": name,
        "kind": "inspected_unit",
        "level": "county",
        "sector": "transport",
        "region_id": regions[number % len(regions)],
        "created_at": AT,
    }


def _person(person_id: UUID, number: int) -> dict[str, Any]:
    return {
        "id": person_id,
        "username": f"p{number:05}",
        "name": f"人员{number}",
        "password_hash": "-",
        "created_at": AT,
    }


def _device(person_id: UUID, number: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": person_id,
        "tablet_name": f"督察 {number} 号",
        "token_hash": f"{number:064x}",
        "token_expires_at": AT,
        "session_epoch": 1,
        "registered_at": AT,
        "last_seen_at": AT + timedelta(seconds=number),
        "unsent_records": number % 3,
        "unsent_photos": 0,
        "unsent_bytes": 0,
    }


def _trip(trip_id: UUID, number: int, known: dict[str, Any]) -> dict[str, Any]:
    day = date(2023, 7, 1) + timedelta(days=number % 60)
    return {
        "id": trip_id,
        "campaign_id": known["campaign"],
        "title": f"第{number}次行动",
        "starts_on": day,
        "ends_on": day,
        "state": "sent",
        "created_by": known["person"],
        "created_at": AT,
        "sent_at": AT,
    }


def _visit(
    visit_id: UUID, number: int, units: list[UUID], trips: list[UUID], known: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": visit_id,
        "campaign_id": known["campaign"],
        "trip_id": trips[number // VISITS_A_TRIP],
        "ordinal": number % VISITS_A_TRIP,
        "unit_id": units[number],
        "checklist_version_id": known["list"],
        "method": "surprise_check",
        "number": f"2023-{number + 10_000}",
        "planned_on": date(2023, 7, 1) + timedelta(days=number % 60),
        "state": ("sent", "under_way", "received", "accepted")[number % 4],
        "field_versions": {},
        "created_at": AT,
    }


def _finding(visit_id: UUID, code: str, known: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "inspection_id": visit_id,
        "item_key": code,
        "code": code,
        "item_title": "随意设置路障",
        "legal_basis": "《中华人民共和国行政处罚法》第七十四条",
        "fact": "进站匝道外侧行车道摆放水马2个、锥桶3个，占用车道约3.2米，现场未见审批手续",
        "state": "submitted",
        "field_versions": {},
        "created_by": known["person"],
        "created_at": AT,
        "found_at": AT,
    }


def _fill(app: Flask, count: int) -> None:
    with app.app_context():
        prepare_installation()
        load_demo()
        with unit_of_work():
            for table, rows in _rows(count):
                db.session.execute(insert(table), rows)


def _signed_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.username == username)).one()
        now = datetime.now(UTC).timestamp()
        with client.session_transaction() as session:
            session.update(person=str(person.id), epoch=person.session_epoch, since=now, seen=now)
    return client


def _get(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def main() -> None:
    """Fill an installation and ask for each page."""
    options = arguments(__doc__ or "")
    count, rounds = (QUICK, 3) if options.quick else (FULL, 7)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({}, data_dir=Path(folder), immediate_jobs=True))
        _fill(app, count)
        figures = []
        for username, addresses in PAGES.items():
            client = _signed_in(app, username)
            for address in addresses:
                taken = median_ms(lambda client=client, address=address: _get(client, address), rounds)  # type: ignore[misc]  # bound now
                figures.append(Figure(f"{address} ({count:,})", taken, "ms", TARGET_MS))
    tell(figures, options.json)


if __name__ == "__main__":
    main()
