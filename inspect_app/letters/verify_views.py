"""公文核验: public, without sign-in, without any content of the letter, slowed down."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from inspect_app.accounts.guards import public
from inspect_app.foundation import clock
from inspect_app.letters import verification
from inspect_app.letters.forms import VerifyForm
from inspect_app.letters.verification import Verdict

bp = Blueprint("verify", __name__)

#: Eight hexadecimal characters are 4 billion guesses; at this pace one address needs eight centuries for one number.
_PACE = parse("10/minute")
_limiter = MovingWindowRateLimiter(MemoryStorage())


def _slow_down() -> None:
    """Refuse an address that asks too often (429)."""
    if not _limiter.hit(_PACE, "verify", request.remote_addr or ""):
        abort(429)


@bp.route("/verify", methods=["GET", "POST"])
@public
def by_hand() -> str:
    """Number and eight characters, or a file hashed in the browser."""
    form = VerifyForm()
    if not form.validate_on_submit():
        return _page(form, None)
    _slow_down()
    number, characters = form.number.data or "", form.characters.data or ""
    if form.file_sha256.data:
        verdict = verification.verify_file(form.file_sha256.data, number=number, characters=characters)
    else:
        verdict = verification.verify_number(number, characters)
    return _page(form, verdict)


@bp.get("/verify/<code>")
@public
def by_code(code: str) -> str:
    """From the QR code: the hash of the letter's content. The number in the address must be that letter's."""
    _slow_down()
    verdict = verification.verify_hash(code)
    number = request.args.get("number", "")
    if (
        verdict.answer == "genuine"
        and number
        and verification.parse_number(number) != verification.parse_number(verdict.number)
    ):
        verdict = Verdict("not_found")
    return _page(VerifyForm(formdata=None), verdict)


def _page(form: VerifyForm, verdict: Verdict | None) -> str:
    return render_template("letters/verify.html", form=form, verdict=verdict, at=clock.now())
