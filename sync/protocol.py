"""The messages of the sync protocol, version 1, exactly as they stand on the wire.

Owns the shape and the limits of every body and their decoding and encoding. Promises that a decoded message has
the declared types, no unknown member and no oversized list. Does not judge whether an operation makes sense:
that is `operations` (kinds and fields) and `engine` (order, merging).
"""

from __future__ import annotations

import zlib
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

PROTOCOL_VERSION: Final = 1
"""The version this engine speaks."""
PROTOCOL_MIN: Final = 1
"""The oldest version it still serves; anything below is answered 426 and keeps its data."""
MAX_OPERATIONS: Final = 500
"""Operations in one push."""
MAX_BODY_BYTES: Final = 4 * 1024 * 1024
"""Bytes of a push body, counted after decompression."""
MAX_PAGE: Final = 500
"""Changes in one pulled page."""
DEFAULT_PAGE: Final = 200
MAX_UPLOAD_BYTES: Final = 64 * 1024 * 1024
"""Bytes of one uploaded file."""

_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"

Uuid = Annotated[str, Meta(pattern=_UUID)]
Instant = Annotated[str, Meta(pattern=_INSTANT, description="RFC 3339 in UTC with milliseconds")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
TargetId = Annotated[str, Meta(min_length=1, max_length=160)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Version = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Seq = Annotated[int, Meta(ge=1, le=2**53 - 1)]

Result = Literal["applied", "duplicate", "merged", "conflict", "rejected", "deferred"]


class Message(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every message: immutable, closed against unknown members."""


class Hello(Message, frozen=True):
    """Answer of `GET /sync/hello`: what the server speaks, asked before anything else and without sign-in."""

    protocol_min: int
    protocol_max: int
    epoch: str
    server_time: Instant


class Register(Message, frozen=True):
    """`POST /sync/register`: one person's store on one tablet asks to be known."""

    protocol: int
    device_id: Uuid
    tablet_name: Annotated[str, Meta(min_length=1, max_length=60)]
    username: Annotated[str, Meta(min_length=1, max_length=120)]
    password: Annotated[str, Meta(min_length=1, max_length=1000)]


class SignIn(Message, frozen=True):
    """`POST /sync/sign-in`: a known device whose token ran out."""

    protocol: int
    device_id: Uuid
    username: Annotated[str, Meta(min_length=1, max_length=120)]
    password: Annotated[str, Meta(min_length=1, max_length=1000)]


class Person(Message, frozen=True):
    """Who is signed in on the device."""

    id: Uuid
    name: str
    roles: list[str]


class RecoveryKey(Message, frozen=True):
    """The administrator's public key that wraps the tablet's data key (P-256)."""

    id: str
    public_jwk: dict[str, Any]


class SignedIn(Message, frozen=True):
    """Answer of register and sign-in."""

    token: str
    token_expires_at: Instant
    person: Person
    epoch: str
    server_time: Instant
    recovery_key: RecoveryKey | None
    receipt_key: str


class Operation(Message, frozen=True, kw_only=True):
    """One named change, as the tablet wrote it into its outbox.

    `seq` orders the operations of a device and may be given anew when one is sent again; `op_id` is its identity.
    `base` names, for each field, the version the tablet had seen (absent means none).
    """

    op_id: Uuid
    seq: Seq
    kind: Name
    inspection_id: Uuid
    target_id: TargetId
    fields: dict[Name, Any]
    base: dict[Name, Version] = {}
    made_at: Instant
    clock_offset_ms: Annotated[int, Meta(ge=-(2**53), le=2**53)] | None = None
    depends_on: Annotated[list[Uuid], Meta(max_length=50)] = []


class Receipt(Message, frozen=True):
    """Proof that the server keeps a thing durably: Ed25519 over `"<id>\\n<sha256>\\n<at>"`."""

    id: str
    sha256: Sha256
    at: Instant
    signature: str


class FieldConflict(Message, frozen=True):
    """One field that both sides changed: the value that was sent and the one that stands."""

    conflict_id: Uuid
    field: str
    yours: Any
    theirs: Any
    their_person: str | None
    their_at: Instant | None


class Refusal(Message, frozen=True):
    """Why an operation was not taken, with a Chinese sentence that says what to do."""

    code: str
    message: str


class Outcome(Message, frozen=True, kw_only=True):
    """What became of one operation."""

    op_id: Uuid
    seq: Seq
    result: Result
    versions: dict[str, int] = {}
    receipt: Receipt | None = None
    conflicts: list[FieldConflict] = []
    refusal: Refusal | None = None


class Push(Message, frozen=True):
    """`POST /sync/push`: a batch in device order."""

    protocol: int
    device_id: Uuid
    epoch: str
    operations: Annotated[list[Operation], Meta(max_length=MAX_OPERATIONS)]


class PushAnswer(Message, frozen=True, kw_only=True):
    """The outcomes of a batch, in its order; `resend_from` asks for numbering from n on."""

    protocol: int
    epoch: str
    server_time: Instant
    expected_seq: int
    outcomes: list[Outcome]
    resend_from: int | None = None


class Change(Message, frozen=True):
    """One thing as this person may see it now, or the news that it is gone for them."""

    type: str
    id: str
    removed: bool
    versions: dict[str, int]
    record: dict[str, Any] | None


class PullAnswer(Message, frozen=True):
    """A page of changes and the cursor that continues after it. What has a receipt older than `backed_up_at` is in a backup."""

    protocol: int
    epoch: str
    cursor: str
    more: bool
    changes: list[Change]
    backed_up_at: Instant | None = None


class BadMessage(ValueError):
    """The body is no message of this protocol; nothing was done."""


class TooLarge(ValueError):
    """The body is over a limit; nothing was done."""


class ProtocolTooOld(ValueError):
    """The sender speaks a version that is no longer served."""


class _Versioned(Struct):
    protocol: int


_Decoded = TypeVar("_Decoded", bound=Message)
_Seen = TypeVar("_Seen", Register, SignIn, Push)
_encoder = msgspec.json.Encoder()


def decode(body: bytes, message: type[_Decoded]) -> _Decoded:
    """Decode a JSON body as the given message.

    Raises:
        BadMessage: not JSON, or not of the message's shape.
    """
    try:
        return msgspec.json.decode(body, type=message)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(str(error)) from error


def decode_request(body: bytes, message: type[_Seen]) -> _Seen:
    """Decode a request that names its protocol version, judging the version before the shape.

    Raises:
        ProtocolTooOld: the version is below `PROTOCOL_MIN` (whatever else the body holds).
        BadMessage: the version is unknown, or the body has another shape.
    """
    try:
        version = msgspec.json.decode(body, type=_Versioned).protocol
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(str(error)) from error
    if version < PROTOCOL_MIN:
        raise ProtocolTooOld(str(version))
    if version > PROTOCOL_VERSION:
        raise BadMessage(f"protocol {version} is newer than this server")
    return decode(body, message)


def encode(message: Message) -> bytes:
    """Encode a message as JSON."""
    return _encoder.encode(message)


def inflate(body: bytes, limit: int = MAX_BODY_BYTES) -> bytes:
    """Undo `Content-Encoding: gzip`, never holding more than the limit.

    Raises:
        BadMessage: not one whole gzip stream.
        TooLarge: more than `limit` bytes come out.
    """
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadMessage("not gzip") from error
    if len(plain) > limit:
        raise TooLarge(f"more than {limit} bytes after decompression")
    if not stream.eof or stream.unused_data:
        raise BadMessage("gzip stream is cut or followed by other bytes")
    return plain
