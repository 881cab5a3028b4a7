"""Invitations: a person chooses the first password by a code that works once, for seven days, and is kept as a hash only.

Promises: the code is in the answer of `invite` and nowhere else; a new invitation, a new password or revoking ends an older one; used,
over and revoked ones are told apart only to somebody who has the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import joinedload, selectinload

from inspect_app.accounts import rules
from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Invitation, Person
from inspect_app.accounts.one_time_codes import code_hash, new_code
from inspect_app.accounts.service import actor_of, end_invitations, hash_password
from inspect_app.audit.service import record
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import InvalidInput, NotVisible

VALID_FOR = timedelta(days=7)
WRONG = "邀请码不对。请照邀请上写的填。"
USED = "这个邀请用过了。忘了口令，请找管理员。"
REVOKED = "这个邀请已作废。请用新的，或找管理员再要一个。"
OVER = "这个邀请过期了。请找管理员再要一个。"


@dataclass(frozen=True)
class OpenInvitation:
    """One that can still be used."""

    sent_at: datetime
    expires_at: datetime


def _open(at: datetime) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > at
    )


def open_invitation(person_id: UUID, *, at: datetime) -> OpenInvitation | None:
    """The invitation that the person may still use."""
    row = db.session.scalar(_open(at).where(Invitation.person_id == person_id))
    return OpenInvitation(row.created_at, row.expires_at) if row else None


def invite(person_id: UUID, *, actor: Actor, at: datetime) -> str:
    """A new code for the person; an older one stops working. Raises NotVisible, InvalidInput for a disabled person."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotVisible
    if person.disabled_at is not None:
        raise InvalidInput("这个人已停用。先恢复登录，再发邀请。")
    end_invitations(person_id, at=at)
    code = invite_new([person_id], at=at)[0]
    record(actor, "invitation.sent", subject=("person", person_id), at=at)
    return code


def invite_new(person_ids: Sequence[UUID], *, at: datetime) -> list[str]:
    """Codes for people who have no invitation yet, in their order, in one statement; the caller records the act."""
    codes = [new_code() for _ in person_ids]
    rows = [
        {
            "id": new_id(),
            "person_id": person_id,
            "code_hash": code_hash(code),
            "created_at": at,
            "expires_at": at + VALID_FOR,
        }
        for person_id, code in zip(person_ids, codes, strict=True)
    ]
    db.session.execute(insert(Invitation), rows)
    return codes


def revoke(person_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Take an invitation back."""
    if end_invitations(person_id, at=at):
        record(actor, "invitation.revoked", subject=("person", person_id), at=at)


def accept(code: str, password: str, *, at: datetime) -> str:
    """Set the password that the person chose; returns the user name. Raises InvalidInput by field."""
    row = db.session.scalar(
        select(Invitation)
        .where(Invitation.code_hash == code_hash(code))
        .options(joinedload(Invitation.person).options(selectinload(Person.grants)))
        .with_for_update(of=Invitation)
    )
    if row is None or row.person.disabled_at is not None:
        raise InvalidInput(fields={"code": WRONG})
    for over, sentence in ((row.used_at, USED), (row.revoked_at, REVOKED), (row.expires_at <= at, OVER)):
        if over:
            raise InvalidInput(fields={"code": sentence})
    person = row.person
    if fault := rules.password_fault(password, username=person.username, name=person.name):
        raise InvalidInput(fields={"password": fault})
    row.used_at = at
    person.password_hash, person.must_change_password = hash_password(password), False
    person.failed_sign_ins, person.locked_until = 0, None
    person.session_epoch += 1
    person.version += 1
    record(actor_of(person), "invitation.accepted", subject=("person", person.id), at=at)
    return person.username
