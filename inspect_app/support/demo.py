"""The example campaign: a made-up city, its people and units, one visit done and one plan to do.

Promises: everything in it is made up and marked 示例数据; loading twice changes nothing; `remove_demo` takes away exactly what was made
here and what hangs on it. Does not: take another way into the database than people and tablets take.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inspect_app.accounts.actor import PROGRAM
from inspect_app.accounts.first_run import create_recovery_key, current_recovery_key
from inspect_app.accounts.permissions import ROLE_LABELS, Role
from inspect_app.audit.service import record
from inspect_app.catalogue.service import install_shipped_packs
from inspect_app.checklists.service import install_shipped_checklists
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.support.demo_removal import remove_demo as remove_demo
from inspect_app.support.demo_setup import DEMO_PASSWORD, DemoWorld, read_content
from inspect_app.support.demo_tablet import deliver_visit
from inspect_app.support.demo_visit import moment
from inspect_app.support.models import DemoRow


@dataclass(frozen=True)
class DemoAccount:
    """Someone to sign in as; `role` in Chinese, with the county where the person sees only one."""

    role: str
    name: str
    username: str
    password: str


def _accounts() -> tuple[DemoAccount, ...]:
    return tuple(
        DemoAccount(
            "、".join(ROLE_LABELS[Role(role)] for role in person["roles"])
            + (f"（{person['region']}）" if "region" in person else ""),
            person["name"],
            person["username"],
            DEMO_PASSWORD,
        )
        for person in read_content("campaign")["person"]
    )


DEMO_ACCOUNTS = _accounts()


def demo_is_loaded() -> bool:
    """Whether the example campaign, or the part of it that an interrupted loading left, is in this database."""
    return db.session.scalar(select(DemoRow.row_id).limit(1)) is not None


def load_demo(at: datetime | None = None) -> str | None:
    """Build the example campaign, in units of work of its own: the office, then what the tablet sends, then the open plan.

    An interrupted loading is completed by removing and loading again.

    Args:
        at: the moment it counts as made; now when None. The open plan begins on that day.

    Returns: the private half of the recovery key, to be shown once, when this made one; else None.
    Raises: InvalidInput when names of the example are taken already by the office's own rows; nothing is made then.
    """
    at = at or clock.now()
    visit = read_content("visit")
    world = DemoWorld(at)
    with unit_of_work():
        if demo_is_loaded():
            return None
        install_shipped_packs(at)
        install_shipped_checklists(at)
        campaign_id = world.make_office()
        trip_id = world.send_past_plan(visit["plan"], at=moment(visit["times"]["sent"]))
        world.send_open_plan()
        record(PROGRAM, "demo.loaded", subject=("campaign", campaign_id), at=at)
        key = create_recovery_key(actor=PROGRAM, at=at) if current_recovery_key() is None else None
    deliver_visit(visit, trip_id=trip_id, person_id=world.person_id(visit["plan"]["leader"]), at=at)
    return key.private_text if key else None
