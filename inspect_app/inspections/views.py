"""Pages of plans: the list, making and sending one, one plan with its inspections.

Inspections with what was found on them are read in findings/views.py, which may see both.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.accounts.queries import people_who_may
from inspect_app.campaigns import queries as campaign_queries
from inspect_app.campaigns.queries import CampaignView
from inspect_app.checklists.queries import published_versions
from inspect_app.foundation import clock
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, EditedMeanwhile, InvalidInput
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections import plan_queries, service, steering
from inspect_app.inspections.forms import CancelForm, PlanForm, ReassignForm
from inspect_app.inspections.rules import OFFERED_METHODS
from inspect_app.web import messages
from inspect_app.web.pagination import PageRequest, read_page

bp = Blueprint("inspections", __name__)


@bp.get("/plans")
@requires(Permission.PLANS_VIEW)
def plans() -> str:
    actor = current_actor()
    wanted = plan_queries.PlanFilter(request.args.get("q", "").strip(), request.args.get("state", ""))
    paging = PageRequest.from_args(request.args, sorts=("starts_on", "title"), default="-starts_on")
    page = read_page(
        paging,
        lambda offset, limit: plan_queries.plans(
            actor, wanted, sort=paging.order, offset=offset, limit=limit
        ),
    )
    return render_template(
        "inspections/plans.html", page=page, wanted=wanted, narrowed=wanted != plan_queries.PlanFilter()
    )


def _plan_form(campaign: CampaignView) -> PlanForm:
    form = PlanForm()
    usable = [
        (version.id, version.label)
        for version in published_versions()
        if version.id in campaign.checklist_version_ids and version.method in OFFERED_METHODS
    ]
    form.offer(
        people=people_who_may(Permission.TABLET_USE),
        units=plan_queries.inspectable_units(current_actor()),
        checklists=usable,
    )
    return form


def _save_and_send(form: PlanForm, campaign: CampaignView, version: int | None) -> Response:
    """Keep the plan, send it when asked to, and go to its page. Raises InvalidInput, EditedMeanwhile."""
    actor, at, trip_id = current_actor(), clock.now(), UUID(form.trip_id.data)
    here = redirect(url_for("inspections.plan", trip_id=trip_id))
    numbers: list[str] = []
    try:
        with unit_of_work():
            service.save_trip(trip_id, form.entered(campaign.id), version=version, actor=actor, at=at)
            if request.form.get("act") == "send":
                numbers = service.send_trip(trip_id, actor=actor, at=at)
    except AlreadyDone as refusal:
        flash(refusal.message, "warn")
        return here
    flash(
        f"已下发 {len(numbers)} 个检查，督察人员的平板下次联网时收到。"
        if numbers
        else "已存为草稿，还没有下发。"
    )
    return here


def _form_page(form: PlanForm, campaign: CampaignView, campaigns: list[CampaignView], new: bool) -> str:
    return render_template(
        "inspections/plan_form.html", form=form, campaign=campaign, campaigns=campaigns, new=new
    )


@bp.route("/plans/new", methods=["GET", "POST"])
@requires(Permission.PLANS_MANAGE)
def new_plan() -> str | Response | tuple[str, int]:
    """A new plan in the campaign of `?campaign=`, or the newest one."""
    campaigns = campaign_queries.campaigns(current_actor())
    if not campaigns:
        return render_template("inspections/plan_needs_campaign.html")
    chosen = request.args.get("campaign", type=UUID)
    campaign = next((view for view in campaigns if view.id == chosen), campaigns[0])
    form, status = _plan_form(campaign), 200
    if request.form.get("act") == "add":
        form.add_visit()
    elif form.validate_on_submit():
        try:
            return _save_and_send(form, campaign, version=None)
        except (InvalidInput, EditedMeanwhile) as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
    elif request.method == "GET":
        form.propose(new_id(), clock.office_date(clock.now()))
    return _form_page(form, campaign, campaigns, new=True), status


@bp.get("/plans/<uuid:trip_id>")
@requires(Permission.PLANS_VIEW)
def plan(trip_id: UUID) -> str:
    return render_template(
        "inspections/plan.html",
        plan=plan_queries.plan(current_actor(), trip_id),
        cancel_form=CancelForm(formdata=None),
    )


@bp.route("/plans/<uuid:trip_id>/edit", methods=["GET", "POST"])
@requires(Permission.PLANS_MANAGE)
def edit_plan(trip_id: UUID) -> str | Response | tuple[str, int]:
    """Change a draft. A plan that was sent shows its page instead."""
    view = plan_queries.plan(current_actor(), trip_id)
    if view.state != "draft":
        flash(messages.ALREADY_SENT, "warn")
        return redirect(url_for("inspections.plan", trip_id=trip_id))
    campaign = campaign_queries.campaign(current_actor(), view.campaign_id)
    form, status = _plan_form(campaign), 200
    form.trip_id.data = str(trip_id)
    if request.form.get("act") == "add":
        form.add_visit()
    elif form.validate_on_submit():
        try:
            return _save_and_send(form, campaign, version=form.seen_version)
        except (InvalidInput, EditedMeanwhile) as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
    elif request.method == "GET":
        form.show(view)
    return _form_page(form, campaign, [campaign], new=False), status


@bp.post("/plans/<uuid:trip_id>/send")
@requires(Permission.PLANS_MANAGE)
def send_plan(trip_id: UUID) -> Response:
    here = redirect(url_for("inspections.plan", trip_id=trip_id))
    try:
        with unit_of_work():
            numbers = service.send_trip(trip_id, actor=current_actor(), at=clock.now())
    except AlreadyDone as refusal:
        flash(refusal.message, "warn")
        return here
    flash(f"已下发 {len(numbers)} 个检查，督察人员的平板下次联网时收到。")
    return here


@bp.route("/inspections/<uuid:inspection_id>/reassign", methods=["GET", "POST"])
@requires(Permission.PLANS_MANAGE)
def reassign(inspection_id: UUID) -> str | Response | tuple[str, int]:
    """改派: choose who does it from now on, and say why."""
    actor = current_actor()
    view = plan_queries.plan(actor, plan_queries.trip_of(actor, inspection_id))
    visit = next(row for row in view.visits if row.id == inspection_id)
    if not visit.reassignable:
        flash("这次检查已经收尾或取消，不能改派。", "warn")
        return redirect(url_for("inspections.plan", trip_id=view.id))
    form, status = ReassignForm(), 200
    form.offer(people_who_may(Permission.TABLET_USE))
    if form.validate_on_submit():
        try:
            return _reassign(inspection_id, form)
        except InvalidInput as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
    elif request.method == "GET":
        form.show(view)
    else:
        status = 422
    return render_template("inspections/reassign.html", plan=view, visit=visit, form=form), status


def _reassign(inspection_id: UUID, form: ReassignForm) -> Response:
    actor = current_actor()
    try:
        with unit_of_work():
            trip_id = steering.reassign(
                inspection_id,
                members=[UUID(key) for key in form.members.data or ()],
                leader_id=UUID(form.leader_id.data) if form.leader_id.data else None,
                reason=form.reason.data or "",
                actor=actor,
                at=clock.now(),
            )
    except AlreadyDone as refusal:
        flash(refusal.message, "warn")
        trip_id = plan_queries.trip_of(actor, inspection_id)
    else:
        flash("已改派。新的督察人员下次联网时收到；原来的人没发送的内容还在他们的平板上。")
    return redirect(url_for("inspections.plan", trip_id=trip_id))


@bp.post("/inspections/<uuid:inspection_id>/cancel")
@requires(Permission.PLANS_MANAGE)
def cancel_inspection(inspection_id: UUID) -> Response:
    form = CancelForm()
    trip_id = plan_queries.trip_of(current_actor(), inspection_id)
    back = redirect(url_for("inspections.plan", trip_id=trip_id))
    if not form.validate_on_submit():
        flash(form.reason.errors[0] if form.reason.errors else messages.FORM_EXPIRED, "bad")
        return back
    try:
        with unit_of_work():
            service.cancel_inspection(
                inspection_id, reason=form.reason.data or "", actor=current_actor(), at=clock.now()
            )
    except AlreadyDone as refusal:
        flash(refusal.message, "warn")
    else:
        flash("已取消。平板上会显示“已取消”，写下的内容都在。")
    return back
