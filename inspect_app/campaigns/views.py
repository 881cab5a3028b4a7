"""Pages of campaigns: the drive itself, its letterheads, number series and checklist versions."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.campaigns import queries, service
from inspect_app.campaigns.forms import CampaignForm, ChecklistsForm, LetterheadForm, SealForm, SeriesForm
from inspect_app.campaigns.seal import read_seal
from inspect_app.checklists import queries as checklist_queries
from inspect_app.foundation import clock
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.refusals import EditedMeanwhile, InvalidInput, NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.units import queries as unit_queries
from inspect_app.web import messages

bp = Blueprint("campaigns", __name__)


@bp.get("/campaigns")
@requires(Permission.CAMPAIGNS_VIEW)
def campaigns() -> str:
    return render_template("campaigns/campaigns.html", campaigns=queries.campaigns(current_actor()))


def _campaign_form() -> CampaignForm:
    form = CampaignForm()
    form.offer(unit_queries.unit_choices(current_actor().area, kind="lead_office"))
    return form


@bp.route("/campaigns/new", methods=["GET", "POST"])
@requires(Permission.CAMPAIGNS_MANAGE)
def new_campaign() -> str | Response | tuple[str, int]:
    form, at, status = _campaign_form(), clock.now(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                campaign_id = service.create_campaign(form.entered(), actor=current_actor(), at=at)
                versions = [version.id for version in checklist_queries.published_versions()]
                service.use_checklists(campaign_id, versions, actor=current_actor(), at=at)
        except InvalidInput as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            flash(messages.saved(form.name.data or ""))
            return redirect(url_for("campaigns.campaign", campaign_id=campaign_id))
    elif request.method == "GET":
        form.propose(clock.office_date(at).year)
    return render_template("campaigns/campaign_form.html", form=form, campaign=None), status


@bp.get("/campaigns/<uuid:campaign_id>")
@requires(Permission.CAMPAIGNS_VIEW)
def campaign(campaign_id: UUID) -> str:
    return _campaign_page(campaign_id)


def _campaign_page(
    campaign_id: UUID, series_form: SeriesForm | None = None, checklists_form: ChecklistsForm | None = None
) -> str:
    view = queries.campaign(current_actor(), campaign_id)
    codes = tuple(dict.fromkeys(head.code for head in view.letterheads))
    versions = checklist_queries.published_versions()
    if series_form is None:
        series_form = SeriesForm(formdata=None, year=view.year)
        series_form.code.choices = {code: code for code in codes}
    if checklists_form is None:
        checklists_form = ChecklistsForm(formdata=None)
        checklists_form.offer([(version.id, version.label) for version in versions])
        checklists_form.versions.data = [str(key) for key in view.checklist_version_ids]
    return render_template(
        "campaigns/campaign.html",
        campaign=view,
        lead_office=unit_queries.names_of([view.lead_office_id]).get(view.lead_office_id)
        if view.lead_office_id
        else None,
        phases=queries.phase_states(view, clock.office_date(clock.now())),
        series=queries.number_series(codes),
        versions=versions,
        series_form=series_form,
        checklists_form=checklists_form,
    )


@bp.route("/campaigns/<uuid:campaign_id>/edit", methods=["GET", "POST"])
@requires(Permission.CAMPAIGNS_MANAGE)
def edit_campaign(campaign_id: UUID) -> str | Response | tuple[str, int]:
    view = queries.campaign(current_actor(), campaign_id)
    form, status = _campaign_form(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.update_campaign(
                    campaign_id,
                    form.entered(),
                    version=form.seen_version,
                    actor=current_actor(),
                    at=clock.now(),
                )
        except (InvalidInput, EditedMeanwhile) as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            flash(messages.saved(form.name.data or ""))
            return redirect(url_for("campaigns.campaign", campaign_id=campaign_id))
    elif request.method == "GET":
        form.show(view)
    return render_template("campaigns/campaign_form.html", form=form, campaign=view), status


@bp.post("/campaigns/<uuid:campaign_id>/series")
@requires(Permission.CAMPAIGNS_MANAGE)
def open_series(campaign_id: UUID) -> str | Response | tuple[str, int]:
    view = queries.campaign(current_actor(), campaign_id)
    form = SeriesForm()
    form.code.choices = {head.code: head.code for head in view.letterheads}
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.open_number_series(
                    form.code.data,
                    form.year.data or 0,
                    first_no=form.first_no.data or 0,
                    actor=current_actor(),
                    at=clock.now(),
                )
        except InvalidInput as refusal:
            form.take_refusal(refusal)
        else:
            flash(f"{form.code.data}〔{form.year.data}〕的编号从 {form.first_no.data} 号开始。")
            return redirect(url_for("campaigns.campaign", campaign_id=campaign_id))
    return _campaign_page(campaign_id, series_form=form), 422


@bp.post("/campaigns/<uuid:campaign_id>/checklists")
@requires(Permission.CAMPAIGNS_MANAGE)
def use_checklists(campaign_id: UUID) -> str | Response | tuple[str, int]:
    queries.campaign(current_actor(), campaign_id)
    form = ChecklistsForm()
    form.offer([(version.id, version.label) for version in checklist_queries.published_versions()])
    if not form.validate_on_submit():
        return _campaign_page(campaign_id, checklists_form=form), 422
    chosen = [UUID(key) for key in form.versions.data or ()]
    with unit_of_work():
        service.use_checklists(campaign_id, chosen, actor=current_actor(), at=clock.now())
    flash(f"计划里可以用这 {len(chosen)} 张检查单了。")
    return redirect(url_for("campaigns.campaign", campaign_id=campaign_id))


@bp.route("/campaigns/<uuid:campaign_id>/letterheads/new", methods=["GET", "POST"])
@requires(Permission.CAMPAIGNS_MANAGE)
def new_letterhead(campaign_id: UUID) -> str | Response | tuple[str, int]:
    view = queries.campaign(current_actor(), campaign_id)
    form, status = LetterheadForm(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.create_letterhead(campaign_id, form.entered(), actor=current_actor(), at=clock.now())
        except InvalidInput as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            flash(messages.saved(form.name.data or ""))
            return redirect(url_for("campaigns.campaign", campaign_id=campaign_id))
    return render_template(
        "campaigns/letterhead_form.html", form=form, campaign=view, letterhead=None
    ), status


@bp.route("/letterheads/<uuid:letterhead_id>", methods=["GET", "POST"])
@requires(Permission.CAMPAIGNS_MANAGE)
def edit_letterhead(letterhead_id: UUID) -> str | Response | tuple[str, int]:
    head = queries.letterhead(letterhead_id)
    form, status = LetterheadForm(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.update_letterhead(
                    letterhead_id,
                    form.entered(),
                    version=form.seen_version,
                    actor=current_actor(),
                    at=clock.now(),
                )
        except (InvalidInput, EditedMeanwhile) as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            flash(messages.saved(form.name.data or ""))
            return redirect(url_for("campaigns.campaign", campaign_id=head.campaign_id))
    elif request.method == "GET":
        form.show(head)
    page = render_template(
        "campaigns/letterhead_form.html",
        form=form,
        campaign=queries.campaign(current_actor(), head.campaign_id),
        letterhead=head,
        seal_form=SealForm(formdata=None),
    )
    return page, status


@bp.post("/letterheads/<uuid:letterhead_id>/seal")
@requires(Permission.CAMPAIGNS_MANAGE)
def set_seal(letterhead_id: UUID) -> Response:
    """Take a new seal image, or with `remove` take the present one away."""
    queries.letterhead(letterhead_id)
    here = redirect(url_for("campaigns.edit_letterhead", letterhead_id=letterhead_id))
    form, at = SealForm(), clock.now()
    if "remove" in request.form:
        with unit_of_work():
            service.set_seal(letterhead_id, None, actor=current_actor(), at=at)
        flash("印章图片已拿掉。以后的公文不带电子印章。")
        return here
    if not form.validate_on_submit():
        flash(form.image.errors[0] if form.image.errors else messages.FORM_EXPIRED, "bad")
        return here
    try:
        png = read_seal(form.image.data.stream)
    except InvalidInput as refusal:
        flash(refusal.message, "bad")
        return here
    stored = file_store().put_new(png)
    with unit_of_work():
        service.set_seal(letterhead_id, stored.sha256, actor=current_actor(), at=at)
    flash("印章图片已换上。以后签发的公文会带它。")
    return here


@bp.get("/letterheads/<uuid:letterhead_id>/seal.png")
@requires(Permission.CAMPAIGNS_MANAGE)
def seal_image(letterhead_id: UUID) -> Response:
    head = queries.letterhead(letterhead_id)
    if head.seal_sha256 is None:
        raise NotVisible
    return send_file(file_store().path(head.seal_sha256), mimetype="image/png", max_age=0)
