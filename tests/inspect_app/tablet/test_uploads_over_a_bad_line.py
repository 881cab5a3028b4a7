"""Uploads to the real server: a line that is cut anywhere, a server that is killed, a stock client."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from tusclient.client import TusClient

from inspect_app.accounts.permissions import Role
from inspect_app.config import Settings
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.ids import new_id
from tests.builders import PASSWORD, make_person
from tests.inspect_app.tablet.http_tablet import TUS, upload_metadata
from tests.inspect_app.tablet.live_server import LiveServer, free_port
from tests.inspect_app.tablet.pictures import jpeg
from tests.inspect_app.tablet.test_sync_api import username_of

# Once is enough here: what SQL does is proven on both databases by the contract.
pytestmark = [pytest.mark.real_clock, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]
PHOTO = jpeg(7, (2400, 1800))


@pytest.fixture
def server(app: Flask, settings: Settings) -> Iterator[LiveServer]:
    server = LiveServer(settings, free_port())
    server.start()
    yield server
    server.kill()


class Line:
    """A tablet on a bad line: plain sockets, so that a test decides where they break."""

    def __init__(self, server: LiveServer, username: str) -> None:
        self._server = server
        body = {"protocol": 1, "device_id": str(new_id()), "tablet_name": "平板 07"}
        body |= {"username": username, "password": PASSWORD}
        status, _, answer = self.ask("POST", "/sync/register", json.dumps(body).encode(), {})
        assert status == 200, answer
        self.token = json.loads(answer)["token"]

    @property
    def headers(self) -> dict[str, str]:
        return {**TUS, "Authorization": f"Bearer {self.token}"}

    def ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=60)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, dict(answer.headers), content

    def create(self, content: bytes = PHOTO) -> str:
        headers = {"Upload-Length": str(len(content)), "Upload-Metadata": upload_metadata(content)}
        status, found, _ = self.ask("POST", "/sync/uploads", None, self.headers | headers)
        assert status == 201
        return found["Location"]

    def offset(self, location: str) -> int:
        status, found, _ = self.ask("HEAD", location, None, self.headers)
        assert status == 200
        return int(found["Upload-Offset"])

    def patch(self, location: str, offset: int, piece: bytes) -> tuple[int, dict[str, str]]:
        own = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        status, found, _ = self.ask("PATCH", location, piece, self.headers | own)
        return status, found

    def begin_patch(self, location: str, offset: int, length: int) -> socket.socket:
        """Send the head of a PATCH and leave the body to the test."""
        wire = socket.create_connection(("127.0.0.1", self._server.port), timeout=60)
        own = {
            "Host": "127.0.0.1",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(length),
        }
        lines = [f"PATCH {location} HTTP/1.1", *(f"{k}: {v}" for k, v in (self.headers | own).items())]
        wire.sendall("\r\n".join([*lines, "", ""]).encode())
        return wire


@pytest.fixture
def line(app: Flask, server: LiveServer) -> Line:
    return Line(server, username_of(make_person(Role.INSPECTOR).person_id))


def eventually(check: Any, seconds: float = 30) -> Any:
    """The first true answer of `check`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def test_a_patch_cut_in_its_middle_keeps_every_byte_that_arrived(line: Line) -> None:
    location = line.create()
    wire = line.begin_patch(location, 0, len(PHOTO))
    wire.sendall(PHOTO[:100_001])
    wire.close()
    kept = eventually(lambda: line.offset(location) == 100_001 and 100_001)
    status, found = line.patch(location, kept, PHOTO[kept:])
    assert status == 204
    receipt = json.loads(base64.b64decode(found["Upload-Receipt"]))
    assert receipt["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    assert b"".join(file_store().open_range(receipt["sha256"])) == PHOTO


def test_bytes_are_kept_while_the_request_is_still_running(line: Line) -> None:
    location = line.create()
    wire = line.begin_patch(location, 0, len(PHOTO))
    wire.sendall(PHOTO[:65_536])
    eventually(lambda: line.offset(location) == 65_536)
    wire.sendall(PHOTO[65_536:])
    assert b" 204 " in wire.recv(100)
    wire.close()


def test_a_hanging_request_does_not_hold_up_the_next_one(line: Line) -> None:
    location = line.create()
    hanging = line.begin_patch(location, 0, len(PHOTO))
    hanging.sendall(PHOTO[:32_768])
    eventually(lambda: line.offset(location) == 32_768)
    status, _ = line.patch(location, 32_768, PHOTO[32_768:])
    assert status == 204
    hanging.sendall(PHOTO[32_768:65_536])
    hanging.close()
    assert line.offset(location) == len(PHOTO)


def test_a_killed_server_goes_on_from_what_it_had_kept(line: Line, server: LiveServer) -> None:
    location = line.create()
    assert line.patch(location, 0, PHOTO[:50_000])[0] == 204
    wire = line.begin_patch(location, 50_000, len(PHOTO) - 50_000)
    wire.sendall(PHOTO[50_000:90_000])
    time.sleep(0.2)
    server.kill()
    wire.close()
    server.start()
    kept = line.offset(location)
    assert 50_000 <= kept <= 90_000
    assert line.patch(location, kept, PHOTO[kept:])[0] == 204
    assert b"".join(file_store().open_range(hashlib.sha256(PHOTO).hexdigest())) == PHOTO


def test_a_stock_tus_client_works_unchanged(line: Line, server: LiveServer, tmp_path: Any) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    client = TusClient(f"{server.address}/sync/uploads", headers={"Authorization": f"Bearer {line.token}"})
    metadata = {
        "sha256": hashlib.sha256(PHOTO).hexdigest(),
        "evidence_id": str(new_id()),
        "role": "original",
        "type": "image/jpeg",
    }
    uploader = client.uploader(str(path), chunk_size=40_000, metadata=metadata, upload_checksum=True)
    uploader.upload_chunk()
    assert uploader.offset == 40_000
    resumed = client.uploader(str(path), url=uploader.url, chunk_size=100_000, upload_checksum=True)
    assert resumed.offset == 40_000
    resumed.upload()
    assert b"".join(file_store().open_range(metadata["sha256"])) == PHOTO
