"""发文登记簿: every number ever given, the cancelled ones with their reason. Read only; `numbering` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.letters.access import in_scope
from inspect_app.letters.models import Letter, LetterNumber
from inspect_app.letters.queries import number_text
from inspect_app.units.models import Unit


@dataclass(frozen=True)
class RegisterRow:
    """One number of the register; a letter one may not open shows number and date alone."""

    number: str
    given_at: datetime
    letter_id: UUID | None
    title: str
    unit_name: str
    cancelled_at: datetime | None
    cancelled_reason: str


def register(
    actor: Actor, *, year: int | None = None, offset: int = 0, limit: int = 50
) -> tuple[list[RegisterRow], int]:
    """发文登记簿: every number ever given, newest first. Only for who holds the right."""
    if not actor.may(Permission.REGISTER_VIEW):
        raise NotVisible
    conditions = [LetterNumber.year == year] if year else []
    total = db.session.scalar(select(func.count()).select_from(LetterNumber).where(*conditions)) or 0
    visible = select(Letter.id).where(in_scope(actor, Permission.LETTERS_VIEW))
    found = db.session.execute(
        select(LetterNumber, Letter.title, Unit.name, LetterNumber.letter_id.in_(visible).label("open"))
        .join(Letter, LetterNumber.letter_id == Letter.id)
        .join(Unit, Letter.addressee_unit_id == Unit.id)
        .where(*conditions)
        .order_by(LetterNumber.year.desc(), LetterNumber.code, LetterNumber.number.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    return [_register_row(entry, title, unit, may_open) for entry, title, unit, may_open in found], total


def _register_row(entry: LetterNumber, title: str, unit: str, may_open: bool) -> RegisterRow:
    return RegisterRow(
        number_text(entry),
        entry.given_at,
        entry.letter_id if may_open else None,
        title.replace("\n", "") if may_open else "",
        unit if may_open else "",
        entry.cancelled_at,
        (entry.cancelled_reason or "") if may_open else "",
    )


def register_years() -> list[int]:
    """Years that have numbers, newest first."""
    return list(db.session.scalars(select(LetterNumber.year).distinct().order_by(LetterNumber.year.desc())))
