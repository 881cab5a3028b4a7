"""Tablets: registration, sign-in for sending, revocation, what is still unsent on them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Device, Person
from inspect_app.accounts.service import actor_of, may_use_tablet
from inspect_app.audit.service import record
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import InvalidInput, NotVisible, Refusal


class SignInNeeded(Refusal):
    """The token is unknown or ran out, or the person signed out everywhere: data stays, sending waits."""

    code = "sign_in_needed"
    http_status = 401
    message = "登录到期了。记录不受影响，发送前请重新登录。"


class DeviceRevoked(Refusal):
    """The tablet was stopped by the office."""

    code = "device_revoked"
    http_status = 403
    message = "本平板已停用。没发送的内容锁在这里，请交管理员取出。"


class NotForTablets(Refusal):
    """This person has no right to use a tablet."""

    code = "not_allowed"
    http_status = 403
    message = "您的账号还不能用平板。请管理员给您督察员或组长的角色。"


@dataclass(frozen=True)
class DeviceSignIn:
    """A fresh token (shown once) and when it runs out."""

    token: str
    expires_at: datetime


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _fresh_token(device_id: UUID, at: datetime) -> tuple[str, datetime]:
    days = current_app.extensions["settings"].tablet_sign_in_days
    return f"{device_id}.{secrets.token_urlsafe(32)}", at + timedelta(days=days)


def register_device(person: Person, *, device_id: UUID, tablet_name: str, at: datetime) -> DeviceSignIn:
    """Register one person's store on one tablet. Repeating it with the same id by the same person gives a new token.

    Raises NotForTablets, InvalidInput (no name), DeviceRevoked, NotVisible (the id belongs to someone else).
    """
    actor = actor_of(person)
    if not may_use_tablet(actor):
        raise NotForTablets
    name = tablet_name.strip()[:60]
    if not name:
        raise InvalidInput("请给这台平板起个名字。", fields={"tablet_name": "请给这台平板起个名字。"})
    if db.session.get(Device, device_id) is not None:
        return sign_in_device(person, device_id=device_id, at=at)
    token, expires = _fresh_token(device_id, at)
    db.session.add(
        Device(
            id=device_id,
            person_id=person.id,
            tablet_name=name,
            token_hash=_hash(token),
            token_expires_at=expires,
            session_epoch=person.session_epoch,
            registered_at=at,
            last_seen_at=at,
        )
    )
    db.session.flush()
    record(actor, "device.registered", subject=("device", device_id), at=at, details={"tablet": name})
    return DeviceSignIn(token, expires)


def sign_in_device(person: Person, *, device_id: UUID, at: datetime) -> DeviceSignIn:
    """A new token for a registered tablet. Raises NotVisible, DeviceRevoked, NotForTablets."""
    device = db.session.get(Device, device_id)
    if device is None or device.person_id != person.id:
        raise NotVisible("这台平板还没有登记给您。请重新登记。")
    if device.revoked_at is not None:
        raise DeviceRevoked
    if not may_use_tablet(actor_of(person)):
        raise NotForTablets
    token, expires = _fresh_token(device_id, at)
    device.token_hash, device.token_expires_at = _hash(token), expires
    device.session_epoch, device.last_seen_at = person.session_epoch, at
    record(actor_of(person, device=device), "device.signed_in", subject=("device", device_id), at=at)
    return DeviceSignIn(token, expires)


def actor_for_token(token: str, *, at: datetime) -> Actor:
    """The person (with device) a bearer token speaks for; read only.

    Raises DeviceRevoked, SignInNeeded (unknown, out of time, person disabled or signed out everywhere, role lost).
    """
    device = db.session.scalar(
        select(Device)
        .where(Device.token_hash == _hash(token))
        .options(joinedload(Device.person).selectinload(Person.grants))
    )
    if device is None:
        raise _revoked_or_unknown(token)
    if device.revoked_at is not None:
        raise DeviceRevoked
    person = device.person
    if (
        person.disabled_at is not None
        or device.token_expires_at <= at
        or device.session_epoch != person.session_epoch
    ):
        raise SignInNeeded
    actor = actor_of(person, device=device)
    if not may_use_tablet(actor):
        raise SignInNeeded
    return actor


def _revoked_or_unknown(token: str) -> Refusal:
    """An old token of a revoked tablet must still learn of the revocation; its id stands before the dot."""
    try:
        device = db.session.get(Device, UUID(token.partition(".")[0]))
    except ValueError:
        return SignInNeeded()
    return DeviceRevoked() if device is not None and device.revoked_at is not None else SignInNeeded()


def note_contact(
    device_id: UUID,
    *,
    at: datetime,
    unsent_records: int | None,
    unsent_photos: int | None,
    unsent_bytes: int | None,
) -> None:
    """Keep when the tablet was last heard of and what it says is still on it."""
    device = db.session.get(Device, device_id)
    if device is None:
        return
    device.last_seen_at = at
    if unsent_records is not None:
        device.unsent_records, device.unsent_photos, device.unsent_bytes = (
            unsent_records,
            unsent_photos,
            unsent_bytes,
        )
        device.unsent_reported_at = at


def revoke_device(device_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Stop a tablet: at its next contact it locks; unsent data stays on it under the recovery key."""
    device = db.session.get(Device, device_id)
    if device is None:
        raise NotVisible
    if device.revoked_at is not None:
        return
    device.revoked_at, device.revoked_by = at, actor.person_id
    record(actor, "device.revoked", subject=("device", device_id), at=at)


def person_with_grants(person_id: UUID) -> Person | None:
    """A person with the grants loaded."""
    return db.session.scalar(
        select(Person).where(Person.id == person_id).options(selectinload(Person.grants))
    )
