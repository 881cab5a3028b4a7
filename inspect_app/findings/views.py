"""Pages of inspections with what was found on them: the list, one inspection, deciding finding by finding, photos."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, session, url_for
from werkzeug.wrappers import Response

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.evidence.custody import log_view
from inspect_app.findings import (
    finding_list_queries,
    inspection_queries,
    list_queries,
    photo_queries,
    service,
)
from inspect_app.findings.forms import ReturnForm
from inspect_app.findings.inspection_page import FindingCard, InspectionPage
from inspect_app.findings.list_filters import (
    FINDING_SORTS,
    INSPECTION_SORTS,
    NEWEST_FIRST,
    finding_filter,
    inspection_filter,
)
from inspect_app.findings.rules import AREA_LABELS
from inspect_app.findings.unit_facts import unit_facts as facts_of_unit
from inspect_app.foundation import clock
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.refusals import AlreadyDone
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.units import queries as unit_queries
from inspect_app.units.rules import SECTOR_LABELS
from inspect_app.web.forms import PlainForm
from inspect_app.web.pagination import PageRequest, read_page

bp = Blueprint("findings", __name__)

TABS = ("findings", "items", "photos", "history")
MAX_OPENED = 40
"""Restricted findings remembered as opened in one session; the cookie holds their ids."""


@bp.get("/inspections")
@requires(Permission.INSPECTIONS_VIEW)
def inspections() -> str:
    actor, wanted = current_actor(), inspection_filter(request.args)
    paging = PageRequest.from_args(request.args, sorts=INSPECTION_SORTS, default=NEWEST_FIRST)
    page = read_page(
        paging,
        lambda offset, limit: list_queries.inspections(
            actor, wanted, sort=paging.order, offset=offset, limit=limit
        ),
    )
    return render_template(
        "findings/inspections.html",
        page=page,
        wanted=wanted,
        narrowed=wanted != list_queries.InspectionFilter(),
        regions=unit_queries.region_choices(),
        plain=PlainForm(),
        months=[(month, f"{month}月") for month in range(1, 13)],
    )


@bp.post("/inspections/chosen")
@requires(Permission.INSPECTIONS_VIEW)
def act_on_chosen() -> Response:
    """Go on with the chosen inspections: decide on the first that waits, or draft from all that is accepted."""
    ids = [UUID(text) for text in request.form.getlist("inspection_id") if _is_uuid(text)]
    chosen = list_queries.chosen(current_actor(), ids)
    back = redirect(request.referrer or url_for("findings.inspections"))
    if request.form.get("act") == "decide":
        if chosen.waiting is None:
            flash("选中的检查里没有等收案的。", "warn")
            return back
        return redirect(url_for("findings.inspection", inspection_id=chosen.waiting))
    if not chosen.accepted_findings:
        flash("选中的检查里还没有收案的问题。请先收案，再起草。", "warn")
        return back
    # 307 keeps the POST with its token; letters draft from the findings named in the address.
    return redirect(url_for("letters.draft", finding=chosen.accepted_findings), 307)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@bp.get("/findings")
@requires(Permission.INSPECTIONS_VIEW)
def findings() -> str:
    actor, args = current_actor(), request.args
    wanted = finding_filter(args)
    paging = PageRequest.from_args(args, sorts=FINDING_SORTS, default=NEWEST_FIRST)
    page = read_page(
        paging,
        lambda offset, limit: finding_list_queries.findings(
            actor, wanted, sort=paging.order, offset=offset, limit=limit
        ),
    )
    return render_template(
        "findings/findings.html",
        page=page,
        wanted=wanted,
        narrowed=wanted != finding_list_queries.FindingFilter(),
        areas=[(letter, f"{letter} {title}") for letter, title in AREA_LABELS.items()],
        regions=unit_queries.region_choices(),
    )


@bp.get("/units/<uuid:unit_id>/facts")
@requires(Permission.PLANS_MANAGE)
def unit_facts(unit_id: UUID) -> str:
    """A card beside the plan form about the unit just chosen."""
    return render_template(
        "findings/unit_facts.html",
        unit=facts_of_unit(current_actor(), unit_id),
        sectors=SECTOR_LABELS,
    )


def _opened() -> frozenset[UUID]:
    """Restricted findings whose words were asked for in this session."""
    return frozenset(UUID(text) for text in session.get("opened", ()))


@bp.get("/inspections/<uuid:inspection_id>")
@requires(Permission.INSPECTIONS_VIEW)
def inspection(inspection_id: UUID) -> str:
    page = inspection_queries.inspection_page(current_actor(), inspection_id, _opened())
    return _inspection_page(page, ReturnForm(formdata=None), request.args.get("finding", type=UUID))


def _inspection_page(page: InspectionPage, return_form: ReturnForm, finding_id: UUID | None) -> str:
    tab = request.args.get("tab", "findings")
    return render_template(
        "findings/inspection.html",
        page=page,
        tab=tab if tab in TABS else "findings",
        current=_current(page, finding_id),
        return_form=return_form,
        plain=PlainForm(),
    )


def _current(page: InspectionPage, finding_id: UUID | None) -> FindingCard | None:
    """The finding to look at: the one asked for, else the first that waits for a decision, else the first."""
    asked = next((card for card in page.findings if card.id == finding_id), None)
    waiting = next((card for card in page.findings if card.decidable), None)
    return asked or waiting or next(iter(page.findings), None)


@bp.post("/inspections/<uuid:inspection_id>/findings/<uuid:finding_id>/accept")
@requires(Permission.FINDINGS_DECIDE)
def accept(inspection_id: UUID, finding_id: UUID) -> Response:
    """收案, then on to the next that waits."""
    try:
        with unit_of_work():
            service.accept([finding_id], actor=current_actor(), at=clock.now())
    except AlreadyDone as refusal:
        flash(refusal.message, "warn")
        return redirect(url_for("findings.inspection", inspection_id=inspection_id, finding=finding_id))
    return redirect(
        url_for("findings.inspection", inspection_id=inspection_id, finding=_next(inspection_id, finding_id))
    )


def _next(inspection_id: UUID, after: UUID) -> UUID:
    """The next finding below `after` that waits for a decision, from the top again at the end; `after` itself when none does."""
    cards = inspection_queries.inspection_page(current_actor(), inspection_id).findings
    here = next((number for number, card in enumerate(cards) if card.id == after), -1)
    for card in (*cards[here + 1 :], *cards[: here + 1]):
        if card.decidable:
            return card.id
    return after


@bp.post("/inspections/<uuid:inspection_id>/findings/<uuid:finding_id>/return")
@requires(Permission.FINDINGS_DECIDE)
def return_to_team(inspection_id: UUID, finding_id: UUID) -> Response | tuple[str, int]:
    """退回, with words; they appear first on the team's tablets."""
    form = ReturnForm()
    if not form.validate_on_submit():
        page = inspection_queries.inspection_page(current_actor(), inspection_id, _opened())
        return _inspection_page(page, form, finding_id), 422
    try:
        with unit_of_work():
            service.return_to_team(
                finding_id, reason=form.reason.data or "", actor=current_actor(), at=clock.now()
            )
    except AlreadyDone as refusal:
        flash(refusal.message, "warn")
    else:
        flash("已退回。督察人员的平板下次联网时收到。")
    return redirect(url_for("findings.inspection", inspection_id=inspection_id, finding=finding_id))


@bp.post("/inspections/<uuid:inspection_id>/findings/<uuid:finding_id>/open")
@requires(Permission.RESTRICTED_VIEW)
def open_restricted(inspection_id: UUID, finding_id: UUID) -> Response:
    """Show the words of a restricted finding in this session; that they were opened is recorded."""
    with unit_of_work():
        service.note_opened(finding_id, actor=current_actor(), at=clock.now())
    session["opened"] = [*session.get("opened", ()), str(finding_id)][-MAX_OPENED:]
    return redirect(url_for("findings.inspection", inspection_id=inspection_id, finding=finding_id))


@bp.get("/evidence/<uuid:evidence_id>/<size>")
@requires(Permission.INSPECTIONS_VIEW)
def photo(evidence_id: UUID, size: str) -> Response:
    """A photo as a file: never cached by anything shared, checked again by its hash. Looking closely is in its custody log."""
    file = photo_queries.photo_file(current_actor(), evidence_id, size, opened=_opened())
    if size != "thumb":
        with unit_of_work():
            log_view(evidence_id, person_id=current_actor().person_id, at=clock.now())
    response = send_file(
        file_store().path(file.sha256),
        mimetype=file.media_type,
        as_attachment=not file.in_page,
        download_name=f"{evidence_id}.{file.media_type.partition('/')[2]}",
        etag=file.sha256,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response
