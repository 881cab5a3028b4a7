"""The upload endpoints: tus 1.0 (core, creation, creation-with-upload, checksum, expiration, termination).

Promises that stock tus clients work unchanged, and that bytes are kept as they arrive. Speaks HTTP only: offsets,
turns and verification are sync/uploads.py and upload_store.py.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import IO, Final, TypeVar
from uuid import UUID

import msgspec
from flask import Blueprint, Response, request
from msgspec import Struct
from werkzeug.exceptions import ClientDisconnected

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.guards import for_tablets, public
from inspect_app.foundation import clock
from inspect_app.foundation.ids import new_id
from inspect_app.tablet import refusals
from inspect_app.tablet.device_guard import tablet_actor
from inspect_app.tablet.upload_store import new_expiry, upload_desk
from sync.instants import from_wire
from sync.operations import MediaType
from sync.ports import NotTaken, UploadInfo
from sync.protocol import MAX_UPLOAD_BYTES, Sha256, Uuid
from sync.uploads import (
    CHECKSUMS,
    Checksum,
    ChecksumMismatch,
    Progress,
    TakenOver,
    TooMuch,
    UnknownUpload,
    UploadGone,
    WrongOffset,
)

bp = Blueprint("uploads", __name__, url_prefix="/sync/uploads")

TUS_VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,checksum,expiration,termination"
_PIECE = 16 * 1024
"""Bytes read at a time; what is in flight when the line is cut is at most this."""
_SILENCE_SECONDS = 60
"""A connection that sends nothing for this long is given up; its upload goes on from what came."""
_Found = TypeVar("_Found")
_OFFSET_BYTES = "application/offset+octet-stream"


class Metadata(Struct, frozen=True):
    """What an upload must say about its file in Upload-Metadata; other keys are ignored."""

    sha256: Sha256
    evidence_id: Uuid
    role: str
    type: MediaType


_REFUSALS: Final[dict[type[Exception], type[refusals.Refusal]]] = {
    UnknownUpload: refusals.UploadNotFound,
    UploadGone: refusals.UploadExpired,
    WrongOffset: refusals.OffsetMismatch,
    TooMuch: refusals.BodyTooLarge,
    ChecksumMismatch: refusals.ChecksumMismatch,
    TakenOver: refusals.UploadTakenOver,
}


@bp.after_request
def name_the_version(response: Response) -> Response:
    """Every answer names the version of tus."""
    response.headers["Tus-Resumable"] = TUS_VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("", methods=["OPTIONS"])
@public
def describe() -> Response:
    """What this server can do."""
    response = Response(status=204)
    response.headers.update(
        {
            "Tus-Version": TUS_VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(MAX_UPLOAD_BYTES),
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        }
    )
    return response


@bp.post("")
@for_tablets
def create() -> Response:
    """Begin an upload; its first bytes may come along."""
    at = clock.now()
    actor = _tus_actor(at)
    info = _new_upload(actor, at)
    desk = upload_desk(actor)
    progress = _asked(lambda: desk.open(info))
    if progress.receipt is None and request.mimetype == _OFFSET_BYTES:
        progress = _asked(lambda: desk.append(info.upload_id, info.person_id, 0, _pieces(), _checksum()))
    response = _progress(progress, 201)
    response.headers["Location"] = f"/sync/uploads/{info.upload_id}"
    return response


@bp.route("/<uuid:upload_id>", methods=["HEAD"])
@for_tablets
def look(upload_id: UUID) -> Response:
    """How far an upload is."""
    return _look(upload_id)


@bp.route("/<uuid:upload_id>", methods=["PATCH"])
@for_tablets
def append(upload_id: UUID) -> Response:
    """The next bytes."""
    return _append(upload_id)


@bp.route("/<uuid:upload_id>", methods=["DELETE"])
@for_tablets
def terminate(upload_id: UUID) -> Response:
    """Give an upload up."""
    return _terminate(upload_id)


@bp.post("/<uuid:upload_id>")
@for_tablets
def overridden(upload_id: UUID) -> Response:
    """The same for clients behind proxies that let only GET and POST through (X-HTTP-Method-Override)."""
    acts = {"PATCH": _append, "HEAD": _look, "DELETE": _terminate}
    act = acts.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if act is None:
        raise refusals.BadMessage
    return act(upload_id)


def _look(upload_id: UUID) -> Response:
    actor = _tus_actor(clock.now())
    desk = upload_desk(actor)
    return _progress(_asked(lambda: desk.look(str(upload_id), str(actor.person_id))), 200)


def _append(upload_id: UUID) -> Response:
    actor = _tus_actor(clock.now())
    offset = request.headers.get("Upload-Offset", "")
    if request.mimetype != _OFFSET_BYTES or not offset.isdecimal():
        raise refusals.BadMessage
    checksum = _checksum()
    desk = upload_desk(actor)
    return _progress(
        _asked(lambda: desk.append(str(upload_id), str(actor.person_id), int(offset), _pieces(), checksum)),
        204,
    )


def _terminate(upload_id: UUID) -> Response:
    actor = _tus_actor(clock.now())
    desk = upload_desk(actor)
    _asked(lambda: desk.terminate(str(upload_id), str(actor.person_id)))
    return Response(status=204)


def _tus_actor(at: datetime) -> Actor:
    if request.headers.get("Tus-Resumable") != TUS_VERSION:
        raise refusals.TusVersion
    return tablet_actor(at)


def _asked(act: Callable[[], _Found]) -> _Found:
    """Run an act of the desk and give what goes wrong its status."""
    try:
        return act()
    except NotTaken as refused:
        raise refusals.UploadRefused(refused.refused.code, refused.refused.message) from refused
    except tuple(_REFUSALS) as error:
        kind = next(kind for known, kind in _REFUSALS.items() if isinstance(error, known))
        raise kind from error


def _new_upload(actor: Actor, at: datetime) -> UploadInfo:
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal():
        raise refusals.BadMessage
    metadata = _metadata(request.headers.get("Upload-Metadata", ""))
    return UploadInfo(
        upload_id=str(new_id()),
        person_id=str(actor.person_id),
        device_id=str(actor.device_id),
        evidence_id=metadata.evidence_id,
        role=metadata.role,
        media_type=metadata.type,
        sha256=metadata.sha256,
        length=int(length),
        expires_at=new_expiry(at),
    )


def _metadata(header: str) -> Metadata:
    values: dict[str, str] = {}
    try:
        for pair in filter(None, header.split(",")):
            name, _, encoded = pair.strip().partition(" ")
            values[name] = base64.b64decode(encoded, validate=True).decode()
        found = msgspec.convert(values, Metadata)
    except (binascii.Error, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise refusals.BadMessage from error
    if found.role not in ("working", "original"):
        raise refusals.BadMessage
    return found


def _checksum() -> Checksum | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, encoded = header.partition(" ")
    if algorithm not in CHECKSUMS or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", encoded):
        raise refusals.BadMessage
    try:
        return Checksum(algorithm, base64.b64decode(encoded, validate=True))
    except binascii.Error as error:
        raise refusals.BadMessage from error


def _pieces() -> Iterator[bytes]:
    """The body as it arrives. Raises LineCut when the line is cut or silent."""
    request.max_content_length = MAX_UPLOAD_BYTES
    connection = request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(_SILENCE_SECONDS)
    stream = request.stream
    while piece := _read(stream):
        yield piece


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(_PIECE)
    except (ClientDisconnected, OSError) as error:
        raise refusals.LineCut from error


def _progress(progress: Progress, status: int) -> Response:
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(progress.offset)
    if progress.info is not None:
        response.headers["Upload-Length"] = str(progress.info.length)
        ends = from_wire(progress.info.expires_at)
        response.headers["Upload-Expires"] = format_datetime(ends, usegmt=True)
    if progress.receipt is not None:
        text = base64.b64encode(msgspec.json.encode(progress.receipt)).decode()
        response.headers["Upload-Receipt"] = text
    return response
