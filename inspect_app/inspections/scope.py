"""Who may see which inspection: the one predicate that every query of inspections, findings and evidence carries.

A person sees an inspection through an office role in its unit's region, or as a member of its team once it is sent.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.inspections.models import Inspection, TripMember
from inspect_app.units.models import Unit


def visible_inspections(
    actor: Actor, permission: Permission = Permission.INSPECTIONS_VIEW
) -> ColumnElement[bool]:
    """A condition on Inspection for `select`."""
    regions = actor.regions(permission)
    if regions is None:
        return true()
    by_office: ColumnElement[bool] = false()
    if regions:
        by_office = Inspection.unit_id.in_(select(Unit.id).where(Unit.region_id.in_(regions)))
    if not actor.may(permission):
        return by_office
    mine = select(TripMember.trip_id).where(TripMember.person_id == actor.person_id)
    return or_(by_office, and_(Inspection.trip_id.in_(mine), Inspection.state != "planned"))
