"""Commands on people: create, grant roles, sign in, change passwords, disable."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from inspect_app.accounts import rules
from inspect_app.accounts.actor import Actor, Grant
from inspect_app.accounts.models import Device, Invitation, Person, RoleGrant
from inspect_app.accounts.permissions import Permission, Role
from inspect_app.audit.service import record
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import EditedMeanwhile, InvalidInput, NotVisible, Refusal


class BadCredentials(Refusal):
    """User name and password do not fit, or the person may not sign in: the two are not told apart."""

    code = "bad_credentials"
    http_status = 401
    message = "用户名或口令不对，请再试一次。"


class LockedOut(Refusal):
    """Too many wrong passwords; `details['retry_after']` is in seconds."""

    code = "locked_out"
    http_status = 429
    message = "试的次数多了，请过几分钟再试。"


@dataclass(frozen=True)
class GrantInput:
    """A role to give: for the city (`region_id` None) or one county; `group_id` names a work group."""

    role: Role
    region_id: UUID | None = None
    group_id: UUID | None = None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _decoy_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """argon2id (RFC 9106) with the library's recommended cost."""
    return _hasher().hash(password)


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def random_password() -> str:
    """A first password, short enough to be read out: three groups of four characters, 48 random bits."""
    return "-".join(secrets.token_hex(2) for _ in range(3))


def create_person(
    *,
    username: str,
    name: str,
    password: str,
    grants: Sequence[GrantInput],
    actor: Actor,
    at: datetime,
    certificate_no: str = "",
    phone: str = "",
    must_change_password: bool = True,
) -> UUID:
    """Make a person with roles; returns the id. Raises InvalidInput with sentences by field."""
    username, name = username.strip().lower(), name.strip()
    faults = {
        "username": rules.username_fault(username),
        "name": None if name else "请写姓名。",
        "password": rules.password_fault(password, username=username, name=name),
    }
    if faults["username"] is None and db.session.scalar(select(Person.id).where(Person.username == username)):
        faults["username"] = "这个用户名已有人用，请换一个。"
    found = {field: text for field, text in faults.items() if text}
    if found:
        raise InvalidInput(fields=found)
    person = Person(
        id=new_id(),
        username=username,
        name=name,
        password_hash=hash_password(password),
        must_change_password=must_change_password,
        certificate_no=certificate_no.strip(),
        phone=phone.strip(),
        created_at=at,
        grants=[_grant_row(grant) for grant in grants],
    )
    db.session.add(person)
    db.session.flush()
    record(
        actor, "person.created", subject=("person", person.id), at=at, details={"roles": _role_names(grants)}
    )
    return person.id


def _grant_row(grant: GrantInput) -> RoleGrant:
    return RoleGrant(id=new_id(), role=grant.role.value, region_id=grant.region_id, group_id=grant.group_id)


def _role_names(grants: Sequence[GrantInput]) -> list[str]:
    return [grant.role.value + (f"@{grant.region_id}" if grant.region_id else "") for grant in grants]


def _person(person_id: UUID) -> Person:
    person = db.session.scalar(
        select(Person).where(Person.id == person_id).options(selectinload(Person.grants))
    )
    if person is None:
        raise NotVisible
    return person


def update_person(
    person_id: UUID,
    *,
    version: int,
    name: str,
    certificate_no: str,
    phone: str,
    grants: Sequence[GrantInput],
    actor: Actor,
    at: datetime,
) -> None:
    """Change a person and replace the roles. Raises EditedMeanwhile, InvalidInput, and refuses to take the last administrator."""
    person = _person(person_id)
    if person.version != version:
        raise EditedMeanwhile
    if not name.strip():
        raise InvalidInput(fields={"name": "请写姓名。"})
    was_admin = any(grant.role == Role.ADMIN for grant in person.grants)
    if was_admin and not any(grant.role is Role.ADMIN for grant in grants):
        _keep_an_administrator(person_id)
    person.name, person.certificate_no, person.phone = name.strip(), certificate_no.strip(), phone.strip()
    person.grants = [_grant_row(grant) for grant in grants]
    person.version += 1
    record(
        actor, "person.updated", subject=("person", person_id), at=at, details={"roles": _role_names(grants)}
    )


def _keep_an_administrator(leaving: UUID) -> None:
    other = db.session.scalar(
        select(Person.id)
        .join(RoleGrant)
        .where(RoleGrant.role == Role.ADMIN.value, Person.id != leaving, Person.disabled_at.is_(None))
        .limit(1)
    )
    if other is None:
        raise InvalidInput("至少要留一名系统管理员。请先另设一名。")


def disable_person(person_id: UUID, *, actor: Actor, at: datetime) -> None:
    """End a person's access: sessions and tablets stop at their next contact; nothing is deleted."""
    person = _person(person_id)
    if person.disabled_at is not None:
        return
    if any(grant.role == Role.ADMIN for grant in person.grants):
        _keep_an_administrator(person_id)
    person.disabled_at = at
    end_invitations(person_id, at=at)
    person.session_epoch += 1
    person.version += 1
    record(actor, "person.disabled", subject=("person", person_id), at=at)


def enable_person(person_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Give a disabled person access again."""
    person = _person(person_id)
    if person.disabled_at is None:
        return
    person.disabled_at = None
    person.failed_sign_ins, person.locked_until = 0, None
    person.version += 1
    record(actor, "person.enabled", subject=("person", person_id), at=at)


def end_invitations(person_id: UUID, *, at: datetime) -> bool:
    """Let no invitation of the person work any more; returns whether there was one."""
    ended = db.session.execute(
        update(Invitation)
        .where(
            Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
        )
        .values(revoked_at=at)
        .returning(Invitation.id)
    )
    return ended.first() is not None


def new_password_for(person_id: UUID, *, actor: Actor, at: datetime) -> str:
    """Set and return a random first password, to be handed over in person; it must be changed at the next sign-in."""
    person = _person(person_id)
    password = random_password()
    person.password_hash = hash_password(password)
    person.must_change_password = True
    person.failed_sign_ins, person.locked_until = 0, None
    person.session_epoch += 1
    person.version += 1
    end_invitations(person_id, at=at)
    record(actor, "person.password_reset", subject=("person", person_id), at=at)
    return password


def change_own_password(*, old: str, new: str, actor: Actor, at: datetime) -> None:
    """Change the actor's password; other sessions end. Raises InvalidInput by field."""
    assert actor.person_id is not None
    person = _person(actor.person_id)
    if not _fits(person.password_hash, old):
        raise InvalidInput(fields={"old": "现在的口令不对，请再试一次。"})
    fault = rules.password_fault(new, username=person.username, name=person.name)
    if fault:
        raise InvalidInput(fields={"new": fault})
    person.password_hash = hash_password(new)
    person.must_change_password = False
    person.session_epoch += 1
    record(actor, "person.password_changed", subject=("person", person.id), at=at)


def sign_out_everywhere(*, actor: Actor, at: datetime) -> None:
    """End every session and every tablet sign-in of the actor; tablets keep their data and ask to sign in again."""
    assert actor.person_id is not None
    person = _person(actor.person_id)
    person.session_epoch += 1
    record(actor, "person.signed_out_everywhere", subject=("person", person.id), at=at)


def authenticate(username: str, password: str, *, at: datetime) -> Person:
    """The person behind user name and password. To be called in a unit of work that commits on refusal too: see `sign_in`.

    Raises BadCredentials, LockedOut. A wrong name costs the same time as a wrong password.
    """
    person = db.session.scalar(
        select(Person).where(Person.username == username.strip().lower()).options(selectinload(Person.grants))
    )
    if person is None:
        _fits(_decoy_hash(), password)
        raise BadCredentials
    if person.locked_until is not None and person.locked_until > at:
        raise LockedOut(retry_after=int((person.locked_until - at).total_seconds()) + 1)
    # Somebody who was invited and has chosen no password yet costs the same time as anybody else.
    if not _fits(person.password_hash or _decoy_hash(), password) or person.disabled_at is not None:
        person.failed_sign_ins += 1
        person.locked_until = rules.locked_until(person.failed_sign_ins, at)
        raise BadCredentials
    person.failed_sign_ins, person.locked_until = 0, None
    if _hasher().check_needs_rehash(person.password_hash):
        person.password_hash = hash_password(password)
    return person


def sign_in(username: str, password: str, *, at: datetime) -> Person | Refusal:
    """As `authenticate`, but gives the refusal back as a value so that the unit of work commits the count of wrong tries."""
    try:
        person = authenticate(username, password, at=at)
    except (BadCredentials, LockedOut) as refusal:
        return refusal
    record(actor_of(person), "person.signed_in", subject=("person", person.id), at=at)
    return person


def actor_of(person: Person, *, device: Device | None = None) -> Actor:
    """The frozen actor of a loaded person (with grants)."""
    grants = tuple(Grant(Role(grant.role), grant.region_id) for grant in person.grants)
    return Actor(person.id, person.name, grants, device.id if device else None)


def may_use_tablet(actor: Actor) -> bool:
    """Whether this person may register a tablet."""
    return actor.may(Permission.TABLET_USE)
