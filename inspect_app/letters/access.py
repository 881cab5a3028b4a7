"""Loading a letter to change it: locked, and only for whom it is there.

Every command goes through `letter_for`; a letter out of scope does not exist for the person (NotVisible).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false, select, true

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import NotVisible
from inspect_app.letters.models import Letter, LetterRemark
from inspect_app.units.models import Unit


def in_scope(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """A condition on Letter: letters to units in the regions where the actor holds the permission."""
    regions = actor.regions(permission)
    if regions is None:
        return true()
    if not regions:
        return false()
    return Letter.addressee_unit_id.in_(select(Unit.id).where(Unit.region_id.in_(regions)))


def letter_for(letter_id: UUID, permission: Permission, actor: Actor) -> Letter:
    """The letter, locked, when the actor may do this here. Raises NotVisible."""
    letter = db.session.scalar(
        select(Letter).where(Letter.id == letter_id, in_scope(actor, permission)).with_for_update()
    )
    if letter is None:
        raise NotVisible
    return letter


def locked_letter(letter_id: UUID) -> Letter | None:
    """The letter, locked, for the program itself."""
    return db.session.scalar(select(Letter).where(Letter.id == letter_id).with_for_update())


def add_remark(
    letter: Letter, step: str, actor: Actor, at: datetime, *, words: str = "", block_id: str | None = None
) -> None:
    """Write a step into the letter's history."""
    assert actor.person_id is not None
    db.session.add(
        LetterRemark(
            id=new_id(),
            letter_id=letter.id,
            step=step,
            block_id=block_id,
            words=words,
            person_id=actor.person_id,
            at=at,
        )
    )
    db.session.flush()
