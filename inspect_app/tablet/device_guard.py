"""Who is asking: the bearer token of a registered tablet, the protocol version it speaks, what it still holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask import request

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.devices import SignInNeeded, actor_for_token
from inspect_app.tablet.refusals import BadMessage, ProtocolTooOld
from sync.protocol import PROTOCOL_MIN


def tablet_actor(at: datetime) -> Actor:
    """The person and tablet behind this request.

    Raises:
        SignInNeeded, DeviceRevoked: the token does not open anything (now).
        ProtocolTooOld, BadMessage: the version header names one that is not served, or is no number.
    """
    check_version_header()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise SignInNeeded
    return actor_for_token(token.strip(), at=at)


@dataclass(frozen=True)
class Unsent:
    """What a tablet says is only on it: operations, files, and the bytes of those files that have not arrived."""

    records: int
    photos: int
    bytes: int


def unsent_header() -> Unsent | None:
    """The tablet's report in `X-Unsent: <records> <photos> <bytes>`; None when it makes none. Raises BadMessage."""
    header = request.headers.get("X-Unsent")
    if header is None:
        return None
    found = re.fullmatch(r"(\d{1,9}) (\d{1,9}) (\d{1,15})", header)
    if found is None:
        raise BadMessage
    return Unsent(*(int(number) for number in found.groups()))


def check_version_header() -> None:
    """Refuse a tablet that is too old before anything is read. Stock tus clients send no header; they may pass."""
    version = request.headers.get("X-Sync-Protocol")
    if version is None:
        return
    if not version.isdecimal():
        raise BadMessage
    if int(version) < PROTOCOL_MIN:
        raise ProtocolTooOld
