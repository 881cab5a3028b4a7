"""Tables as lines of JSON that both databases can write and read, with the same hash on both.

Promises: the rows are those of one moment, whatever is written meanwhile; writing what was read gives the same lines
again, so a restored table is proved by its hash. JSON columns travel as their stored text, since other hashes depend
on it. Does not: know what a table means; decide whether rows may be loaded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    TableClause,
    Text,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.schema import AddConstraint, DropConstraint
from sqlalchemy.types import TypeEngine

from inspect_app.foundation.database import UTCDateTime

_AT_ONCE = 500
"""Rows fetched or inserted together."""


@dataclass(frozen=True)
class Form:
    """How one table travels: its columns with their portable kinds, and the columns that order its rows."""

    name: str
    columns: Sequence[tuple[str, str]]
    key: Sequence[str]


_KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Uuid, "uuid"),
    (UTCDateTime, "time"),
    (Date, "date"),
    (JSON, "json"),
    (Boolean, "bool"),
    (Integer, "number"),
    (Float, "number"),
    (String, "text"),
)
"""The first that fits. Text is a String, BigInteger an Integer."""

_TYPES: dict[str, TypeEngine[Any] | None] = {
    "uuid": Uuid(),
    "time": UTCDateTime(),
    "date": Date(),
    "json": Text(),
    "bool": Boolean(),
    "number": None,
    "text": Text(),
}


def form_of(source: Table) -> Form:
    """The form of a table of this release. Raises ValueError for a column type that no backup knows yet."""
    columns = [(of.name, _kind_of(of)) for of in source.columns]
    return Form(source.name, columns, [of.name for of in source.primary_key.columns])


def _kind_of(of: Column[Any]) -> str:
    for type_, kind in _KINDS:
        if isinstance(of.type, type_):
            return kind
    raise ValueError(f"no portable form for {of.table.name}.{of.name}")


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now until the block ends; it takes no locks that others wait for."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        # On both databases the moment is that of the first read.
        connection.execute(text("SELECT count(*) FROM alembic_version"))
        yield connection


def lines(connection: Connection, form: Form) -> Iterator[bytes]:
    """A table's rows in the order of its key, one line each."""
    kinds = dict(form.columns)
    source = _bare(form)
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(
        select(*(_readable(source.c[name], kind) for name, kind in form.columns)).order_by(
            *(_by_bytes(source.c[name], kinds[name], connection) for name in form.key)
        )
    )
    for row in rows:
        values = [_to_text(value, kind) for value, kind in zip(row, kinds.values(), strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _bare(form: Form) -> TableClause:
    """The table by names and kinds alone: an archive of an older release has other tables than this program's."""
    return table(form.name, *(column(name, _TYPES[kind]) for name, kind in form.columns))


def _readable(of: ColumnElement[Any], kind: str) -> ColumnElement[Any]:
    return cast(of, Text) if kind == "json" else of


def _by_bytes(of: ColumnElement[Any], kind: str, connection: Connection) -> ColumnElement[Any]:
    """What a language sorts like differs between databases, and the hash covers the order."""
    return of.collate("C") if kind == "text" and connection.dialect.name == "postgresql" else of


def _to_text(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "uuid":
        return str(value)
    return value.isoformat() if kind in ("time", "date") else value


def load(connection: Connection, form: Form, rows: Iterator[bytes]) -> None:
    """Insert lines into a table, in the caller's transaction.

    Raises: sqlalchemy.exc.DBAPIError when the table does not take them; ValueError when a line is none.
    """
    on_postgres = connection.dialect.name == "postgresql"
    statement = _bare(form).insert().values({n: _inserted(n, kind, on_postgres) for n, kind in form.columns})
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(statement, [_parameters(json.loads(line), form.columns) for line in some])


def _inserted(name: str, kind: str, on_postgres: bool) -> ColumnElement[Any]:
    parameter = bindparam(_parameter(name), type_=_TYPES[kind])
    return cast(parameter, JSON) if kind == "json" and on_postgres else parameter


def _parameter(name: str) -> str:
    return f"value_{name}"


def _parameters(values: list[Any], columns: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        _parameter(name): _from_text(value, kind) for value, (name, kind) in zip(values, columns, strict=True)
    }


def _from_text(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "uuid":
        return UUID(value)
    if kind == "time":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind == "date" else value


@contextmanager
def references_checked_at_the_end(connection: Connection) -> Iterator[None]:
    """Load tables in any order: references between rows are checked when the block ends (PostgreSQL) or at the commit."""
    if connection.dialect.name != "postgresql":
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        yield
        return
    found = MetaData()
    found.reflect(connection)
    references = [rule for one in found.sorted_tables for rule in one.foreign_key_constraints]
    for rule in references:
        connection.execute(DropConstraint(rule))
    yield
    for rule in references:
        connection.execute(AddConstraint(rule))
    for one in found.sorted_tables:
        _count_on(connection, one)


def _count_on(connection: Connection, one: Table) -> None:
    """Let a counter of PostgreSQL's own go on after the highest number that was loaded."""
    for of in one.primary_key.columns:
        if not isinstance(of.type, Integer):
            continue
        counter = connection.scalar(select(func.pg_get_serial_sequence(one.name, of.name)))
        if counter is not None:
            highest = select(func.coalesce(func.max(of), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(counter, highest, False)))


def digest(connection: Connection, form: Form) -> tuple[int, str]:
    """How many rows a table has and the hash of its lines."""
    seen, count = hashlib.sha256(), 0
    for line in lines(connection, form):
        seen.update(line)
        count += 1
    return count, seen.hexdigest()
