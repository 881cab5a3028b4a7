"""The plain page that hands the certificate of --lan to tablets."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspect_app.cli.certificate_page import documents, make_server
from inspect_app.cli.lan_certificates import LanCertificates, ServerNames, ensure_certificates

ADDRESS = "https://192.168.1.20:5000"


@pytest.fixture
def made(tmp_path: Path) -> LanCertificates:
    return ensure_certificates(tmp_path, ServerNames(("office",), ("127.0.0.1",)), at=datetime.now(UTC))


@pytest.fixture
def connection(made: LanCertificates) -> Iterator[http.client.HTTPConnection]:
    with make_server("127.0.0.1", 0, documents(made.authority.read_bytes(), address=ADDRESS)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        yield client
        client.close()
        server.shutdown()
        thread.join()


def fetch(
    connection: http.client.HTTPConnection, path: str, method: str = "GET"
) -> tuple[http.client.HTTPResponse, bytes]:
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_the_page_names_the_address_the_fingerprint_and_the_steps_of_three_systems(
    connection: http.client.HTTPConnection, made: LanCertificates
) -> None:
    answer, body = fetch(connection, "/")
    text = body.decode()
    assert answer.status == 200
    assert f'href="{ADDRESS}/field"' in text
    assert made.fingerprint in text
    assert all(system in text for system in ("Android", "HarmonyOS", "iPadOS"))
    assert "$" not in text
    assert "style=" not in text


def test_the_certificate_comes_as_a_file_that_tablets_know(
    connection: http.client.HTTPConnection, made: LanCertificates
) -> None:
    answer, body = fetch(connection, "/ca.crt")
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ca.crt"'
    assert body == made.authority.read_bytes()
    assert b"PRIVATE" not in body


def test_both_style_sheets_of_the_page_are_served(connection: http.client.HTTPConnection) -> None:
    for sheet in ("/tokens.css", "/page.css"):
        assert fetch(connection, sheet)[0].headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("path", ["/ca.key", "/../ca.key", "/%2e%2e/server.key", "/?", "/server.crt"])
def test_nothing_else_is_served(connection: http.client.HTTPConnection, path: str) -> None:
    answer, body = fetch(connection, path)
    assert answer.status == 404
    assert b"KEY" not in body


def test_asking_for_the_head_sends_no_body(connection: http.client.HTTPConnection) -> None:
    answer, body = fetch(connection, "/", method="HEAD")
    assert int(answer.headers["Content-Length"]) > 0
    assert body == b""
