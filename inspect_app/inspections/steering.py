"""Commands of the office on an inspection that was sent: give it to other people. Making and sending plans: service.py.

Promises: words and photos that a removed person has not sent yet stay on that person's tablet, which says so; whoever
joins gets all of the inspection; who, when and why is in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.accounts.queries import names_of, people_who_may
from inspect_app.audit.service import record
from inspect_app.foundation.database import db
from inspect_app.foundation.events import announce
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, InvalidInput, NotVisible
from inspect_app.inspections import rules
from inspect_app.inspections.events import TeamChanged
from inspect_app.inspections.models import Inspection, Trip, TripMember
from inspect_app.inspections.scope import visible_inspections


def reassign(
    inspection_id: UUID,
    *,
    members: Sequence[UUID],
    leader_id: UUID | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """改派: another team does an inspection that is not finished. Returns the trip it belongs to from now on.

    A team belongs to a trip. When the trip has other inspections this one goes to a trip of its own with the same
    dates, so that the others keep their team.

    Raises InvalidInput by field, NotVisible, AlreadyDone (finished or called off), as does the same team again.
    """
    inspection = _inspection(inspection_id, actor)
    if inspection.state not in rules.OPEN_FOR_ENTRY:
        raise AlreadyDone("这次检查已经收尾或取消，不能改派。")
    wanted = list(dict.fromkeys(members))
    _check(wanted, leader_id, reason)
    trip = inspection.trip
    before = {member.person_id: member.is_leader for member in trip.members}
    after = {person_id: person_id == leader_id for person_id in wanted}
    if before == after:
        raise AlreadyDone("督察人员没有变，不用改派。")
    if _has_others(trip, inspection):
        trip = _trip_of_its_own(inspection, actor, at)
    _set_team(trip, wanted, leader_id)
    inspection.version += 1
    db.session.flush()
    names = names_of([*before, *after])
    record(
        actor,
        "inspection.reassigned",
        subject=("inspection", inspection_id),
        at=at,
        details={
            "reason": reason.strip(),
            "from": [names[person_id] for person_id in before],
            "to": [names[person_id] for person_id in after],
        },
    )
    added, removed = frozenset(after) - frozenset(before), frozenset(before) - frozenset(after)
    announce(TeamChanged(inspection_id, added=added, removed=removed))
    return trip.id


def _inspection(inspection_id: UUID, actor: Actor) -> Inspection:
    found = db.session.scalar(
        select(Inspection)
        .where(Inspection.id == inspection_id, visible_inspections(actor, Permission.PLANS_MANAGE))
        .options(selectinload(Inspection.trip).selectinload(Trip.members))
        .with_for_update(of=Inspection)
    )
    if found is None:
        raise NotVisible
    return found


def _check(members: Sequence[UUID], leader_id: UUID | None, reason: str) -> None:
    faults = rules.team_faults(members=members, leader_id=leader_id)
    able = {choice.id for choice in people_who_may(Permission.TABLET_USE)}
    if "members" not in faults and not set(members) <= able:
        faults["members"] = "有人现在不能做督察人员，请重新选。"
    if not reason.strip():
        faults["reason"] = "请写改派的原因。"
    if faults:
        raise InvalidInput(fields=faults)


def _has_others(trip: Trip, inspection: Inspection) -> bool:
    others = select(func.count()).where(Inspection.trip_id == trip.id, Inspection.id != inspection.id)
    return bool(db.session.scalar(others))


def _trip_of_its_own(inspection: Inspection, actor: Actor, at: datetime) -> Trip:
    before = inspection.trip
    assert actor.person_id is not None
    trip = Trip(
        id=new_id(),
        campaign_id=before.campaign_id,
        title=rules.reassigned_title(before.title),
        starts_on=before.starts_on,
        ends_on=before.ends_on,
        note=before.note,
        state="sent",
        created_by=actor.person_id,
        created_at=at,
        sent_at=at,
        members=[],
    )
    db.session.add(trip)
    db.session.flush()
    inspection.trip = trip
    return trip


def _set_team(trip: Trip, members: Sequence[UUID], leader_id: UUID | None) -> None:
    present = {member.person_id: member for member in trip.members}
    for person_id, leaving in present.items():
        if person_id not in members:
            trip.members.remove(leaving)
    for ordinal, person_id in enumerate(members):
        member = present.get(person_id)
        if member is None:
            member = TripMember(trip_id=trip.id, person_id=person_id, ordinal=ordinal)
            trip.members.append(member)
        member.ordinal, member.is_leader = ordinal, person_id == leader_id
