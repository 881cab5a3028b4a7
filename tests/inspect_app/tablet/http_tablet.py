"""A tablet that speaks HTTP: registers, signs in, pushes, pulls and uploads through a test client or a real server."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from inspect_app.foundation.ids import new_id
from tests.builders import PASSWORD

TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class HttpTablet:
    """One person's store on one tablet, over a Flask test client."""

    client: FlaskClient
    username: str
    device_id: str = field(default_factory=lambda: str(new_id()))
    answer: dict[str, Any] = field(default_factory=dict)

    def register(self, password: str = PASSWORD) -> TestResponse:
        """Register; keeps the answer when it went well."""
        body = {
            "protocol": 1,
            "device_id": self.device_id,
            "tablet_name": "平板 07",
            "username": self.username,
            "password": password,
        }
        return self._keep(self.client.post("/sync/register", json=body))

    def sign_in(self, password: str = PASSWORD) -> TestResponse:
        """Sign in again."""
        body = {
            "protocol": 1,
            "device_id": self.device_id,
            "username": self.username,
            "password": password,
        }
        return self._keep(self.client.post("/sync/sign-in", json=body))

    def push(self, operations: list[dict[str, Any]], *, packed: bool = False, **changes: Any) -> TestResponse:
        """Push operations as dictionaries."""
        message = {
            "protocol": 1,
            "device_id": self.device_id,
            "epoch": self.answer["epoch"],
            "operations": operations,
        } | changes
        body = json.dumps(message).encode()
        headers = {"Content-Type": "application/json", **self.headers}
        if packed:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        return self.client.post("/sync/push", data=body, headers=headers)

    def pull(self, cursor: str = "", limit: int = 200) -> TestResponse:
        """One page."""
        return self.client.get(
            "/sync/pull", query_string={"cursor": cursor, "limit": limit}, headers=self.headers
        )

    def create_upload(self, content: bytes, **more: Any) -> TestResponse:
        """Begin an upload for these bytes; `first` are sent along, `headers` are added."""
        headers = {
            **TUS,
            **self.headers,
            "Upload-Length": str(len(content)),
            "Upload-Metadata": upload_metadata(content, **more.get("metadata", {})),
            **more.get("headers", {}),
        }
        first = more.get("first")
        if first is not None:
            headers["Content-Type"] = "application/offset+octet-stream"
        return self.client.post("/sync/uploads", data=first, headers=headers)

    def send_piece(self, location: str, offset: int, piece: bytes, **headers: str) -> TestResponse:
        """PATCH a piece."""
        own = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        return self.client.patch(location, data=piece, headers={**TUS, **self.headers, **own, **headers})

    def look(self, location: str) -> TestResponse:
        """HEAD."""
        return self.client.head(location, headers={**TUS, **self.headers})

    @property
    def headers(self) -> dict[str, str]:
        """What every request of a signed-in tablet carries."""
        return {"Authorization": f"Bearer {self.answer['token']}", "X-Sync-Protocol": "1"}

    def _keep(self, response: TestResponse) -> TestResponse:
        if response.status_code == 200:
            self.answer = response.get_json()
        return response


def upload_metadata(content: bytes, **changes: str) -> str:
    """Upload-Metadata for some bytes."""
    values = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "evidence_id": str(new_id()),
        "role": "working",
        "type": "image/jpeg",
    } | changes
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def receipt_in(response: TestResponse) -> dict[str, Any] | None:
    """The receipt an answer carries."""
    header = response.headers.get("Upload-Receipt")
    return json.loads(base64.b64decode(header)) if header else None
