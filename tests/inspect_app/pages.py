"""Browsing the office pages in tests: signing in, sending forms as a page would send them."""

from __future__ import annotations

import re
from typing import Any

from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Person
from inspect_app.foundation.database import db
from tests.builders import PASSWORD


def sign_in(client: FlaskClient, actor: Actor, password: str = PASSWORD) -> FlaskClient:
    """Sign the person in; the client then browses as that person, with CSRF tokens as the pages carry them."""
    assert actor.person_id is not None
    username = db.session.get_one(Person, actor.person_id).username
    db.session.rollback()
    answer = send(client, "/sign-in", {"username": username, "password": password})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def _as_a_new_request() -> None:
    """Forget what earlier requests left in `g`: the fixture `app` keeps one application context open for the whole test."""
    for name in list(g):
        g.pop(name)


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    """The page at `path` as text; fails on another status."""
    _as_a_new_request()
    answer = client.get(path)
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return answer.get_data(as_text=True)


def send(
    client: FlaskClient, path: str, fields: dict[str, Any], *, page: str | None = None, follow: bool = False
) -> TestResponse:
    """Send a form with the CSRF token of the page it stands on (`page`, or the same path)."""
    fields = {"csrf_token": token(client, page or path), **fields}
    _as_a_new_request()
    return client.post(path, data=fields, follow_redirects=follow)


def token(client: FlaskClient, page: str) -> str:
    """The CSRF token on a page. Fails when the page has no form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text(client, page))
    assert found, f"{page} has no form"
    return found.group(1)


def hidden(client: FlaskClient, page: str, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', text(client, page))
    assert found, f"{page} has no field {name}"
    return found.group(1)
