"""文号: the next number of a 代字 and year, without gaps or doubles.

Promises: called in the unit of work that issues the letter; the series' row is locked until that commits or rolls
back, so a number that was not used is given to the next. Unique constraints are the last guard. The register keeps
every number for ever.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from inspect_app.campaigns.models import NumberSeries
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.letters.models import LetterNumber


def allocate(code: str, year: int, *, letter_id: UUID, at: datetime) -> int:
    """Give the letter the next number of its series and enter it in the register.

    A series that nobody opened begins at 1. Raises sqlalchemy's IntegrityError when the letter has a number.
    """
    series = _locked_series(code, year)
    number = series.next_no
    series.next_no = number + 1
    db.session.add(
        LetterNumber(id=new_id(), code=code, year=year, number=number, letter_id=letter_id, given_at=at)
    )
    db.session.flush()
    return number


def _locked_series(code: str, year: int) -> NumberSeries:
    """The series' row, locked. SQLite holds its one write lock since the unit of work began."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(NumberSeries)
        .values(id=new_id(), code=code, year=year, next_no=1)
        .on_conflict_do_nothing(index_elements=["code", "year"])
    )
    return db.session.execute(
        select(NumberSeries)
        .where(NumberSeries.code == code, NumberSeries.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()
