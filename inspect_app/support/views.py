"""The gallery of parts, and the demo accounts that the sign-in page names."""

from __future__ import annotations

from flask import Blueprint, render_template

from inspect_app.accounts.guards import signed_in
from inspect_app.support import gallery as gallery_parts
from inspect_app.support.demo import DEMO_ACCOUNTS, DemoAccount, demo_is_loaded
from inspect_app.web.state_looks import STATE_LOOKS

bp = Blueprint("support", __name__)


@bp.app_template_global()
def demo_sign_ins() -> tuple[DemoAccount, ...]:
    """Accounts that the sign-in page names while the example campaign is loaded."""
    return DEMO_ACCOUNTS if demo_is_loaded() else ()


@bp.get("/-/gallery")
@signed_in
def gallery() -> str:
    """Every part of the office pages, with made-up content."""
    return render_template(
        "support/gallery.html",
        kinds=gallery_parts.KINDS,
        looks=STATE_LOOKS,
        form=gallery_parts.example_form(),
        page=gallery_parts.example_page(),
    )
