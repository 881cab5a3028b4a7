"""The kinds of operation a tablet may send: their fields, the values these take, and how each field merges.

Owns the registry `KINDS` and the canonical form of an operation (what a receipt's hash covers). Promises that
`check` lets through only declared fields with values of the declared type. Does not know what a kind does to the
application: handlers do (`ports.Handler`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from sync.protocol import Instant, Operation, Sha256, Uuid

REMOVED: Final = "removed"
"""The field that removing and restoring set; it merges like any other."""

AnswerValue = Literal["none_found", "problem_found", "not_applicable", "not_checked"]
Source = Literal["camera", "system_camera", "gallery"]
Text = Annotated[str, Meta(max_length=20_000)]
Line = Annotated[str, Meta(max_length=500)]
Key = Annotated[str, Meta(min_length=1, max_length=20)]
MediaType = Annotated[str, Meta(min_length=1, max_length=40)]
Ordinal = Annotated[int, Meta(ge=0, le=100_000)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Metres = Annotated[float, Meta(ge=0, le=10_000_000)]
Pixels = Annotated[int, Meta(ge=1, le=100_000)]
Bytes = Annotated[int, Meta(ge=1, le=2**40)]


class Fields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the fields of a kind; an absent field is left as it is."""


class NoFields(Fields, frozen=True, kw_only=True):
    """Removing and restoring carry no field of their own."""


class StartFields(Fields, frozen=True, kw_only=True):
    started_at: Instant


class FinishFields(Fields, frozen=True, kw_only=True):
    finished_at: Instant


class AnswerFields(Fields, frozen=True, kw_only=True):
    value: AnswerValue | UnsetType | None = UNSET
    reason: Text | UnsetType | None = UNSET
    note: Text | UnsetType | None = UNSET


class FindingFields(Fields, frozen=True, kw_only=True):
    item_key: Key | UnsetType = UNSET
    ordinal: Ordinal | UnsetType = UNSET
    fact: Text | UnsetType | None = UNSET
    found_at: Instant | UnsetType | None = UNSET
    place: Annotated[str, Meta(max_length=200)] | UnsetType | None = UNSET
    place_source: Literal["auto", "manual"] | UnsetType = UNSET
    latitude: Latitude | UnsetType | None = UNSET
    longitude: Longitude | UnsetType | None = UNSET
    accuracy_m: Metres | UnsetType | None = UNSET
    people: Text | UnsetType | None = UNSET
    yardstick: Text | UnsetType | None = UNSET
    severity: Annotated[int, Meta(ge=1, le=3)] | UnsetType = UNSET
    suggestion: Text | UnsetType | None = UNSET


class HandBackFields(Fields, frozen=True, kw_only=True):
    handed_back_at: Instant


class EvidenceFields(Fields, frozen=True, kw_only=True):
    item_key: Key | UnsetType = UNSET
    finding_id: Uuid | UnsetType | None = UNSET
    ordinal: Ordinal | UnsetType = UNSET
    caption: Text | UnsetType | None = UNSET


class AnnounceFields(EvidenceFields, frozen=True, kw_only=True):
    source: Source
    taken_at: Instant
    working_sha256: Sha256
    working_size: Bytes
    working_type: MediaType
    original_sha256: Sha256
    original_size: Bytes
    original_type: MediaType
    gallery_reason: Text | None = None
    clock_offset_ms: int | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    accuracy_m: Metres | None = None
    exif_latitude: Latitude | None = None
    exif_longitude: Longitude | None = None
    exif_taken_at: Annotated[str, Meta(max_length=40)] | None = None
    width: Pixels | None = None
    height: Pixels | None = None


class ResolveFields(Fields, frozen=True, kw_only=True):
    choice: Literal["yours", "theirs", "merged"]
    value: Any = None


TargetType = Literal["inspection", "answer", "finding", "evidence", "conflict"]
Act = Literal["set", "create", "edit", "remove", "restore", "finish", "resolve", "settle"]
Merge = Literal["conflict", "earliest", "latest"]


BLANK_TEXTS: Final = frozenset(
    {"reason", "note", "fact", "place", "people", "yardstick", "suggestion", "caption", "gallery_reason"}
)
"""Text fields in which null and the empty text are the same thing."""


@dataclass(frozen=True)
class Kind:
    """One kind of operation.

    `act` says how the engine treats it: `create` makes the target, `set` makes it or edits it, `edit`, `remove`
    and `restore` need it, `finish` locks it, `resolve` names a conflict whose field is then settled. `merge` names the fields that do not
    raise a conflict: of two instants the earliest or the latest stands.
    """

    name: str
    target: TargetType
    act: Act
    fields: type[Fields]
    required: frozenset[str] = frozenset()
    merge: Mapping[str, Merge] = field(default_factory=dict)


_FINDING_NEEDS = frozenset({"item_key", "ordinal"})

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("inspection.start", "inspection", "edit", StartFields, merge={"started_at": "earliest"}),
        Kind("inspection.finish", "inspection", "finish", FinishFields, merge={"finished_at": "earliest"}),
        Kind("answer.set", "answer", "set", AnswerFields),
        Kind("finding.create", "finding", "create", FindingFields, _FINDING_NEEDS),
        Kind("finding.edit", "finding", "edit", FindingFields),
        Kind("finding.remove", "finding", "remove", NoFields),
        Kind("finding.restore", "finding", "restore", NoFields),
        Kind("finding.hand_back", "finding", "edit", HandBackFields, merge={"handed_back_at": "latest"}),
        Kind("evidence.announce", "evidence", "create", AnnounceFields, frozenset({"item_key", "ordinal"})),
        Kind("evidence.edit", "evidence", "edit", EvidenceFields),
        Kind("evidence.remove", "evidence", "remove", NoFields),
        Kind("evidence.restore", "evidence", "restore", NoFields),
        Kind("conflict.resolve", "conflict", "resolve", ResolveFields),
    )
}
"""Every kind of protocol 1 by its name."""


def check(kind: Kind, fields: Mapping[str, Any]) -> str | None:
    """Judge the fields of an operation; returns what is wrong in English (for logs), or None."""
    missing = kind.required - fields.keys()
    if missing:
        return f"missing fields: {', '.join(sorted(missing))}"
    try:
        msgspec.convert(dict(fields), kind.fields)
    except msgspec.ValidationError as error:
        return str(error)
    return None


_UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def names_its_target(kind: Kind, operation: Operation) -> bool:
    """Whether `target_id` has the form of the kind's target: an inspection its own id, an answer
    "inspection/item", everything else a UUID."""
    if kind.target == "inspection":
        return operation.target_id == operation.inspection_id
    if kind.target == "answer":
        visit, _, item = operation.target_id.partition("/")
        return visit == operation.inspection_id and 0 < len(item) <= 20
    return _UUID_FORM.fullmatch(operation.target_id) is not None


def check_settled(target: str, name: str, value: Any) -> str | None:
    """Judge the value a person chose for one field of a target; returns what is wrong, or None."""
    if name == REMOVED:
        return None if isinstance(value, bool) else "removed is true or false"
    for kind in KINDS.values():
        if kind.target == target and kind.act in ("set", "edit") and name in kind.fields.__struct_fields__:
            return check(kind, {name: value})
    return f"no such field: {name}"


def canonical(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with one spelling for each value, so that equal values compare equal: empty texts are `""`."""
    return {name: "" if value is None and name in BLANK_TEXTS else value for name, value in fields.items()}


def digest(operation: Operation) -> str:
    """SHA-256 of the operation's canonical form: its JSON with sorted keys and without `seq`.

    `seq` is left out because an operation that is sent again later may carry a new number and is still the same.
    """
    content = msgspec.to_builtins(operation)
    del content["seq"]
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
