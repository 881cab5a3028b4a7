"""The editor: its page, saving from its script, source changes, pages as pictures, photos and the file."""

from __future__ import annotations

import io
from uuid import UUID

import msgspec
from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.campaigns import queries as campaign_queries
from inspect_app.foundation import clock
from inspect_app.foundation.refusals import EditedMeanwhile, NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.letters import editor, preview, queries, rules, service
from inspect_app.letters.forms import read_save_message
from inspect_app.letters.sources import printed_image
from inspect_app.web.forms import PlainForm

bp = Blueprint("letter_editor", __name__)

PREVIEW_WIDTH = 900


@bp.get("/letters/<uuid:letter_id>/edit")
@requires(Permission.LETTERS_DRAFT)
def edit(letter_id: UUID) -> str | BaseResponse:
    """Outline, blocks and the real page. A letter that is no longer a draft opens for reading."""
    actor, at = current_actor(), clock.now()
    row = queries.letter_row(actor, letter_id)
    if not rules.can_edit(row.state):
        return redirect(url_for("letters.letter", letter_id=letter_id))
    review = campaign_queries.campaign(actor, row.campaign_id).review_required
    page = editor.editor_page(actor, letter_id, review_required=review, at=at)
    return render_template("letters/edit.html", page=page, letter=page.letter, plain=PlainForm())


@bp.put("/letters/<uuid:letter_id>/content")
@requires(Permission.LETTERS_DRAFT)
def save(letter_id: UUID) -> Response:
    """Save what the script sends; answers with version, pages, labels and what is missing."""
    message, actor, at = read_save_message(request.get_data()), current_actor(), clock.now()
    with unit_of_work():
        service.edit(letter_id, message.letter, version=message.version, actor=actor, at=at)
    answer = editor.saved(actor, letter_id, at=at)
    return Response(msgspec.json.encode(answer), mimetype="application/json")


@bp.post("/letters/<uuid:letter_id>/sources/<uuid:finding_id>")
@requires(Permission.LETTERS_DRAFT)
def review_source(letter_id: UUID, finding_id: UUID) -> BaseResponse:
    """用新的 or 保留本稿."""
    try:
        with unit_of_work():
            service.renew_source(
                letter_id,
                finding_id,
                take_new=request.form.get("take") == "new",
                version=request.form.get("version", 0, type=int),
                actor=current_actor(),
                at=clock.now(),
            )
    except EditedMeanwhile as refusal:
        flash(refusal.message, "warn")
    return redirect(url_for("letter_editor.edit", letter_id=letter_id))


@bp.get("/letters/<uuid:letter_id>/pages/<int:version>/<int:page>.png")
@requires(Permission.LETTERS_VIEW)
def page_picture(letter_id: UUID, version: int, page: int) -> Response:
    """One real page. The browser keeps only those of the file: a draft has the same address as what is issued from it."""
    row = queries.letter_row(current_actor(), letter_id)
    view = queries.letter(current_actor(), letter_id, at=clock.now())
    if row.file_sha256 is not None:
        pdf = queries.letter_file(current_actor(), letter_id)[1]
    else:
        pdf = preview.printed_draft(row.id, row.version, view.content).pdf
    answer = make_response(preview.page_png(pdf, page, width=PREVIEW_WIDTH))
    answer.mimetype = "image/png"
    kept = version == row.version and row.file_sha256 is not None
    answer.headers["Cache-Control"] = "private, max-age=600" if kept else "no-store"
    return answer


@bp.get("/letters/<uuid:letter_id>/photos/<uuid:evidence_id>")
@requires(Permission.LETTERS_VIEW)
def photo(letter_id: UUID, evidence_id: UUID) -> Response:
    """A photo of the letter, in letter size. Only what the letter shows can be asked for here."""
    view = queries.letter(current_actor(), letter_id, at=clock.now())
    if str(evidence_id) not in {figure.evidence_id for figure in view.content.figures}:
        raise NotVisible
    data = printed_image(f"evidence:{evidence_id}")
    if data is None:
        raise NotVisible
    answer = make_response(data)
    answer.mimetype = "image/jpeg"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@bp.get("/letters/<uuid:letter_id>/pdf")
@requires(Permission.LETTERS_VIEW)
def pdf(letter_id: UUID) -> Response:
    """The issued file, under its number and title; before that a draft with the draft mark."""
    actor = current_actor()
    row = queries.letter_row(actor, letter_id)
    if row.file_sha256 is not None:
        name, data = queries.letter_file(actor, letter_id)
        return send_file(io.BytesIO(data), mimetype="application/pdf", as_attachment=True, download_name=name)
    if row.state in rules.NUMBERED_STATES:
        raise NotVisible
    view = queries.letter(actor, letter_id, at=clock.now())
    data = preview.printed_draft(row.id, row.version, view.content).pdf
    name = f"草稿 {view.title}.pdf"
    return send_file(io.BytesIO(data), mimetype="application/pdf", as_attachment=True, download_name=name)
