"""The first page of an empty installation: a one-time code, the first administrator, the recovery key.

Promises: the code is kept as its hash and works once; the private half of the recovery key is returned to be shown once and
never stored. The key is P-256, so its private half is short enough to be typed (52 characters).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select

from inspect_app.accounts.actor import PROGRAM, Actor
from inspect_app.accounts.models import FirstRunCode, Person, RecoveryKey
from inspect_app.accounts.one_time_codes import code_hash, new_code
from inspect_app.accounts.permissions import Role
from inspect_app.accounts.service import GrantInput, create_person
from inspect_app.audit.service import record
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import InvalidInput, NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work

MAX_CODE_TRIES = 20


def installation_is_empty() -> bool:
    """Whether nobody can sign in yet."""
    return db.session.scalar(select(func.count()).select_from(Person)) == 0


def issue_first_run_code() -> str:
    """A new one-time code as XXXX-XXXX-XXXX-XXXX; older unused ones stop working. Opens its own unit of work."""
    code = new_code()
    with unit_of_work():
        for old in db.session.scalars(select(FirstRunCode).where(FirstRunCode.used_at.is_(None))):
            db.session.delete(old)
        db.session.flush()
        db.session.add(FirstRunCode(code_hash=code_hash(code), created_at=clock.now()))
    return code


def _open_code() -> FirstRunCode | None:
    return db.session.scalar(select(FirstRunCode).where(FirstRunCode.used_at.is_(None)).limit(1))


def code_fits(code: str) -> bool:
    """Whether `code` opens the first page now."""
    row = _open_code()
    return (
        row is not None
        and row.failed_tries < MAX_CODE_TRIES
        and secrets.compare_digest(row.code_hash, code_hash(code))
    )


def note_wrong_code() -> None:
    """Count a wrong try; after MAX_CODE_TRIES the code is dead and the program must print a new one."""
    row = _open_code()
    if row is not None:
        row.failed_tries += 1


@dataclass(frozen=True)
class NewRecoveryKey:
    """The pair of a moment: `private_text` is shown once, in groups of four, and kept nowhere."""

    public_jwk: dict[str, Any]
    fingerprint: str
    private_text: str


def create_recovery_key(*, actor: Actor, at: datetime) -> NewRecoveryKey:
    """Make a recovery key pair and store its public half. The private half is only in the answer."""
    private = ec.generate_private_key(ec.SECP256R1())
    numbers = private.private_numbers()
    public = numbers.public_numbers
    x, y = (value.to_bytes(32, "big") for value in (public.x, public.y))
    jwk = {"kty": "EC", "crv": "P-256", "x": _b64url(x), "y": _b64url(y)}
    fingerprint = hashlib.sha256(b"\x04" + x + y).hexdigest()
    text = base64.b32encode(numbers.private_value.to_bytes(32, "big")).decode().rstrip("=")
    db.session.add(RecoveryKey(id=new_id(), public_jwk=jwk, fingerprint=fingerprint, created_at=at))
    db.session.flush()
    record(actor, "recovery_key.created", subject=("recovery_key", fingerprint[:16]), at=at)
    grouped = "-".join(text[start : start + 4] for start in range(0, len(text), 4))
    return NewRecoveryKey(jwk, fingerprint, grouped)


def _b64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def current_recovery_key() -> RecoveryKey | None:
    """The public key tablets wrap with now."""
    return db.session.scalar(
        select(RecoveryKey).order_by(RecoveryKey.created_at.desc(), RecoveryKey.id.desc()).limit(1)
    )


def make_first_administrator(
    *, code: str, username: str, name: str, password: str, at: datetime
) -> tuple[Person, NewRecoveryKey]:
    """Use the code, make the first administrator and the recovery key.

    Raises NotVisible when someone exists already, InvalidInput for a wrong code or bad fields.
    """
    if not installation_is_empty():
        raise NotVisible
    if not code_fits(code):
        raise InvalidInput(fields={"code": "一次性代码不对。请照程序窗口里显示的填写。"})
    person_id = create_person(
        username=username,
        name=name,
        password=password,
        grants=[GrantInput(Role.ADMIN)],
        actor=PROGRAM,
        at=at,
        must_change_password=False,
    )
    row = _open_code()
    assert row is not None
    row.used_at = at
    key = create_recovery_key(actor=PROGRAM, at=at)
    person = db.session.get(Person, person_id)
    assert person is not None
    return person, key
