"""The auditor's pages: who did what when, whether the chain of hashes holds, and the log as a file."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from uuid import UUID

from flask import Blueprint, Response, render_template, request, send_file, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.audit import export, queries
from inspect_app.audit.service import record, verify_chain
from inspect_app.foundation import clock
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.web.exported_tables import csv_lines, write_workbook
from inspect_app.web.pagination import PageRequest, read_page

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@requires(Permission.AUDIT_VIEW)
def events() -> str:
    """The log, newest first; with `check=yes` the whole chain is read and verified first."""
    wanted = _wanted()
    page = read_page(
        PageRequest.from_args(request.args),
        lambda offset, limit: queries.events(wanted, offset=offset, limit=limit),
    )
    return render_template(
        "audit/events.html",
        page=page,
        wanted=wanted,
        narrowed=wanted != queries.EventFilter(),
        people=queries.person_choices(),
        actions=queries.action_choices(),
        subjects=queries.subject_choices(),
        export_args={name: value for name, value in request.args.items() if name in _FILTERS},
        checked=verify_chain() if request.args.get("check") == "yes" else None,
    )


_FILTERS = ("q", "person", "action", "subject", "since", "until")


def _wanted() -> queries.EventFilter:
    return queries.EventFilter(
        search=request.args.get("q", "").strip(),
        person=request.args.get("person", "", type=_person),
        action=request.args.get("action", ""),
        subject=request.args.get("subject", ""),
        since=request.args.get("since", type=date.fromisoformat),
        until=request.args.get("until", type=date.fromisoformat),
    )


def _person(value: str) -> str:
    return value if value in ("", queries.PROGRAM_ITSELF) else str(UUID(value))


@bp.get("/audit/export.csv")
@requires(Permission.AUDIT_VIEW)
def export_csv() -> Response:
    """The rows of the present filter as a text file."""
    wanted, at = _wanted(), clock.now()
    _note_export(wanted, at)
    lines = stream_with_context(csv_lines(export.HEADS, export.rows(wanted)))
    return Response(
        lines,
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={_file_name(at)}.csv"},
    )


@bp.get("/audit/export.xlsx")
@requires(Permission.AUDIT_VIEW)
def export_xlsx() -> BaseResponse:
    """The rows of the present filter as an Excel file, with a page that says what it holds."""
    wanted, at = _wanted(), clock.now()
    _note_export(wanted, at)
    book = tempfile.TemporaryFile()  # noqa: SIM115  # sent and closed by the server
    write_workbook(book, export.sheets(wanted, by=current_actor().name, at=at))
    book.seek(0)
    return send_file(
        book,
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=f"{_file_name(at)}.xlsx",
    )


def _file_name(at: datetime) -> str:
    return f"audit-{clock.office_time(at):%Y%m%d-%H%M%S}"


def _note_export(wanted: queries.EventFilter, at: datetime) -> None:
    """That the log was taken out is itself an act; written first, it stands in the file when nothing is filtered."""
    count = export.count_rows(wanted)
    with unit_of_work():
        record(current_actor(), "audit.exported", subject=("audit", "log"), at=at, details={"rows": count})
