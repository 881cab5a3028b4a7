"""The first page, and what every template of the office may use: the person, the permissions, the frame."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template

from inspect_app.accounts.guards import current_actor, signed_in
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation import clock
from inspect_app.home import navigation, queries

bp = Blueprint("home", __name__)


@bp.app_context_processor
def _person() -> dict[str, Any]:
    """`actor` (None without a session) and `permission`, for the buttons a role has or has not."""
    return {"actor": g.get("actor"), "permission": Permission}


@bp.app_template_global()
def shell() -> navigation.Shell:
    """The frame around a page of a signed-in person."""
    return navigation.shell_for(current_actor())


@bp.get("/")
@signed_in
def home() -> str:
    at = clock.now()
    return render_template("home/home.html", page=queries.home_page(current_actor(), at), today=at)
