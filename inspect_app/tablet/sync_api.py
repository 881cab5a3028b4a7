"""The sync endpoints: hello, register, sign-in, push, pull. Parsing and answering only; exchange.py does the work.

Promises: an answer to a push is sent after its commit; every body has a limit; no answer may be cached; a tablet is
known by its bearer token, never by a cookie, so no request can be forged from a page.
"""

from __future__ import annotations

import gzip
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, request
from sqlalchemy.exc import InterfaceError, OperationalError

from inspect_app.accounts import devices
from inspect_app.accounts.actor import Actor
from inspect_app.accounts.first_run import current_recovery_key
from inspect_app.accounts.guards import for_tablets, public
from inspect_app.accounts.models import Person
from inspect_app.accounts.service import actor_of, sign_in
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import Refusal
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.tablet import exchange
from inspect_app.tablet.device_guard import check_version_header, tablet_actor, unsent_header
from inspect_app.tablet.installation_epoch import backed_up_at
from inspect_app.tablet.receipts import receipt_signer
from inspect_app.tablet.refusals import BadMessage, BodyTooLarge, ProtocolTooOld, ServerBusy
from inspect_app.web.error_pages import error_body, error_id
from sync import protocol
from sync.feed import BadCursor
from sync.instants import to_wire

bp = Blueprint("sync", __name__, url_prefix="/sync")

_SMALL_BODY = 16 * 1024
"""Bytes of a registration or sign-in."""
_PACK_FROM = 1024
"""Answers from this many bytes are packed."""


@bp.errorhandler(OperationalError)
@bp.errorhandler(InterfaceError)
def database_in_trouble(error: Exception) -> tuple[Response, int, dict[str, str]]:
    """Locked, deadlocked or gone: nothing was committed, the tablet sends the same again."""
    db.session.rollback()
    identity = error_id()
    current_app.logger.warning("sync request %s not taken: %s", identity, error)
    body = error_body(ServerBusy.code, ServerBusy.message, {}, identity)
    return jsonify(body), ServerBusy.http_status, {"Retry-After": "2"}


@bp.get("/hello")
@public
def hello() -> Response:
    """What this server speaks."""
    return _answer(
        protocol.Hello(
            protocol_min=protocol.PROTOCOL_MIN,
            protocol_max=protocol.PROTOCOL_VERSION,
            epoch=exchange.current_epoch(),
            server_time=to_wire(clock.now()),
        )
    )


@bp.post("/register")
@public
def register() -> Response:
    """Make one person's store on one tablet known."""
    message = _request(protocol.Register, _SMALL_BODY)
    at = clock.now()
    person = _authenticated(message.username, message.password, at)
    with unit_of_work():
        entry = devices.register_device(
            person, device_id=UUID(message.device_id), tablet_name=message.tablet_name, at=at
        )
    return _signed_in(person, entry, at)


@bp.post("/sign-in")
@public
def sign_in_again() -> Response:
    """A new token for a known tablet."""
    message = _request(protocol.SignIn, _SMALL_BODY)
    at = clock.now()
    person = _authenticated(message.username, message.password, at)
    with unit_of_work():
        entry = devices.sign_in_device(person, device_id=UUID(message.device_id), at=at)
    return _signed_in(person, entry, at)


@bp.post("/push")
@for_tablets
def push() -> Response:
    """A batch of operations."""
    at = clock.now()
    actor = tablet_actor(at)
    batch = _request(protocol.Push, protocol.MAX_BODY_BYTES)
    _same_device(batch.device_id, actor)
    pushed, epoch = exchange.push(batch, actor=actor, at=at)
    return _answer(
        protocol.PushAnswer(
            protocol=protocol.PROTOCOL_VERSION,
            epoch=epoch,
            server_time=to_wire(clock.now()),
            expected_seq=pushed.expected_seq,
            outcomes=pushed.outcomes,
            resend_from=pushed.resend_from,
        )
    )


@bp.get("/pull")
@for_tablets
def pull() -> Response:
    """A page of what changed for this person."""
    at = clock.now()
    actor = tablet_actor(at)
    _note_contact(actor, at)
    epoch = exchange.current_epoch()
    saved = backed_up_at()
    limit = request.args.get("limit", protocol.DEFAULT_PAGE, type=int)
    try:
        page = exchange.pull(request.args.get("cursor", ""), limit, actor=actor, at=at)
    except BadCursor as error:
        raise BadMessage from error
    return _answer(
        protocol.PullAnswer(
            protocol=protocol.PROTOCOL_VERSION,
            epoch=epoch,
            cursor=page.cursor,
            more=page.more,
            changes=page.changes,
            backed_up_at=to_wire(saved) if saved else None,
        )
    )


def _note_contact(actor: Actor, at: datetime) -> None:
    """Keep when the tablet was heard of and what it says is still on it; the office sees both."""
    unsent = unsent_header()
    if unsent is None or actor.device_id is None:
        return
    with unit_of_work():
        devices.note_contact(
            actor.device_id,
            at=at,
            unsent_records=unsent.records,
            unsent_photos=unsent.photos,
            unsent_bytes=unsent.bytes,
        )


def _same_device(device_id: str, actor: Actor) -> None:
    """A token of one store cannot push in the name of another."""
    if UUID(device_id) != actor.device_id:
        raise BadMessage


def _authenticated(username: str, password: str, at: datetime) -> Person:
    with unit_of_work():
        person = sign_in(username, password, at=at)
    if isinstance(person, Refusal):
        raise person
    return person


def _signed_in(person: Person, entry: devices.DeviceSignIn, at: datetime) -> Response:
    key = current_recovery_key()
    return _answer(
        protocol.SignedIn(
            token=entry.token,
            token_expires_at=to_wire(entry.expires_at),
            person=protocol.Person(
                id=str(person.id),
                name=person.name,
                roles=sorted(role.value for role in actor_of(person).roles),
            ),
            epoch=exchange.current_epoch(),
            server_time=to_wire(at),
            recovery_key=protocol.RecoveryKey(id=str(key.id), public_jwk=key.public_jwk) if key else None,
            receipt_key=receipt_signer().public_key(),
        )
    )


_Asked = TypeVar("_Asked", protocol.Register, protocol.SignIn, protocol.Push)


def _request(message: type[_Asked], limit: int) -> _Asked:
    check_version_header()
    request.max_content_length = limit
    body = request.get_data()
    try:
        if request.content_encoding == "gzip":
            body = protocol.inflate(body, limit)
        return protocol.decode_request(body, message)
    except protocol.ProtocolTooOld as error:
        raise ProtocolTooOld from error
    except protocol.TooLarge as error:
        raise BodyTooLarge from error
    except protocol.BadMessage as error:
        raise BadMessage from error


def _answer(message: protocol.Message) -> Response:
    body = protocol.encode(message)
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    if len(body) >= _PACK_FROM and request.accept_encodings["gzip"] > 0:
        # A page with its checklist shrinks to a sixth; no secret stands beside text that others choose.
        response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response
