"""Pages of units and regions."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation import clock
from inspect_app.foundation.refusals import EditedMeanwhile, InvalidInput
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.units import queries, service
from inspect_app.units.forms import RegionForm, UnitForm
from inspect_app.units.list_filter import SORTS, filter_from
from inspect_app.units.rules import KIND_LABELS, LEVEL_LABELS, SECTOR_LABELS
from inspect_app.web import messages
from inspect_app.web.forms import PlainForm
from inspect_app.web.pagination import PageRequest, read_page

bp = Blueprint("units", __name__)


@bp.get("/units")
@requires(Permission.UNITS_VIEW)
def units() -> str:
    actor, wanted = current_actor(), filter_from(request.args)
    paging = PageRequest.from_args(request.args, sorts=SORTS, default="region")
    page = read_page(
        paging,
        lambda offset, limit: queries.units(
            actor.area, wanted, sort=paging.order, offset=offset, limit=limit
        ),
    )
    return render_template(
        "units/units.html",
        page=page,
        wanted=wanted,
        narrowed=wanted != queries.UnitFilter(),
        regions=queries.region_choices(),
        kinds=KIND_LABELS,
        levels=LEVEL_LABELS,
        sectors=SECTOR_LABELS,
        region_form=RegionForm(formdata=None),
    )


@bp.post("/units/regions")
@requires(Permission.UNITS_MANAGE)
def new_region() -> Response:
    form = RegionForm()
    if not form.validate_on_submit():
        flash(form.name.errors[0] if form.name.errors else messages.FORM_EXPIRED, "bad")
        return redirect(url_for("units.units"))
    try:
        with unit_of_work():
            service.create_region(form.name.data or "", actor=current_actor(), at=clock.now())
    except InvalidInput as refusal:
        flash(refusal.fields["name"], "bad")
    else:
        flash(messages.saved(form.name.data or ""))
    return redirect(url_for("units.units"))


def _unit_form() -> UnitForm:
    form = UnitForm()
    form.offer(regions=queries.region_choices(), parents=queries.unit_choices(current_actor().area))
    return form


@bp.route("/units/new", methods=["GET", "POST"])
@requires(Permission.UNITS_MANAGE)
def new_unit() -> str | Response | tuple[str, int]:
    form, status = _unit_form(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.create_unit(form.entered(), actor=current_actor(), at=clock.now())
        except InvalidInput as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            flash(messages.saved(form.name.data or ""))
            return redirect(url_for("units.units"))
    return render_template("units/unit_form.html", form=form, unit=None, plain=PlainForm()), status


@bp.route("/units/<uuid:unit_id>", methods=["GET", "POST"])
@requires(Permission.UNITS_MANAGE)
def edit_unit(unit_id: UUID) -> str | Response | tuple[str, int]:
    unit = queries.unit(current_actor().area, unit_id)
    form, status = _unit_form(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.update_unit(
                    unit_id, form.entered(), version=form.seen_version, actor=current_actor(), at=clock.now()
                )
        except (InvalidInput, EditedMeanwhile) as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            flash(messages.saved(form.name.data or ""))
            return redirect(url_for("units.units"))
    elif request.method == "GET":
        form.show(unit)
    former = queries.former_names(unit_id)
    page = render_template("units/unit_form.html", form=form, unit=unit, former=former, plain=PlainForm())
    return page, status


@bp.post("/units/<uuid:unit_id>/close")
@requires(Permission.UNITS_MANAGE)
def close_unit(unit_id: UUID) -> Response:
    unit = queries.unit(current_actor().area, unit_id)
    with unit_of_work():
        service.close_unit(unit_id, actor=current_actor(), at=clock.now())
    flash(f"“{unit.name}”已停用，以后的计划里选不到它。以前的记录都在。")
    return redirect(url_for("units.units"))


@bp.post("/units/<uuid:unit_id>/reopen")
@requires(Permission.UNITS_MANAGE)
def reopen_unit(unit_id: UUID) -> Response:
    unit = queries.unit(current_actor().area, unit_id)
    with unit_of_work():
        service.reopen_unit(unit_id, actor=current_actor(), at=clock.now())
    flash(f"“{unit.name}”又可以选用了。")
    return redirect(url_for("units.edit_unit", unit_id=unit_id))
