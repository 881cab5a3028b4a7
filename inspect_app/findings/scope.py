"""Who may see which finding and photo: inspections' scope, and restricted ones only with the right (ui.md 1.9)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, true

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.findings.models import Finding
from inspect_app.inspections.scope import visible_inspections


def may_see_restricted(actor: Actor) -> ColumnElement[bool]:
    """A condition on Finding alone: open ones, all with the right, and always one's own."""
    if actor.may(Permission.RESTRICTED_VIEW):
        return true()
    return or_(Finding.restricted.is_(False), Finding.created_by == actor.person_id)


def visible_findings(actor: Actor) -> ColumnElement[bool]:
    """A condition on Finding joined with Inspection."""
    return and_(visible_inspections(actor, Permission.INSPECTIONS_VIEW), may_see_restricted(actor))
