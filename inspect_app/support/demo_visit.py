"""The example's finished visit in the words a tablet would send: operations in order, and the bytes of its photos.

Promises: what comes out is valid under the sync protocol, so that the visit takes the same way into the database as a real one.
Does not: send anything (demo.py does) or know the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from inspect_app.checklists.queries import Item, Version
from inspect_app.foundation.clock import OFFICE_ZONE
from inspect_app.foundation.ids import new_id
from inspect_app.support.demo_pictures import HEIGHT, WIDTH, draw_scene
from sync.instants import to_wire
from sync.protocol import Operation

_SLOW_CLOCK = timedelta(seconds=4)
"""The example's tablet is four seconds slow, so that pages have an offset to show."""
_CLOCK_OFFSET_MS = -4000


@dataclass(frozen=True)
class Photo:
    """The bytes that belong to an announced evidence id."""

    evidence_id: UUID
    content: bytes


@dataclass(frozen=True)
class Sent:
    """What the tablet has to send, in its order."""

    operations: tuple[Operation, ...]
    photos: tuple[Photo, ...]


def moment(text: str) -> datetime:
    """「2023-07-18 09:40」 in the office's zone, as an aware moment."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=OFFICE_ZONE).astimezone(UTC)


def compose_visit(content: Mapping[str, Any], *, inspection_id: UUID, version: Version) -> Sent:
    """Everything the example's team entered.

    Args:
        content: demo_content/visit.toml as read.
        version: the checklist version the inspection was planned with.
    """
    tablet = _Tablet(inspection_id)
    started, finished = moment(content["times"]["started"]), moment(content["times"]["finished"])
    tablet.note("inspection.start", str(inspection_id), {"started_at": to_wire(started)}, at=started)
    found = {finding["item"]: moment(finding["at"]) for finding in content["finding"]}
    special = {answer["item"]: answer for answer in content["answer"]}
    items = [item for section in version.sections for item in section.items]
    pace = (finished - started) / (len(items) + 1)
    for number, item in enumerate(items, start=1):
        answer = special.get(item.key, {})
        value = "problem_found" if item.key in found else answer.get("value", "none_found")
        fields = {"value": value, "reason": answer.get("reason", ""), "note": answer.get("note", "")}
        tablet.note(
            "answer.set",
            f"{inspection_id}/{item.key}",
            fields,
            at=found.get(item.key, started + number * pace),
        )
    by_key = {item.key: item for item in items}
    for finding in content["finding"]:
        _compose_finding(tablet, finding, by_key[finding["item"]])
    tablet.note("inspection.finish", str(inspection_id), {"finished_at": to_wire(finished)}, at=finished)
    return tablet.sent()


class _Tablet:
    """The outbox of the example's tablet."""

    def __init__(self, inspection_id: UUID) -> None:
        self._inspection_id = inspection_id
        self._noted: list[tuple[datetime, str, str, dict[str, Any]]] = []
        self.photos: list[Photo] = []

    def note(self, kind: str, target_id: str, fields: dict[str, Any], *, at: datetime) -> None:
        """Keep one operation made at `at` by the true time."""
        self._noted.append((at, kind, target_id, fields))

    def sent(self) -> Sent:
        """All operations in the order in which they were made."""
        ordered = sorted(self._noted, key=lambda noted: noted[0])
        operations = tuple(
            Operation(
                op_id=str(new_id()),
                seq=seq,
                kind=kind,
                inspection_id=str(self._inspection_id),
                target_id=target_id,
                fields=fields,
                made_at=to_wire(at - _SLOW_CLOCK),
                clock_offset_ms=_CLOCK_OFFSET_MS,
            )
            for seq, (at, kind, target_id, fields) in enumerate(ordered, start=1)
        )
        return Sent(operations, tuple(self.photos))


def _compose_finding(tablet: _Tablet, finding: Mapping[str, Any], item: Item) -> None:
    finding_id, at = new_id(), moment(finding["at"])
    tablet.note(
        "finding.create",
        str(finding_id),
        {
            "item_key": item.key,
            "ordinal": 1,
            "fact": finding["fact"],
            "found_at": to_wire(at),
            "place": finding["place"],
            "place_source": "manual",
            "people": finding.get("people", ""),
            "yardstick": item.legal_basis,
            "severity": finding["severity"],
            "suggestion": item.suggestion,
        },
        at=at,
    )
    for ordinal, photo in enumerate(finding.get("photo", ()), start=1):
        taken = at + timedelta(seconds=20 * ordinal + 1)
        evidence_id, content = new_id(), draw_scene(photo["scene"])
        tablet.photos.append(Photo(evidence_id, content))
        fields = _announcement(content, taken=taken, caption=photo["caption"], ordinal=ordinal)
        fields |= {"item_key": item.key, "finding_id": str(finding_id)}
        tablet.note("evidence.announce", str(evidence_id), fields, at=taken)


def _announcement(content: bytes, *, taken: datetime, caption: str, ordinal: int) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    # The drawing is small enough to be its own working copy: both hashes name the same bytes.
    same = {
        f"{role}_{name}": value
        for role in ("working", "original")
        for name, value in (("sha256", digest), ("size", len(content)), ("type", "image/jpeg"))
    }
    return same | {
        "ordinal": ordinal,
        "caption": caption,
        "source": "camera",
        "taken_at": to_wire(taken - _SLOW_CLOCK),
        "clock_offset_ms": _CLOCK_OFFSET_MS,
        # A made-up city lies nowhere: photos of the example have no position.
        "width": WIDTH,
        "height": HEIGHT,
    }
