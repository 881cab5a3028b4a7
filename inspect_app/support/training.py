"""The page of the training example: load it in one step, take it away in one step.

Promises: an administrator never removes the last administrator with it. Does not: know what the example holds (demo.py).
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Exists, exists, select
from werkzeug.wrappers import Response

from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.models import Person, RoleGrant
from inspect_app.accounts.permissions import Permission, Role
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import InvalidInput, Refusal
from inspect_app.support.demo import DEMO_ACCOUNTS, demo_is_loaded, load_demo, remove_demo
from inspect_app.support.models import DemoRow
from inspect_app.web.forms import PlainForm

bp = Blueprint("training", __name__)


class NoOwnAdministrator(Refusal):
    """Without the example's people nobody could look after the installation any more."""

    code = "no_own_administrator"
    http_status = 409
    message = "移除示例后就没有系统管理员了。请先在“人员”里添加一位自己的。"


class NamesTaken(Refusal):
    """The office's own rows have names that the example needs."""

    code = "demo_names_taken"
    http_status = 409
    message = "示例要用的名称，自己已经在用，没有装入。"


@bp.route("/-/training", methods=["GET", "POST"])
@requires(Permission.TRAINING)
def training() -> str | Response | tuple[str, int]:
    """Whether the example is here, and the one step that loads or removes it."""
    form = PlainForm()
    recovery_key, status = None, 200
    if form.validate_on_submit():
        try:
            recovery_key = _act(request.form.get("act", ""))
        except Refusal as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            if recovery_key is None:
                return redirect(url_for("training.training"))
    page = render_template(
        "support/training.html",
        form=form,
        loaded=demo_is_loaded(),
        accounts=DEMO_ACCOUNTS,
        own_administrator=_own_administrator(),
        belongs_to_example=_belongs_to_example(),
        recovery_key=recovery_key,
    )
    return page, status


def _act(act: str) -> str | None:
    """Load or remove; returns a recovery key that has to be shown now. Raises Refusal; nothing is changed then."""
    if act == "load":
        try:
            key = load_demo()
        except InvalidInput as taken:
            raise NamesTaken(NamesTaken.message + "".join(taken.fields.values())) from taken
        flash("示例已装入。")
        return key
    if act == "remove":
        if not _own_administrator():
            raise NoOwnAdministrator
        remove_demo()
        flash("示例已移除，自己的都在。")
    return None


def _of_example() -> Exists:
    return exists().where(DemoRow.row_id == Person.id, DemoRow.kind == "person")


def _own_administrator() -> bool:
    """Whether someone who is not of the example can sign in as administrator of the whole city."""
    admins = (
        select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.ADMIN, RoleGrant.region_id.is_(None))
        .where(Person.disabled_at.is_(None), ~_of_example())
    )
    return db.session.scalar(admins.limit(1)) is not None


def _belongs_to_example() -> bool:
    """Whether the person at the page goes away with the example."""
    mine = select(Person.id).where(Person.id == current_actor().person_id, _of_example())
    return db.session.scalar(mine) is not None
