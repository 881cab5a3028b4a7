"""Office pages of conflicts: two values side by side, one is chosen or a text put together."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation import clock
from inspect_app.foundation.refusals import AlreadyDone, InvalidInput
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.tablet import conflict_queries, conflict_service
from inspect_app.web.forms import OfficeForm
from inspect_app.web.pagination import PageRequest, read_page

bp = Blueprint("conflicts", __name__)

CHOICES = {"theirs": "留现在的", "yours": "用后来的", "merged": "合成一段"}


class ResolveForm(OfficeForm):
    choice = RadioField("用哪一份", [InputRequired("请选一份，或合成一段。")], choices=CHOICES)
    merged = TextAreaField("合成的一段", [Optional(), Length(max=20_000)])


@bp.get("/conflicts")
@requires(Permission.CONFLICTS_RESOLVE)
def conflicts() -> str:
    settled = request.args.get("settled") == "yes"
    page = read_page(
        PageRequest.from_args(request.args),
        lambda offset, limit: conflict_queries.conflicts(
            current_actor(), settled=settled, offset=offset, limit=limit
        ),
    )
    return render_template("conflicts/conflicts.html", page=page, settled=settled)


@bp.route("/conflicts/<uuid:conflict_id>", methods=["GET", "POST"])
@requires(Permission.CONFLICTS_RESOLVE)
def conflict(conflict_id: UUID) -> str | Response | tuple[str, int]:
    """Both values; choosing one settles it. The other stays in the history."""
    view = conflict_queries.conflict(current_actor(), conflict_id)
    form, status = ResolveForm(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                conflict_service.resolve(
                    conflict_id,
                    choice=form.choice.data,
                    merged=form.merged.data or "",
                    actor=current_actor(),
                    at=clock.now(),
                )
        except AlreadyDone as refusal:
            flash(refusal.message, "warn")
            return redirect(url_for("conflicts.conflict", conflict_id=conflict_id))
        except InvalidInput as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            flash("定好了。没选的那份在“经过”里。")
            return redirect(url_for("conflicts.conflicts"))
    elif request.method == "GET":
        form.merged.data = view.theirs.text
    return render_template("conflicts/conflict.html", conflict=view, form=form), status
