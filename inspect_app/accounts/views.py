"""Pages of sign-in, first run, the own account, people and tablets."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

import segno
from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.accounts import devices as device_service
from inspect_app.accounts import first_run as first_run_service
from inspect_app.accounts import queries, service
from inspect_app.accounts.forms import FirstRunForm, OwnPasswordForm, PersonForm, SignInForm
from inspect_app.accounts.guards import current_actor, end_session, public, requires, signed_in, start_session
from inspect_app.accounts.invitations import open_invitation
from inspect_app.accounts.permissions import Permission, Role
from inspect_app.foundation import clock
from inspect_app.foundation.refusals import EditedMeanwhile, InvalidInput, NotVisible, Refusal
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.units import queries as unit_queries
from inspect_app.web import messages
from inspect_app.web.forms import PlainForm
from inspect_app.web.pagination import PageRequest, read_page

bp = Blueprint("accounts", __name__)


def _local_target(target: str | None) -> str:
    """Where to go after sign-in: a path of this site, else the home page."""
    parts = urlsplit(target or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return url_for("home.home")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | BaseResponse | tuple[str, int]:
    """User name and password; comes back to the page that was asked for."""
    if first_run_service.installation_is_empty():
        return redirect(url_for("accounts.first_run"))
    form = SignInForm()
    refusal: Refusal | None = None
    if form.validate_on_submit():
        at = clock.now()
        with unit_of_work():
            outcome = service.sign_in(form.username.data or "", form.password.data or "", at=at)
        if not isinstance(outcome, Refusal):
            start_session(outcome, at=at)
            return redirect(_local_target(request.args.get("next")))
        refusal = outcome
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        refusal=refusal.message if refusal else None,
        session_ended=messages.SESSION_ENDED if request.args.get("ended") else None,
    )
    return (page, refusal.http_status) if refusal else page


@bp.post("/sign-out")
@signed_in
def sign_out() -> BaseResponse:
    end_session()
    flash(messages.SIGNED_OUT)
    return redirect(url_for("accounts.sign_in"))


@bp.route("/first-run", methods=["GET", "POST"])
@public
def first_run() -> str | Response | tuple[str, int]:
    """The first administrator, by the one-time code; answers with the recovery key, which is shown this once."""
    if not first_run_service.installation_is_empty():
        raise NotVisible
    form = FirstRunForm()
    if not form.validate_on_submit():
        return render_template("accounts/first_run.html", form=form)
    at = clock.now()
    try:
        with unit_of_work():
            _person, key = first_run_service.make_first_administrator(
                code=form.code.data or "",
                username=form.username.data or "",
                name=form.name.data or "",
                password=form.password.data or "",
                at=at,
            )
    except InvalidInput as refusal:
        if "code" in refusal.fields:
            with unit_of_work():
                first_run_service.note_wrong_code()
        form.take_refusal(refusal)
        return render_template("accounts/first_run.html", form=form), refusal.http_status
    # No redirect here: the private half exists only in this answer, so it can be shown and kept nowhere.
    picture = segno.make(key.private_text, error="m").svg_inline(scale=5, border=2)
    response = make_response(
        render_template("accounts/recovery_key.html", key=key, picture=Markup(picture), at=at)  # our own SVG
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> str | BaseResponse | tuple[str, int]:
    """The own password. Changing it ends the other sessions and starts this one anew."""
    actor, form = current_actor(), OwnPasswordForm()
    assert actor.person_id is not None
    status = 200
    if form.validate_on_submit():
        at = clock.now()
        try:
            with unit_of_work():
                service.change_own_password(
                    old=form.old.data or "", new=form.new.data or "", actor=actor, at=at
                )
        except InvalidInput as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            person = device_service.person_with_grants(actor.person_id)
            assert person is not None
            start_session(person, at=at)
            flash(messages.PASSWORD_CHANGED)
            return redirect(url_for("home.home"))
    page = render_template(
        "accounts/account.html",
        form=form,
        plain=PlainForm(),
        person=queries.person(actor, actor.person_id),
        must_change=g.must_change_password,
    )
    return page, status


@bp.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> BaseResponse:
    with unit_of_work():
        service.sign_out_everywhere(actor=current_actor(), at=clock.now())
    end_session()
    flash(messages.SIGNED_OUT_EVERYWHERE)
    return redirect(url_for("accounts.sign_in"))


@bp.get("/people")
@requires(Permission.PEOPLE_MANAGE)
def people() -> str:
    actor = current_actor()
    wanted = PageRequest.from_args(request.args, sorts=("name", "username"), default="name")
    search, role = request.args.get("q", "").strip(), request.args.get("role", "")
    page = read_page(
        wanted,
        lambda offset, limit: queries.people(
            actor,
            search=search,
            role=Role(role) if role in set(Role) else None,
            sort=wanted.order,
            offset=offset,
            limit=limit,
        ),
    )
    return render_template(
        "accounts/people.html",
        page=page,
        search=search,
        role=role,
        roles=[(item.value, item.label) for item in Role],
        region_names=dict(unit_queries.region_choices()),
    )


def _person_form() -> PersonForm:
    form = PersonForm()
    form.offer(
        regions=unit_queries.region_choices(), groups=unit_queries.unit_choices(None, kind="work_group")
    )
    return form


def _show_password(name: str, username: str, password: str) -> Response:
    """The page with a first password. No redirect: it is kept only as a hash, so it is shown in this answer alone."""
    response = make_response(
        render_template("accounts/first_password.html", name=name, username=username, password=password)
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def new_person() -> str | Response | tuple[str, int]:
    form = _person_form()
    if not form.validate_on_submit():
        return render_template("accounts/person_form.html", form=form, person=None, plain=PlainForm())
    password = service.random_password()
    try:
        with unit_of_work():
            service.create_person(
                username=form.username.data or "",
                name=form.name.data or "",
                password=password,
                grants=form.grants(),
                certificate_no=form.certificate_no.data or "",
                phone=form.phone.data or "",
                actor=current_actor(),
                at=clock.now(),
            )
    except InvalidInput as refusal:
        form.take_refusal(refusal)
        page = render_template("accounts/person_form.html", form=form, person=None, plain=PlainForm())
        return page, refusal.http_status
    return _show_password(form.name.data or "", (form.username.data or "").lower(), password)


@bp.route("/people/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def edit_person(person_id: UUID) -> str | BaseResponse | tuple[str, int]:
    person = queries.person(current_actor(), person_id)
    form = _person_form()
    status = 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                service.update_person(
                    person_id,
                    version=form.seen_version,
                    name=form.name.data or "",
                    certificate_no=form.certificate_no.data or "",
                    phone=form.phone.data or "",
                    grants=form.grants(),
                    actor=current_actor(),
                    at=clock.now(),
                )
        except (InvalidInput, EditedMeanwhile) as refusal:
            form.take_refusal(refusal)
            status = refusal.http_status
        else:
            flash(messages.saved(form.name.data or ""))
            return redirect(url_for("accounts.people"))
    elif request.method == "GET":
        form.show(person)
    page = render_template(
        "accounts/person_form.html",
        form=form,
        person=person,
        invitation=open_invitation(person_id, at=clock.now()),
        plain=PlainForm(),
    )
    return page, status


@bp.post("/people/<uuid:person_id>/disable")
@requires(Permission.PEOPLE_MANAGE)
def disable_person(person_id: UUID) -> BaseResponse:
    person = queries.person(current_actor(), person_id)
    try:
        with unit_of_work():
            service.disable_person(person_id, actor=current_actor(), at=clock.now())
    except InvalidInput as refusal:
        flash(refusal.message, "bad")
    else:
        flash(f"“{person.name}”已停用，登录和平板都不能再用。")
    return redirect(url_for("accounts.edit_person", person_id=person_id))


@bp.post("/people/<uuid:person_id>/enable")
@requires(Permission.PEOPLE_MANAGE)
def enable_person(person_id: UUID) -> BaseResponse:
    person = queries.person(current_actor(), person_id)
    with unit_of_work():
        service.enable_person(person_id, actor=current_actor(), at=clock.now())
    flash(f"“{person.name}”可以登录了。")
    return redirect(url_for("accounts.edit_person", person_id=person_id))


@bp.post("/people/<uuid:person_id>/new-password")
@requires(Permission.PEOPLE_MANAGE)
def new_password(person_id: UUID) -> Response:
    person = queries.person(current_actor(), person_id)
    with unit_of_work():
        password = service.new_password_for(person_id, actor=current_actor(), at=clock.now())
    return _show_password(person.name, person.username, password)


@bp.get("/devices")
@requires(Permission.DEVICES_MANAGE)
def devices() -> str:
    actor = current_actor()
    wanted = PageRequest.from_args(request.args)
    search, state = request.args.get("q", "").strip(), request.args.get("state", "")
    page = read_page(
        wanted,
        lambda offset, limit: queries.devices(actor, search=search, state=state, offset=offset, limit=limit),
    )
    return render_template(
        "accounts/devices.html", page=page, search=search, state_wanted=state, plain=PlainForm()
    )


@bp.post("/devices/<uuid:device_id>/revoke")
@requires(Permission.DEVICES_MANAGE)
def revoke_device(device_id: UUID) -> BaseResponse:
    with unit_of_work():
        device_service.revoke_device(device_id, actor=current_actor(), at=clock.now())
    flash("这台平板已停用。它下次联网时会上锁，没发送的内容留在里面。")
    return redirect(url_for("accounts.devices"))
