"""Pages of checklists: which versions are published and what stands in one. Read only; the editor comes later."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from inspect_app.accounts.guards import requires
from inspect_app.accounts.permissions import Permission
from inspect_app.checklists import queries

bp = Blueprint("checklists", __name__, url_prefix="/checklists")


@bp.get("")
@requires(Permission.CATALOGUE_VIEW)
def checklists() -> str:
    """Published versions, newest first within a checklist."""
    return render_template("checklists/list.html", versions=queries.published_versions())


@bp.get("/<uuid:version_id>")
@requires(Permission.CATALOGUE_VIEW)
def version(version_id: UUID) -> str:
    """One published version with its sections and items, as tablets have it."""
    return render_template("checklists/version.html", version=queries.published_version(version_id))
