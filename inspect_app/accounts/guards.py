"""Who may open a page: session loading and the two decorators every view carries.

Promises: a view without `requires`, `signed_in` or `public` does not start (tests/architecture walks all routes);
no right means 404, not 403; an anonymous person is sent to sign in and comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.devices import person_with_grants
from inspect_app.accounts.models import Person
from inspect_app.accounts.permissions import Permission
from inspect_app.accounts.service import actor_of
from inspect_app.foundation import clock
from inspect_app.foundation.refusals import NotVisible, Refusal

View = TypeVar("View", bound=Callable[..., Any])


class SessionEnded(Refusal):
    """The office session ran out while a script was saving; what was typed stays on the page."""

    code = "session_ended"
    http_status = 401
    message = "时间太久，请重新登录。已填的还在。"


def start_session(person: Person, *, at: datetime) -> None:
    """Sign a person in to the office pages; the session is new (rotation) and bound to the session epoch."""
    session.clear()
    session["person"] = str(person.id)
    session["epoch"] = person.session_epoch
    session["since"] = at.timestamp()
    session["seen"] = at.timestamp()
    session.permanent = True


def end_session() -> None:
    session.clear()


def _session_lives(at: datetime) -> bool:
    settings = current_app.extensions["settings"]
    since = datetime.fromtimestamp(session.get("since", 0), UTC)
    seen = datetime.fromtimestamp(session.get("seen", 0), UTC)
    return at - since < timedelta(hours=settings.session_absolute_hours) and at - seen < timedelta(
        minutes=settings.session_idle_minutes
    )


def load_actor() -> None:
    """Before each request: put the signed-in person's actor into `g`, or None."""
    g.actor = None
    g.must_change_password = False
    if "person" not in session:
        return
    at = clock.now()
    person = person_with_grants(UUID(session["person"])) if _session_lives(at) else None
    if person is None or person.disabled_at is not None or person.session_epoch != session.get("epoch"):
        session.clear()
        return
    # Written at most once a minute, so that reading pages does not set a cookie each time.
    if at.timestamp() - session["seen"] > 60:
        session["seen"] = at.timestamp()
    g.actor = actor_of(person)
    g.must_change_password = person.must_change_password


def current_actor() -> Actor:
    """The signed-in person. Raises RuntimeError in a view that is public."""
    actor = g.get("actor")
    if actor is None:
        raise RuntimeError("this view has no guard")
    assert isinstance(actor, Actor)
    return actor


def _turned_away() -> Response | None:
    """Where somebody without a session or with a first password goes instead; None when all is well."""
    if g.get("actor") is None:
        if request.is_json or (
            request.method != "GET" and request.accept_mimetypes.best == "application/json"
        ):
            raise SessionEnded
        if request.method == "GET":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        # A form was sent after the session ended: back to its page, where the browser offers what was typed.
        page = urlsplit(request.referrer or "").path or None
        return redirect(url_for("accounts.sign_in", next=page, ended="yes"))
    if g.must_change_password and request.endpoint not in {"accounts.account", "accounts.sign_out"}:
        return redirect(url_for("accounts.account"))
    return None


def signed_in(view: View) -> View:
    """Open to everyone who is signed in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return _turned_away() or view(*args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]  # read by the access matrix test
    return guarded  # type: ignore[return-value]


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Open to people who hold one of `permissions`; others get 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            away = _turned_away()
            if away is not None:
                return away
            if not any(current_actor().may(permission) for permission in permissions):
                raise NotVisible
            return view(*args, **kwargs)

        guarded.access = frozenset(permissions)  # type: ignore[attr-defined]  # read by the access matrix test
        return guarded  # type: ignore[return-value]

    return decorate


def public(view: View) -> View:
    """Open without signing in."""
    view.access = "public"  # type: ignore[attr-defined]  # read by the access matrix test
    return view


def for_tablets(view: View) -> View:
    """Open to registered tablets by bearer token; the tablet API checks it itself."""
    view.access = "tablet"  # type: ignore[attr-defined]  # read by the access matrix test
    return view


def init_guards(app: Flask) -> None:
    """Load the actor before every request that is not a file."""

    @app.before_request
    def _load() -> None:
        if request.endpoint is None:
            g.actor, g.must_change_password = None, False
            return
        view = app.view_functions.get(request.endpoint)
        if request.endpoint != "static" and getattr(view, "access", None) is None:
            abort(500, f"view {request.endpoint} has no guard")
        # Files are the same for everybody: no row is read for them, and no cookie makes them vary in a cache.
        if getattr(view, "access", None) == "tablet" or request.endpoint == "asset":
            g.actor, g.must_change_password = None, False
            return
        load_actor()
