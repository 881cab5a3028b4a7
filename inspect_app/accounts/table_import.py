"""People from a spreadsheet: what the columns are, whether every row can be taken, and taking and inviting them all at once.

Promises: all rows or none; each thing to mend is named by row and column; the number of queries does not grow with the rows. Nobody
gets a password here: each person gets an invitation, and cannot sign in before it is used.
Does not: change people that exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from inspect_app.accounts import rules
from inspect_app.accounts.actor import Actor
from inspect_app.accounts.invitations import invite_new
from inspect_app.accounts.models import Person, RoleGrant
from inspect_app.accounts.permissions import ROLE_LABELS
from inspect_app.audit.service import record
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.units import queries as unit_queries
from inspect_app.web.imported_tables import Table, UnreadableTable
from inspect_app.web.table_columns import Column, Problems, Record, check_texts, meant, records_of

CITY = "全市"
COLUMNS = (
    Column("name", "姓名", "写真名", required=True),
    Column("username", "用户名", "登录时用：小写字母、数字、点或短横", required=True),
    Column("roles", "角色", "、".join(ROLE_LABELS.values()) + "；几个用顿号隔开", required=True),
    Column("scope", "范围", "“全市”，或一个县区", required=True),
    Column("group", "工作组", "可不填；写全称", longest=120),
    Column("certificate_no", "执法督察证件号", "可不填；写进现场记录"),
    Column("phone", "电话", "可不填"),
)
EXAMPLE = ("李明", "liming", "督察员、组长", CITY, "", "", "")

_BETWEEN = re.compile(r"[、，,;；\s]+")
_ROLES = {label: role for role, label in ROLE_LABELS.items()}


@dataclass(frozen=True)
class Invited:
    """Somebody who was taken in, with the code that is shown once."""

    name: str
    username: str
    code: str


@dataclass(frozen=True)
class _Known:
    regions: Mapping[str, UUID]
    groups: Mapping[str, UUID]
    usernames: frozenset[str]


def _known() -> _Known:
    return _Known(
        {name: region_id for region_id, name in unit_queries.region_choices()},
        {name: group_id for group_id, name in unit_queries.unit_choices(None, kind="work_group")},
        frozenset(db.session.scalars(select(Person.username))),
    )


def check_people(table: Table) -> list[Record]:
    """The rows when all of them can be taken. Raises UnreadableTable with one sentence for each place to mend."""
    return _checked(table, _known())


def _checked(table: Table, known: _Known) -> list[Record]:
    records, problems = records_of(table, COLUMNS), Problems()
    check_texts(records, COLUMNS, problems)
    _check_usernames(records, known, problems)
    _check_roles(records, known, problems)
    if problems:
        raise UnreadableTable(*problems.sentences)
    return records


def _check_usernames(records: Iterable[Record], known: _Known, problems: Problems) -> None:
    first: dict[str, Record] = {}
    for row in records:
        username = row["username"].lower()
        fault = rules.username_fault(username) if username else None
        if fault:
            problems.at(row, "username", fault)
        elif username in known.usernames:
            problems.at(row, "username", f"“{username}”已有人用，请换一个。")
        elif username in first:
            problems.at(row, "username", f"“{username}”和第 {first[username].number} 行重复，请换一个。")
        elif username:
            first[username] = row


def _check_roles(records: Iterable[Record], known: _Known, problems: Problems) -> None:
    for row in records:
        for label in _labels(row):
            if label not in _ROLES:
                offered = meant(label, _ROLES) or f"可以写：{'、'.join(_ROLES)}。"
                problems.at(row, "roles", f"没有这个角色“{label}”。{offered}")
        if row["scope"] and row["scope"] != CITY and row["scope"] not in known.regions:
            near = meant(row["scope"], [CITY, *known.regions])
            problems.at(row, "scope", f"没有这个县区“{row['scope']}”。{near}")
        if row["group"] and row["group"] not in known.groups:
            problems.at(row, "group", f"没有这个工作组“{row['group']}”。{meant(row['group'], known.groups)}")


def _labels(row: Record) -> list[str]:
    return list(dict.fromkeys(label for label in _BETWEEN.split(row["roles"]) if label))


def import_people(table: Table, *, actor: Actor, at: datetime) -> list[Invited]:
    """Take all rows and invite everybody; the rows are checked anew. Raises UnreadableTable."""
    known = _known()
    records = _checked(table, known)
    people = [_person(row, at) for row in records]
    grants = [
        _grant(person["id"], label, row, known)
        for person, row in zip(people, records, strict=True)
        for label in _labels(row)
    ]
    db.session.execute(insert(Person), people)
    db.session.execute(insert(RoleGrant), grants)
    codes = invite_new([person["id"] for person in people], at=at)
    record(actor, "people.imported", subject=("table", new_id()), at=at, details={"items": len(people)})
    return [
        Invited(person["name"], person["username"], code) for person, code in zip(people, codes, strict=True)
    ]


def _person(row: Record, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "username": row["username"].lower(),
        "name": row["name"],
        "password_hash": "",  # fits no password: service.authenticate
        "must_change_password": False,
        "certificate_no": row["certificate_no"],
        "phone": row["phone"],
        "session_epoch": 1,
        "failed_sign_ins": 0,
        "version": 1,
        "created_at": at,
    }


def _grant(person_id: UUID, label: str, row: Record, known: _Known) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": person_id,
        "role": _ROLES[label].value,
        "region_id": known.regions.get(row["scope"]),
        "group_id": known.groups.get(row["group"]),
    }
