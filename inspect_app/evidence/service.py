"""Commands on evidence: a photo is announced, edited, hidden; its bytes are received and linked.

Promises: announcement first or bytes first, both meet by hash, and only bytes that the same person's tablets sent;
bytes are linked only when hash and size are those announced. The renditions come later by job (jobs.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from inspect_app.accounts.actor import Actor
from inspect_app.audit.service import record
from inspect_app.evidence import jobs
from inspect_app.evidence.custody import log_event
from inspect_app.evidence.events import EvidenceChanged
from inspect_app.evidence.models import Evidence, EvidenceFile
from inspect_app.foundation.database import db
from inspect_app.foundation.events import announce as tell
from inspect_app.foundation.file_store import StoredFile
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import InvalidInput

ANNOUNCED = frozenset(
    {
        "item_key", "finding_id", "ordinal", "caption", "source", "gallery_reason", "taken_at", "clock_offset_ms",
        "latitude", "longitude", "accuracy_m", "exif_latitude", "exif_longitude", "exif_taken_at", "width", "height",
        "working_sha256", "working_size", "working_type", "original_sha256", "original_size", "original_type",
    }
)  # fmt: skip
"""Fields of an announcement."""
EDITABLE = frozenset({"item_key", "finding_id", "ordinal", "caption"})
"""Fields that may change afterwards; what was claimed at capture stays as it was."""


def announce(
    evidence_id: UUID,
    *,
    inspection_id: UUID,
    fields: Mapping[str, Any],
    made_at: datetime,
    late: bool,
    actor: Actor,
    at: datetime,
) -> Evidence:
    """A photo is announced; if its bytes came before, they are linked at once.

    Args:
        fields: names of ANNOUNCED with Python values.
        made_at: the tablet's clock.
        late: the inspection was finished before.

    Raises:
        InvalidInput: a photo from the gallery without a reason.
    """
    _check_names(fields, ANNOUNCED)
    if fields["source"] == "gallery" and not (fields.get("gallery_reason") or "").strip():
        raise InvalidInput("从相册选的照片要写明原因。照片还在本平板，补上原因就会再送。")
    assert actor.person_id is not None
    row = Evidence(
        id=evidence_id,
        inspection_id=inspection_id,
        late=late,
        state="announced",
        created_by=actor.person_id,
        device_id=actor.device_id,
        created_at=made_at,
        **fields,
    )
    db.session.add(row)
    db.session.flush()
    log_event(
        evidence_id,
        "captured",
        person_id=actor.person_id,
        at=row.taken_at,
        details={"source": row.source, "sha256": row.original_sha256, "working_sha256": row.working_sha256},
    )
    record(
        actor,
        "evidence.announced",
        subject=("evidence", evidence_id),
        at=at,
        details={"inspection": str(inspection_id), "sha256": row.original_sha256},
    )
    _meet(row)
    return row


def edit(row: Evidence, fields: Mapping[str, Any]) -> None:
    """Write merged fields: caption, order, and which finding or item it belongs to."""
    _check_names(fields, EDITABLE)
    for name, value in fields.items():
        setattr(row, name, value)


def set_removed(row: Evidence, removed: bool, *, actor: Actor, at: datetime) -> None:
    """Hide a photo or bring it back; bytes and record stay."""
    row.removed = removed
    log_event(row.id, "removed" if removed else "restored", person_id=actor.person_id, at=at)
    action = "evidence.removed" if removed else "evidence.restored"
    record(actor, action, subject=("evidence", row.id), at=at)


def known_file(person_id: UUID, sha256: str) -> EvidenceFile | None:
    """The file, when this same person's tablets sent it before; anyone else's hash proves nothing."""
    return db.session.scalar(
        select(EvidenceFile).where(EvidenceFile.person_id == person_id, EvidenceFile.sha256 == sha256)
    )


def receive(
    stored: StoredFile,
    *,
    media_type: str,
    receipt: dict[str, Any],
    actor: Actor,
    at: datetime,
) -> EvidenceFile:
    """Bytes of this person's tablet are in the store and verified: keep them as theirs and link what waits for them.

    Args:
        media_type: as found in the content.
        receipt: what the tablet is answered, now and whenever it offers the same bytes again.
    """
    assert actor.person_id is not None and actor.device_id is not None
    file = known_file(actor.person_id, stored.sha256)
    if file is None:
        file = EvidenceFile(
            id=new_id(),
            sha256=stored.sha256,
            person_id=actor.person_id,
            size=stored.size,
            media_type=media_type,
            device_id=actor.device_id,
            received_at=at,
            receipt=receipt,
        )
        db.session.add(file)
        db.session.flush()
    waiting = select(Evidence).where(
        Evidence.created_by == actor.person_id,
        or_(Evidence.working_sha256 == stored.sha256, Evidence.original_sha256 == stored.sha256),
    )
    for row in db.session.scalars(waiting):
        _link(row, file)
    return file


def _meet(row: Evidence) -> None:
    for sha256 in {row.working_sha256, row.original_sha256}:
        file = known_file(row.created_by, sha256)
        if file is not None:
            _link(row, file)


def _link(row: Evidence, file: EvidenceFile) -> None:
    """Link a file in each place where the announcement names it with the same size."""
    arrived = []
    working = (row.working_sha256, row.working_size) == (file.sha256, file.size)
    if working and row.working_received_at is None:
        row.working_received_at = file.received_at
        arrived.append("working")
        if row.state == "announced":
            row.state = "received"
            jobs.render_after_commit(row.id)
    original = (row.original_sha256, row.original_size) == (file.sha256, file.size)
    if original and row.original_received_at is None:
        row.original_received_at = file.received_at
        arrived.append("original")
    if arrived:
        log_event(
            row.id,
            "received",
            person_id=row.created_by,
            at=file.received_at,
            details={"sha256": file.sha256, "size": file.size, "roles": arrived},
        )
        tell(EvidenceChanged(row.id, row.inspection_id))


def _check_names(fields: Mapping[str, Any], allowed: frozenset[str]) -> None:
    unknown = set(fields) - allowed
    if unknown:
        raise ValueError(f"not fields of evidence: {sorted(unknown)}")
