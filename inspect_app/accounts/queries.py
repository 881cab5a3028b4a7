"""Reads of people, tablets and regions for pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Device, Person, RoleGrant
from inspect_app.accounts.permissions import Permission, Role
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible


@dataclass(frozen=True)
class PersonChoice:
    """Someone who can be chosen, e.g. for a team."""

    id: UUID
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class GrantView:
    role: Role
    region_id: UUID | None
    group_id: UUID | None


@dataclass(frozen=True)
class PersonView:
    """One person for list and form."""

    id: UUID
    username: str
    name: str
    certificate_no: str
    phone: str
    disabled_at: datetime | None
    must_change_password: bool
    version: int
    grants: tuple[GrantView, ...]


@dataclass(frozen=True)
class DeviceView:
    """One tablet for the list; counts are what it last said."""

    id: UUID
    tablet_name: str
    person_name: str
    registered_at: datetime
    last_seen_at: datetime
    unsent_records: int | None
    unsent_photos: int | None
    unsent_bytes: int | None
    revoked_at: datetime | None

    @property
    def state(self) -> str:
        """`revoked`, `waiting` (something is still on it, or nobody knows) or `sent`."""
        if self.revoked_at is not None:
            return "revoked"
        return "sent" if self.unsent_records == 0 and self.unsent_photos == 0 else "waiting"


def _person_view(person: Person) -> PersonView:
    return PersonView(
        person.id,
        person.username,
        person.name,
        person.certificate_no,
        person.phone,
        person.disabled_at,
        person.must_change_password,
        person.version,
        tuple(GrantView(Role(grant.role), grant.region_id, grant.group_id) for grant in person.grants),
    )


def people(
    actor: Actor,
    *,
    search: str = "",
    role: Role | None = None,
    sort: str = "name",
    offset: int = 0,
    limit: int | None = 50,
) -> tuple[list[PersonView], int]:
    """A page of people, all of them without `limit`, and how many there are. Only those who manage people see any."""
    if not actor.may(Permission.PEOPLE_MANAGE):
        return [], 0
    statement = select(Person)
    if search:
        like = f"%{search}%"
        statement = statement.where(or_(Person.name.like(like), Person.username.like(like)))
    if role:
        statement = statement.where(Person.grants.any(RoleGrant.role == role.value))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    order = {"name": Person.name, "username": Person.username, "-name": Person.name.desc()}.get(
        sort, Person.name
    )
    rows = db.session.scalars(
        statement.options(selectinload(Person.grants)).order_by(order, Person.id).offset(offset).limit(limit)
    )
    return [_person_view(person) for person in rows], total


def person(actor: Actor, person_id: UUID) -> PersonView:
    """One person. Raises NotVisible."""
    row = db.session.scalar(select(Person).where(Person.id == person_id).options(selectinload(Person.grants)))
    if row is None or not (actor.may(Permission.PEOPLE_MANAGE) or actor.person_id == person_id):
        raise NotVisible
    return _person_view(row)


def people_who_may(permission: Permission) -> list[PersonChoice]:
    """Active people holding `permission`, by name: for choosing a team."""
    from inspect_app.accounts.permissions import ROLE_PERMISSIONS

    roles = [role.value for role, held in ROLE_PERMISSIONS.items() if permission in held]
    rows = db.session.scalars(
        select(Person)
        .where(Person.disabled_at.is_(None), Person.grants.any(RoleGrant.role.in_(roles)))
        .options(selectinload(Person.grants))
        .order_by(Person.name, Person.id)
    )
    return [
        PersonChoice(row.id, row.name, tuple(sorted(Role(grant.role).label for grant in row.grants)))
        for row in rows
    ]


def names_of(person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names by id, in one query."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row.id: row.name for row in rows}


def devices(
    actor: Actor, *, search: str = "", state: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[DeviceView], int]:
    """A page of tablets, those heard of longest ago last, and how many there are in all."""
    if not actor.may(Permission.DEVICES_MANAGE):
        return [], 0
    statement = select(Device).join(Person, Device.person_id == Person.id)
    if search:
        like = f"%{search}%"
        statement = statement.where(or_(Person.name.like(like), Device.tablet_name.like(like)))
    if state == "revoked":
        statement = statement.where(Device.revoked_at.is_not(None))
    elif state == "active":
        statement = statement.where(Device.revoked_at.is_(None))
    elif state == "unsent":
        statement = statement.where((Device.unsent_records > 0) | (Device.unsent_photos > 0))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = db.session.scalars(
        statement.options(joinedload(Device.person))
        .order_by(Device.last_seen_at.desc(), Device.id)
        .offset(offset)
        .limit(limit)
    )
    return [
        DeviceView(
            row.id,
            row.tablet_name,
            row.person.name,
            row.registered_at,
            row.last_seen_at,
            row.unsent_records,
            row.unsent_photos,
            row.unsent_bytes,
            row.revoked_at,
        )
        for row in rows
    ], total
