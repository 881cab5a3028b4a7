"""Taking the example campaign away: what was made, and what hangs on it.

Promises: all or nothing, in one unit of work; rows of the office's own work are never touched: when such a row points at a person or
unit of the example, nothing is removed and the answer says so. The audit chain keeps its rows.
Does not: know tables by name beyond the few that belong to a person; it follows the foreign keys of the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, delete, select, update

from inspect_app.accounts.actor import PROGRAM
from inspect_app.audit.service import record
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.refusals import Refusal
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.support.models import DemoRow
from inspect_app.tables import metadata

_TABLE_OF = {
    "campaign": "campaigns",
    "number_series": "number_series",
    "person": "people",
    "unit": "units",
    "region": "regions",
}
_OWNER = {
    "role_grants": "person_id",
    "devices": "person_id",
    "evidence_files": "person_id",
    "sync_device_sequences": "device_id",
    "sync_operations": "device_id",
    "uploads": "device_id",
}
"""Tables whose rows go with a person or a tablet, and the column that names the owner."""

_FILES = {
    "evidence": ("working_sha256", "original_sha256", "thumb_sha256", "letter_sha256", "view_sha256"),
    "letters": ("file_sha256",),
    "letterheads": ("seal_sha256",),
}
"""Columns that name bytes in the file store."""

_BATCH = 500

Rows = dict[Table, set[tuple[Any, ...]]]


class DemoInUse(Refusal):
    """People or units of the example take part in the office's own work."""

    code = "demo_in_use"
    http_status = 409
    message = "示例里的人员或单位已用在自己的工作里。请先换掉，再移除示例。"


def remove_demo(at: datetime | None = None) -> bool:
    """Remove the example campaign with all that was entered into it, in a unit of work of its own.

    Returns: False when there is none. Raises DemoInUse; nothing is removed then.
    """
    at = at or clock.now()
    with unit_of_work() as work:
        roots = _roots()
        if not roots:
            return False
        campaign = _hanging_on({table: keys for table, keys in roots.items() if table.name == "campaigns"})
        everything = _hanging_on(roots)
        _refuse_own_work(everything, without=(campaign, roots), owned=everything)
        files = _files_of(everything)
        _delete(everything)
        db.session.execute(delete(DemoRow))
        db.session.expire_all()
        record(PROGRAM, "demo.removed", subject=("demo", "示例"), at=at, details=_counts(everything))
        unused = files - _files_named()
        work.after_commit(lambda: _drop_files(unused))
    return True


def _roots() -> Rows:
    found: Rows = {}
    for row in db.session.scalars(select(DemoRow)):
        found.setdefault(metadata.tables[_TABLE_OF[row.kind]], set()).add((row.row_id,))
    return found


def _references(table: Table) -> Iterator[tuple[Column[Any], Table]]:
    """Single-column foreign keys of `table`: the column and the table it points into."""
    for column in table.columns:
        for key in column.foreign_keys:
            yield column, key.column.table


def _hanging_on(start: Rows) -> Rows:
    """`start` and every row that points at one of its rows, however far away."""
    found: Rows = {table: set(keys) for table, keys in start.items()}
    fresh: Rows = start
    while fresh:
        reached: Rows = {}
        for table in metadata.sorted_tables:
            for column, target in _references(table):
                if target in fresh:
                    ids = [key[0] for key in fresh[target]]
                    reached.setdefault(table, set()).update(_pointing(table, column, ids))
        fresh = {table: keys - found.get(table, set()) for table, keys in reached.items()}
        fresh = {table: keys for table, keys in fresh.items() if keys}
        for table, keys in fresh.items():
            found.setdefault(table, set()).update(keys)
    return found


def _pointing(table: Table, column: Column[Any], ids: list[UUID]) -> Iterator[tuple[Any, ...]]:
    for batch in _batches(ids):
        for row in db.session.execute(select(*table.primary_key).where(column.in_(batch))):
            yield tuple(row)


def _refuse_own_work(rows: Rows, *, without: tuple[Rows, ...], owned: Rows) -> None:
    in_use = []
    for table, keys in rows.items():
        rest = keys.difference(*(known.get(table, set()) for known in without))
        if table.name in _OWNER:
            column = table.columns[_OWNER[table.name]]
            (target,) = {key.column.table for key in column.foreign_keys}
            owners = [key[0] for key in owned.get(target, set())]
            rest -= set(_pointing(table, column, owners))
        if rest:
            in_use.append(table.name)
    if in_use:
        raise DemoInUse(tables=sorted(in_use))


def _delete(rows: Rows) -> None:
    for table in reversed(metadata.sorted_tables):
        keys = rows.get(table)
        if not keys:
            continue
        condition = _Chosen(table, keys)
        for column, target in _references(table):
            if target is table:
                for batch in condition:
                    db.session.execute(update(table).where(batch).values({column.name: None}))
        for batch in condition:
            db.session.execute(delete(table).where(batch))


class _Chosen:
    """Conditions that together name all `keys` of a table, in batches that a database takes."""

    def __init__(self, table: Table, keys: set[tuple[Any, ...]]) -> None:
        self._table, self._keys = table, keys

    def __iter__(self) -> Iterator[Any]:
        columns = list(self._table.primary_key)
        if len(columns) == 1:
            for batch in _batches([key[0] for key in self._keys]):
                yield columns[0].in_(batch)
            return
        for key in self._keys:
            condition = columns[0] == key[0]
            for column, value in zip(columns[1:], key[1:], strict=True):
                condition &= column == value
            yield condition


def _files_of(rows: Rows) -> set[str]:
    found: set[str] = set()
    for name, columns in _FILES.items():
        table = metadata.tables[name]
        for batch in _Chosen(table, rows.get(table, set())):
            for row in db.session.execute(
                select(*(table.columns[column] for column in columns)).where(batch)
            ):
                found.update(value for value in row if value)
    return found


def _files_named() -> set[str]:
    """Every file that a row still names after the removal."""
    named: set[str] = set()
    for name, columns in (*_FILES.items(), ("evidence_files", ("sha256",))):
        table = metadata.tables[name]
        for column in columns:
            named.update(
                value for value in db.session.scalars(select(table.columns[column]).distinct()) if value
            )
    return named


def _drop_files(files: set[str]) -> None:
    for sha256 in files:
        file_store().delete(sha256)


def _counts(rows: Rows) -> dict[str, int]:
    return {table.name: len(keys) for table, keys in sorted(rows.items(), key=lambda pair: pair[0].name)}


def _batches(ids: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = list(ids)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]
