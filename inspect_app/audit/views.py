"""The auditor's page: who did what when, and whether the chain of hashes holds."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from inspect_app.accounts.guards import requires
from inspect_app.accounts.permissions import Permission
from inspect_app.audit import queries
from inspect_app.audit.service import verify_chain
from inspect_app.web.pagination import PageRequest, read_page

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@requires(Permission.AUDIT_VIEW)
def events() -> str:
    """The log, newest first; with `check=yes` the whole chain is read and verified first."""
    wanted = queries.EventFilter(
        search=request.args.get("q", "").strip(),
        subject=request.args.get("subject", ""),
        since=request.args.get("since", type=date.fromisoformat),
        until=request.args.get("until", type=date.fromisoformat),
    )
    page = read_page(
        PageRequest.from_args(request.args),
        lambda offset, limit: queries.events(wanted, offset=offset, limit=limit),
    )
    return render_template(
        "audit/events.html",
        page=page,
        wanted=wanted,
        narrowed=wanted != queries.EventFilter(),
        subjects=queries.subject_choices(),
        checked=verify_chain() if request.args.get("check") == "yes" else None,
    )
