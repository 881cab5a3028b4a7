"""Pages of invitations: sending and revoking one, and the public page where it is used.

Promises: a code is shown in the answer that made it and never again; the link carries it behind `#`, so that it reaches no server's
log; the public page is slowed down for each address.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.accounts import invitations, queries
from inspect_app.accounts.forms import InvitationForm
from inspect_app.accounts.guards import current_actor, public, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation import clock
from inspect_app.foundation.refusals import InvalidInput
from inspect_app.foundation.unit_of_work import unit_of_work

bp = Blueprint("invitations", __name__)

#: A code has eighty random bits; this only keeps an address from filling the log.
_PACE = parse("10/minute")
_limiter = MovingWindowRateLimiter(MemoryStorage())


@dataclass(frozen=True)
class Sent:
    """One invitation as it is handed over."""

    name: str
    username: str
    code: str


def show_sent(sent: list[Sent], title: str) -> Response:
    """The page that hands invitations over. No redirect: the codes are kept as hashes, so they are in this answer alone."""
    address = current_app.extensions["settings"].public_url + url_for("invitations.accept")
    link = f"{address}#{sent[0].code}" if len(sent) == 1 else address
    picture = Markup(segno.make(link, error="m").svg_inline(scale=4, border=2))  # our own SVG
    response = make_response(
        render_template(
            "accounts/invitations_sent.html",
            sent=sent,
            title=title,
            address=address,
            link=link,
            picture=picture,
            until=clock.now() + invitations.VALID_FOR,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/people/<uuid:person_id>/invitation")
@requires(Permission.PEOPLE_MANAGE)
def send(person_id: UUID) -> BaseResponse:
    person = queries.person(current_actor(), person_id)
    try:
        with unit_of_work():
            code = invitations.invite(person_id, actor=current_actor(), at=clock.now())
    except InvalidInput as refusal:
        flash(refusal.message, "bad")
        return redirect(url_for("accounts.edit_person", person_id=person_id))
    return show_sent([Sent(person.name, person.username, code)], f"把邀请交给{person.name}")


@bp.post("/people/<uuid:person_id>/invitation/revoke")
@requires(Permission.PEOPLE_MANAGE)
def revoke(person_id: UUID) -> BaseResponse:
    queries.person(current_actor(), person_id)
    with unit_of_work():
        invitations.revoke(person_id, actor=current_actor(), at=clock.now())
    flash("邀请已作废。")
    return redirect(url_for("accounts.edit_person", person_id=person_id))


@bp.route("/invitation", methods=["GET", "POST"])
@public
def accept() -> str | BaseResponse | tuple[str, int]:
    """Choose the own password by the code of an invitation."""
    form = InvitationForm()
    if not form.validate_on_submit():
        return render_template("accounts/invitation.html", form=form)
    if not _limiter.hit(_PACE, "invitation", request.remote_addr or ""):
        abort(429)
    try:
        with unit_of_work():
            username = invitations.accept(form.code.data or "", form.password.data or "", at=clock.now())
    except InvalidInput as refusal:
        form.take_refusal(refusal)
        return render_template("accounts/invitation.html", form=form), refusal.http_status
    flash(f"口令设好了。请用用户名 {username} 登录。")
    return redirect(url_for("accounts.sign_in"))
