"""Static files: compressed for those who take it, the same for everybody."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from inspect_app.accounts.permissions import Role
from inspect_app.web.assets import STATIC_ROOT, static_url
from tests.builders import make_person
from tests.inspect_app.pages import sign_in

TEXT = "tablet/main.js"
PICTURE = "tablet/icons/icon-192.png"
TAKES_GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_text_goes_compressed_to_whoever_takes_it_and_is_the_same_text(client: FlaskClient) -> None:
    content = (STATIC_ROOT / TEXT).read_bytes()
    compressed = client.get(static_url(TEXT), headers=TAKES_GZIP)
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert compressed.headers["Content-Length"] == str(len(compressed.data))
    assert gzip.decompress(compressed.data) == content
    plain = client.get(static_url(TEXT), headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert plain.data == content
    assert compressed.vary == plain.vary
    assert "accept-encoding" in plain.vary


def test_a_compressed_file_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(static_url(TEXT), headers=TAKES_GZIP)
    again = client.get(static_url(TEXT), headers={**TAKES_GZIP, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_pictures_go_as_they_are(client: FlaskClient) -> None:
    answer = client.get(static_url(PICTURE), headers=TAKES_GZIP)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (STATIC_ROOT / PICTURE).read_bytes()


@pytest.mark.usefixtures("app")
def test_a_file_does_not_vary_with_who_asks(client: FlaskClient) -> None:
    sign_in(client, make_person(Role.ADMIN))
    answer = client.get(static_url(TEXT))
    assert "cookie" not in answer.vary
    assert "Set-Cookie" not in answer.headers
