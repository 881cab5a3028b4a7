"""The page of backups: make one, take it out, delete it. A backup holds the whole city, so a county's people see none of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.guards import current_actor, requires
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation import clock
from inspect_app.foundation.refusals import NotVisible, Refusal
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.safekeeping import jobs, queries, service
from inspect_app.safekeeping.forms import BackupForm
from inspect_app.web.forms import PlainForm
from inspect_app.web.pagination import PageRequest, read_page

bp = Blueprint("safekeeping", __name__)


@bp.route("/safekeeping", methods=["GET", "POST"])
@requires(Permission.SAFEKEEPING)
def backups() -> str | Response | tuple[str, int]:
    """The list, and the form above it that asks for a new one."""
    actor, form = _keeper(), BackupForm()
    if form.validate_on_submit():
        try:
            _ask_for_one(form.passphrase.data or "", actor)
        except Refusal as refusal:
            form.take_refusal(refusal)
        else:
            return redirect(url_for("safekeeping.backups"))
    page = read_page(
        PageRequest.from_args(request.args),
        lambda offset, limit: queries.backups(offset=offset, limit=limit),
    )
    return render_template(
        "safekeeping/backups.html",
        page=page,
        form=form,
        plain=PlainForm(),
        under_way=queries.under_way(),
        newest=queries.newest(clock.now()),
    ), 422 if form.errors or form.form_errors else 200


def _keeper() -> Actor:
    actor = current_actor()
    if actor.regions(Permission.SAFEKEEPING) is not None:
        raise NotVisible
    return actor


def _ask_for_one(passphrase: str, actor: Actor) -> None:
    service.check_passphrase(passphrase)
    # Sealed here and now: the passphrase itself is written nowhere, not even into the queue of jobs.
    sealed = service.sealed_keys(passphrase)
    with unit_of_work() as work:
        backup_id = service.request_backup(sealed, actor=actor, at=clock.now())
        work.after_commit(lambda: jobs.make_backup(str(backup_id)))


@bp.get("/safekeeping/<uuid:backup_id>/file")
@requires(Permission.SAFEKEEPING)
def download(backup_id: UUID) -> Response:
    """The archive itself; that it was fetched is kept."""
    actor = _keeper()
    with unit_of_work():
        path = service.take_out(backup_id, actor=actor, at=clock.now())
    return send_file(
        path,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"法治督察备份-{path.name}",
    )


@bp.post("/safekeeping/<uuid:backup_id>/delete")
@requires(Permission.SAFEKEEPING)
def delete(backup_id: UUID) -> Response:
    """Delete the file; who made it and who deleted it stays in the list."""
    actor = _keeper()
    with unit_of_work() as work:
        path = service.delete_backup(backup_id, actor=actor, at=clock.now())
        work.after_commit(lambda: path.unlink(missing_ok=True))
    flash("备份文件已删除。")
    return redirect(url_for("safekeeping.backups"))
