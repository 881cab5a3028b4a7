"""The pages behind `/-/`: how the installation is doing, what a tablet sent, the gallery of parts; and the demo accounts that the sign-in page names."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from inspect_app.accounts.guards import current_actor, requires, signed_in
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation import clock
from inspect_app.support import device_log
from inspect_app.support import gallery as gallery_parts
from inspect_app.support.demo import DEMO_ACCOUNTS, DemoAccount, demo_is_loaded
from inspect_app.support.running_state import running_state
from inspect_app.web.pagination import PageRequest, read_page
from inspect_app.web.state_looks import OPERATION, STATE_LOOKS

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


@bp.get("/-/status")
@requires(Permission.STATUS_VIEW)
def status() -> str:
    """How the installation is doing."""
    return render_template("support/status.html", now=running_state(clock.now()))


@bp.get("/-/sync/<uuid:device_id>")
@requires(Permission.DEVICES_MANAGE)
def device(device_id: UUID) -> str:
    """What one tablet sent and how it was answered, without any text that a person wrote."""
    log, result = device_log.device_log(current_actor(), device_id), request.args.get("result", "")
    page = read_page(
        PageRequest.from_args(request.args),
        lambda offset, limit: device_log.operations(device_id, result=result, offset=offset, limit=limit),
    )
    return render_template(
        "support/device.html",
        device=log,
        page=page,
        result=result,
        results=[(value, look.word) for value, look in OPERATION.items()],
    )
