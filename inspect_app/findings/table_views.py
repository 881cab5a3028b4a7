"""The lists of inspections and findings as tables for spreadsheet programs: all rows as the page narrows and sorts them.

Facts of restricted findings never leave the house in a table, whoever asks; who took which table is in the audit log.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.audit.service import record
from inspect_app.findings.finding_list_queries import FindingRow
from inspect_app.findings.finding_list_queries import findings as finding_rows
from inspect_app.findings.list_filters import (
    FINDING_SORTS,
    INSPECTION_SORTS,
    NEWEST_FIRST,
    finding_filter,
    inspection_filter,
)
from inspect_app.findings.list_queries import InspectionRow
from inspect_app.findings.list_queries import inspections as inspection_rows
from inspect_app.findings.rules import SEVERITY_LABELS
from inspect_app.foundation import clock
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.rules import METHOD_LABELS
from inspect_app.web.exported_tables import Cell
from inspect_app.web.pagination import PageRequest
from inspect_app.web.state_looks import state_look
from inspect_app.web.table_columns import Column
from inspect_app.web.table_forms import table_answer

bp = Blueprint("finding_tables", __name__)

MOST_ROWS = 100_000
"""Rows of one exported table; a campaign of ten times the usual size stays below it."""
WITHHELD = "涉及个人，不导出"
INSPECTION_COLUMNS = [
    Column("number", "编号", "", longest=10),
    Column("unit", "单位", "", longest=30),
    Column("region", "县区", "", longest=8),
    Column("method", "方式", "", longest=8),
    Column("planned_on", "日期", "", longest=10),
    Column("team", "督察人员", "", longest=20),
    Column("findings", "问题", "", longest=4),
    Column("photos", "照片", "", longest=4),
    Column("state", "状态", "", longest=8),
]
FINDING_COLUMNS = [
    Column("inspection", "检查编号", "", longest=10),
    Column("unit", "单位", "", longest=30),
    Column("code", "问题编号", "", longest=6),
    Column("title", "问题", "", longest=20),
    Column("fact", "事实", "", longest=48),
    Column("severity", "程度", "", longest=8),
    Column("found_on", "发现日期", "", longest=10),
    Column("state", "状态", "", longest=8),
]


def _inspection_cells(row: InspectionRow) -> list[Cell]:
    return [
        row.number,
        row.unit_name,
        row.region_name or "市级",
        METHOD_LABELS[row.method],
        row.planned_on.isoformat(),
        "、".join(row.team),
        row.findings,
        row.photos,
        state_look("inspection", row.look).word,
    ]


def _finding_cells(row: FindingRow) -> list[Cell]:
    return [
        row.number,
        row.unit_name,
        row.code,
        row.title,
        WITHHELD if row.restricted else row.fact,
        SEVERITY_LABELS[row.severity],
        clock.office_date(row.found_at).isoformat() if row.found_at else "",
        state_look("finding", row.state).word,
    ]


def _answer(
    title: str, columns: list[Column], rows: Iterator[list[Cell]], actor: Actor, action: str
) -> Response:
    at, cells = clock.now(), list(rows)
    with unit_of_work():
        record(actor, action, subject=("table", new_id()), at=at, details={"items": len(cells)})
    return table_answer(title, columns, cells, file_name=f"{title}{clock.office_date(at):%Y%m%d}.xlsx")


@bp.get("/inspections/export")
@requires(Permission.INSPECTIONS_VIEW)
def export_inspections() -> Response:
    """All inspections of the list as it is narrowed and sorted."""
    actor, args = current_actor(), request.args
    order = PageRequest.from_args(args, sorts=INSPECTION_SORTS, default=NEWEST_FIRST).order
    rows, _ = inspection_rows(actor, inspection_filter(args), sort=order, limit=MOST_ROWS)
    return _answer("检查", INSPECTION_COLUMNS, map(_inspection_cells, rows), actor, "inspections.exported")


@bp.get("/findings/export")
@requires(Permission.INSPECTIONS_VIEW)
def export_findings() -> Response:
    """All findings of the list as it is narrowed and sorted."""
    actor, args = current_actor(), request.args
    order = PageRequest.from_args(args, sorts=FINDING_SORTS, default=NEWEST_FIRST).order
    rows, _ = finding_rows(actor, finding_filter(args), sort=order, limit=MOST_ROWS)
    return _answer("问题", FINDING_COLUMNS, map(_finding_cells, rows), actor, "findings.exported")
