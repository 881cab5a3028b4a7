"""Pages of letters: list, new, one letter, its steps, its file, the issuer's desk, the register."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation import clock
from inspect_app.foundation.refusals import InvalidInput, NotVisible, Refusal
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.letters import editor, issuing, jobs, preview, queries, rules, service
from inspect_app.letters import register as register_queries
from inspect_app.letters.forms import ReturnForm, VoidForm
from inspect_app.letters.refusals import CannotIssue, LetterIncomplete
from inspect_app.letters.signing import sign_desk
from inspect_app.web.forms import PlainForm
from inspect_app.web.pagination import PageRequest, read_page
from inspect_app.web.state_looks import LETTER

bp = Blueprint("letters", __name__)


@bp.get("/letters")
@requires(Permission.LETTERS_VIEW)
def letters() -> str:
    """The list, with state filter and search in the address."""
    actor, args = current_actor(), request.args
    search, state = args.get("q", "").strip(), args.get("state", "")
    paging = PageRequest.from_args(args, sorts=("edited", "unit", "number"), default="-edited")
    page = read_page(
        paging,
        lambda offset, limit: queries.letters(
            actor, state=state, search=search, sort=paging.order, offset=offset, limit=limit
        ),
    )
    states = [(key, LETTER[key].word) for key in rules.TRANSITIONS]
    return render_template("letters/list.html", page=page, search=search, state_filter=state, states=states)


@bp.post("/letters/new")
@requires(Permission.LETTERS_DRAFT)
def draft() -> Response:
    """Draft from the chosen findings and open the editor."""
    values = request.form.getlist("finding_id") or request.args.getlist("finding")
    chosen = [UUID(value) for value in values if _is_uuid(value)]
    if not chosen:
        flash("请先选要写进公文的问题。", "warn")
        return redirect(request.referrer or url_for("letters.letters"))
    try:
        with unit_of_work():
            letter_id = service.draft_from_findings(chosen, actor=current_actor(), at=clock.now())
    except InvalidInput as refusal:
        flash(refusal.message, "warn")
        return redirect(request.referrer or url_for("letters.letters"))
    return redirect(url_for("letter_editor.edit", letter_id=letter_id))


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


@bp.get("/letters/<uuid:letter_id>")
@requires(Permission.LETTERS_VIEW)
def letter(letter_id: UUID) -> str:
    """State, history, pages, file and the steps this person may take."""
    view = queries.letter(current_actor(), letter_id, at=clock.now())
    return _letter_page(view, ReturnForm(formdata=None), VoidForm(formdata=None))


def _letter_page(view: queries.LetterView, return_form: ReturnForm, void_form: VoidForm) -> str:
    return render_template(
        "letters/letter.html",
        letter=view,
        page_count=view.page_count or preview.printed_draft(view.id, view.version, view.content).pages,
        plain=PlainForm(),
        targets=editor.return_targets(view.content),
        return_form=return_form,
        void_form=void_form,
    )


@bp.post("/letters/<uuid:letter_id>/submit")
@requires(Permission.LETTERS_DRAFT)
def submit(letter_id: UUID) -> Response:
    """送核稿 (or 送签发). What is missing is shown in the editor."""
    try:
        with unit_of_work():
            state = service.submit(
                letter_id,
                version=request.form.get("version", 0, type=int),
                actor=current_actor(),
                at=clock.now(),
            )
    except (LetterIncomplete, Refusal) as refusal:
        if isinstance(refusal, NotVisible):
            raise
        flash(refusal.message, "warn")
        return redirect(url_for("letter_editor.edit", letter_id=letter_id))
    flash("已送核稿。" if state == "under_review" else "已送签发。")
    return redirect(url_for("letters.letter", letter_id=letter_id))


@bp.post("/letters/<uuid:letter_id>/approve")
@requires(Permission.LETTERS_REVIEW)
def approve(letter_id: UUID) -> Response:
    """核稿通过."""
    try:
        with unit_of_work():
            service.approve(letter_id, actor=current_actor(), at=clock.now())
    except CannotIssue as refusal:
        flash(refusal.message, "warn")
    else:
        flash("核稿通过，已送签发。")
    return redirect(url_for("letters.letter", letter_id=letter_id))


@bp.post("/letters/<uuid:letter_id>/return")
@requires(Permission.LETTERS_REVIEW, Permission.LETTERS_ISSUE)
def send_back(letter_id: UUID) -> Response | tuple[str, int]:
    """退回, with words; from the issuer's desk on to the next letter."""
    form = ReturnForm()
    if not form.validate_on_submit():
        view = queries.letter(current_actor(), letter_id, at=clock.now())
        return _letter_page(view, form, VoidForm(formdata=None)), 422
    block_id = (request.form.get("block") or "")[:40] or None
    with unit_of_work():
        service.return_to_drafter(
            letter_id, form.words.data or "", actor=current_actor(), at=clock.now(), block_id=block_id
        )
    flash("已退回拟稿人。")
    return _back(letter_id)


@bp.post("/letters/<uuid:letter_id>/issue")
@requires(Permission.LETTERS_ISSUE)
def issue(letter_id: UUID) -> Response:
    """签发: takes effect after the take-back seconds."""
    at = clock.now()
    try:
        with unit_of_work() as work:
            due = issuing.request_issue(letter_id, actor=current_actor(), at=at)
            seconds = (due - at).total_seconds()
            work.after_commit(lambda: jobs.issue_letter.schedule((str(letter_id),), delay=seconds))
    except (LetterIncomplete, CannotIssue) as refusal:
        flash(refusal.message, "warn")
    return _back(letter_id)


@bp.post("/letters/<uuid:letter_id>/take-back")
@requires(Permission.LETTERS_ISSUE)
def take_back(letter_id: UUID) -> Response:
    """撤回 before the issue takes effect."""
    with unit_of_work():
        issuing.take_back(letter_id, actor=current_actor(), at=clock.now())
    flash("已撤回，没有给文号。")
    return _back(letter_id)


def _back(letter_id: UUID) -> Response:
    """Back to where the step was taken: the issuer's desk or the letter's page."""
    if request.form.get("from") == "sign":
        return redirect(url_for("letters.sign"))
    return redirect(url_for("letters.letter", letter_id=letter_id))


@bp.post("/letters/<uuid:letter_id>/void")
@requires(Permission.LETTERS_ISSUE)
def void(letter_id: UUID) -> Response | tuple[str, int]:
    """作废; the number stays in the register."""
    form = VoidForm()
    if not form.validate_on_submit():
        view = queries.letter(current_actor(), letter_id, at=clock.now())
        return _letter_page(view, ReturnForm(formdata=None), form), 422
    with unit_of_work():
        issuing.void(letter_id, form.reason.data or "", actor=current_actor(), at=clock.now())
    flash("已作废。文号和原因留在登记簿上。")
    return redirect(url_for("letters.letter", letter_id=letter_id))


@bp.get("/letters/sign")
@requires(Permission.LETTERS_ISSUE)
def sign() -> str:
    """What waits for my issue, one letter a page."""
    at = clock.now()
    desk = sign_desk(current_actor(), request.args.get("letter", type=UUID), at=at)
    return render_template(
        "letters/sign.html", desk=desk, plain=PlainForm(), return_form=ReturnForm(formdata=None), at=at
    )


@bp.get("/letters/register")
@requires(Permission.REGISTER_VIEW)
def register() -> str:
    """发文登记簿."""
    actor, year = current_actor(), request.args.get("year", type=int)
    page = read_page(
        PageRequest.from_args(request.args),
        lambda offset, limit: register_queries.register(actor, year=year, offset=offset, limit=limit),
    )
    years = [(value, f"{value} 年") for value in register_queries.register_years()]
    return render_template("letters/register.html", page=page, year=year, years=years)
