"""Which file shows a photo in which size, and whether this person may see it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.evidence.models import Evidence
from inspect_app.findings.models import Finding
from inspect_app.findings.scope import may_see_restricted
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.inspections.models import Inspection
from inspect_app.inspections.scope import visible_inspections

SIZES = ("thumb", "view", "original")


@dataclass(frozen=True)
class PhotoFile:
    """A stored file and how to send it. `in_page` is False for a type browsers cannot show: it is saved instead."""

    sha256: str
    media_type: str
    in_page: bool


def photo_file(actor: Actor, evidence_id: UUID, size: str, *, opened: frozenset[UUID]) -> PhotoFile:
    """The file of a photo. Raises NotVisible also while the file is not here yet.

    Args:
        size: one of SIZES; `original` falls back to the working copy where originals stay on the tablet.
        opened: restricted findings whose words this person asked for.
    """
    found = db.session.execute(
        select(Evidence, Finding.id, Finding.restricted)
        .join(Inspection, Inspection.id == Evidence.inspection_id)
        .outerjoin(Finding, Finding.id == Evidence.finding_id)
        .where(
            Evidence.id == evidence_id,
            visible_inspections(actor),
            Finding.id.is_(None) | may_see_restricted(actor),
        )
    ).first()
    if found is None or size not in SIZES:
        raise NotVisible
    photo, finding_id, restricted = found
    if restricted and finding_id not in opened:
        raise NotVisible
    sha256, media_type = _file_of(photo, size)
    if sha256 is None:
        raise NotVisible
    return PhotoFile(sha256, media_type, media_type in ("image/jpeg", "image/png", "image/webp"))


def _file_of(photo: Evidence, size: str) -> tuple[str | None, str]:
    if size == "thumb":
        return photo.thumb_sha256, "image/jpeg"
    if size == "original" and photo.original_received_at is not None:
        return photo.original_sha256, photo.original_type
    if size == "view" and photo.view_sha256:
        return photo.view_sha256, "image/jpeg"
    return (photo.working_sha256 if photo.working_received_at else None), photo.working_type
