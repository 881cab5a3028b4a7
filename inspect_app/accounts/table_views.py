"""Pages that take people in as a table and give them out as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.accounts import queries
from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.invitation_views import Sent, show_sent
from inspect_app.accounts.permissions import Permission, Role
from inspect_app.accounts.table_import import CITY, COLUMNS, EXAMPLE, check_people, import_people
from inspect_app.audit.service import record
from inspect_app.foundation import clock
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.units import queries as unit_queries
from inspect_app.web.imported_tables import Table, UnreadableTable, as_text
from inspect_app.web.pagination import PageRequest
from inspect_app.web.table_columns import Column, Record
from inspect_app.web.table_forms import TableForm, table_answer

bp = Blueprint("people_tables", __name__)

_STATE = Column("state", "状态", "", longest=8)


@bp.route("/people/import", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def import_page() -> str | BaseResponse | tuple[str, int]:
    """Look at a table, then take it (`step=take`); the answer to taking shows the invitations, once."""
    form = TableForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        table = form.table()
        if form.taking:
            with unit_of_work():
                invited = import_people(table, actor=current_actor(), at=clock.now())
            sent = [Sent(one.name, one.username, one.code) for one in invited]
            return show_sent(sent, f"已导入 {len(sent):,} 人，把邀请交给他们")
        return _page(form, table=table, records=check_people(table))
    except UnreadableTable as refusal:
        return _page(form, problems=refusal.problems), refusal.http_status


def _page(
    form: TableForm,
    *,
    table: Table | None = None,
    records: list[Record] | None = None,
    problems: tuple[str, ...] = (),
) -> str:
    scopes = Counter(row["scope"] for row in records or ())
    return render_template(
        "accounts/import.html",
        form=form,
        columns=COLUMNS,
        records=records,
        summary="，".join(f"{scope} {count:,} 人" for scope, count in scopes.items()),
        cells=as_text(table) if table else None,
        problems=problems,
    )


@bp.get("/people/import/template")
@requires(Permission.PEOPLE_MANAGE)
def template() -> Response:
    """An empty table with the titles and one row to be overwritten."""
    return table_answer("人员", COLUMNS, [EXAMPLE], file_name="人员模板.xlsx")


@bp.get("/people/export")
@requires(Permission.PEOPLE_MANAGE)
def export_people() -> Response:
    """All rows of the list as it is narrowed and sorted."""
    actor, role = current_actor(), request.args.get("role", "")
    people, _total = queries.people(
        actor,
        search=request.args.get("q", "").strip(),
        role=Role(role) if role in set(Role) else None,
        sort=PageRequest.from_args(request.args, sorts=("name", "username"), default="name").order,
        limit=None,
    )
    regions = dict(unit_queries.region_choices())
    groups = unit_queries.names_of(
        grant.group_id for person in people for grant in person.grants if grant.group_id
    )
    with unit_of_work():
        details = {"items": len(people)}
        record(actor, "people.exported", subject=("table", new_id()), at=clock.now(), details=details)
    rows = [_line(person, regions, groups) for person in people]
    return table_answer("人员", (*COLUMNS, _STATE), rows, file_name="人员.xlsx")


def _line(
    person: queries.PersonView, regions: Mapping[UUID, str], groups: Mapping[UUID, str]
) -> tuple[str, ...]:
    scopes = [regions[grant.region_id] if grant.region_id else CITY for grant in person.grants]
    return (
        person.name,
        person.username,
        "、".join(grant.role.label for grant in person.grants),
        "、".join(dict.fromkeys(scopes)),
        "、".join(dict.fromkeys(groups[grant.group_id] for grant in person.grants if grant.group_id)),
        person.certificate_no,
        person.phone,
        "已停用" if person.disabled_at else "在用",
    )
