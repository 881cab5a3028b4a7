"""Pages of the catalogue: the list by areas and one code with all its words. Read only."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from inspect_app.accounts.guards import requires
from inspect_app.accounts.permissions import Permission
from inspect_app.catalogue import queries

bp = Blueprint("catalogue", __name__, url_prefix="/catalogue")


@bp.get("")
@requires(Permission.CATALOGUE_VIEW)
def catalogue() -> str:
    """The areas with their codes, or those that a search found."""
    search = request.args.get("q", "").strip()[:80]
    return render_template("catalogue/list.html", page=queries.catalogue_page(search))


@bp.get("/<code>")
@requires(Permission.CATALOGUE_VIEW)
def item(code: str) -> str:
    """One code: how to check it by each method, basis, yardstick, half sentences, suggestion."""
    return render_template("catalogue/item.html", item=queries.item_detail(code))
