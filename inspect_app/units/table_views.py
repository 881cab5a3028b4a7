"""Pages that take units in as a table and give them out as one."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.audit.service import record
from inspect_app.foundation import clock
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.units import queries
from inspect_app.units.list_filter import SORTS, filter_from
from inspect_app.units.rules import KIND_LABELS, LEVEL_LABELS, SECTOR_LABELS
from inspect_app.units.table_import import COLUMNS, EXAMPLE, check_units, import_units
from inspect_app.web.imported_tables import Table, UnreadableTable, as_text
from inspect_app.web.pagination import PageRequest
from inspect_app.web.table_columns import Record
from inspect_app.web.table_forms import TableForm, table_answer

bp = Blueprint("unit_tables", __name__)


@bp.route("/units/import", methods=["GET", "POST"])
@requires(Permission.UNITS_MANAGE)
def import_page() -> str | BaseResponse | tuple[str, int]:
    """Look at a table, then take it: the second time it comes with `step=take`."""
    actor, form = current_actor(), TableForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        table = form.table()
        if form.taking:
            with unit_of_work():
                taken = import_units(table, area=actor.area, actor=actor, at=clock.now())
            flash(f"已导入 {taken:,} 个单位。")
            return redirect(url_for("units.units"))
        return _page(form, table=table, records=check_units(table, area=actor.area))
    except UnreadableTable as refusal:
        return _page(form, problems=refusal.problems), refusal.http_status


def _page(
    form: TableForm,
    *,
    table: Table | None = None,
    records: list[Record] | None = None,
    problems: tuple[str, ...] = (),
) -> str:
    kinds = Counter(row["kind"] for row in records or ())
    return render_template(
        "units/import.html",
        form=form,
        columns=COLUMNS,
        records=records,
        summary="，".join(f"{kind} {count:,} 个" for kind, count in kinds.items()),
        cells=as_text(table) if table else None,
        problems=problems,
    )


@bp.get("/units/import/template")
@requires(Permission.UNITS_MANAGE)
def template() -> Response:
    """An empty table with the titles and one row to be overwritten."""
    return table_answer("单位", COLUMNS, [EXAMPLE], file_name="单位模板.xlsx")


@bp.get("/units/export")
@requires(Permission.UNITS_VIEW)
def export_units() -> Response:
    """All rows of the list as it is narrowed and sorted, with the titles that an import takes back."""
    actor, at = current_actor(), clock.now()
    order = PageRequest.from_args(request.args, sorts=SORTS, default="region").order
    units = queries.units_for_table(actor.area, filter_from(request.args), sort=order)
    with unit_of_work():
        record(actor, "units.exported", subject=("table", new_id()), at=at, details={"items": len(units)})
    rows = [
        (
            unit.name,
            unit.short_name,
            KIND_LABELS[unit.kind],
            LEVEL_LABELS[unit.level],
            SECTOR_LABELS.get(unit.sector or "", ""),
            unit.region_name,
            unit.parent_name,
            unit.address,
            unit.contact_name,
            unit.contact_phone,
        )
        for unit in units
    ]
    return table_answer("单位", COLUMNS, rows, file_name="单位.xlsx")
