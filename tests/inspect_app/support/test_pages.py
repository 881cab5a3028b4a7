"""The gallery of parts, and the demo accounts on the sign-in page."""

from __future__ import annotations

from flask.testing import FlaskClient

from inspect_app.accounts.permissions import Role
from inspect_app.support.demo import DEMO_ACCOUNTS, load_demo
from inspect_app.web.state_looks import STATE_LOOKS
from tests.builders import make_person
from tests.inspect_app.pages import sign_in, text


def test_the_gallery_shows_every_state_with_its_word(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.OFFICE))
    page = text(client, "/-/gallery")
    for looks in STATE_LOOKS.values():
        for look in looks.values():
            assert look.word in page and f"#{look.icon}" in page
    assert "●●○" in page


def test_the_sign_in_page_names_the_demo_accounts_only_with_the_example(client: FlaskClient) -> None:
    make_person(Role.ADMIN)
    assert "演示账号" not in text(client, "/sign-in")
    load_demo()
    page = text(client, "/sign-in")
    assert all(account.username in page for account in DEMO_ACCOUNTS)
