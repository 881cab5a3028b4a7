"""Commands of checklists: drawing a version from the catalogue and publishing it, once and for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from inspect_app.accounts.actor import PROGRAM, Actor
from inspect_app.audit.service import record
from inspect_app.catalogue.queries import CatalogueEntry, entries_for_method
from inspect_app.checklists.models import Checklist, ChecklistItem, ChecklistVersion
from inspect_app.checklists.refusals import VersionEmpty, VersionPublished
from inspect_app.checklists.shipped import SHIPPED_CHECKLISTS, ShippedChecklist
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import NotVisible


def install_shipped_checklists(at: datetime) -> int:
    """Make and publish the shipped checklists that are not there yet, in the caller's unit of work.

    Needs the catalogue's packs to be installed. Running it again changes nothing.
    Returns: how many checklists were made.
    """
    known = set(db.session.scalars(select(Checklist.key)))
    missing = [shipped for shipped in SHIPPED_CHECKLISTS if shipped.key not in known]
    for shipped in missing:
        version_id = _begin(shipped)
        draw_items(version_id, entries_for_method(shipped.method, areas=shipped.areas))
        publish(version_id, actor=PROGRAM, at=at)
    return len(missing)


def draw_items(version_id: UUID, entries: Sequence[CatalogueEntry]) -> None:
    """Append copies of catalogue entries to an unpublished version.

    Raises: VersionPublished; NotVisible for an unknown version.
    """
    _open_version(version_id)
    already = db.session.scalar(
        select(func.count()).select_from(ChecklistItem).where(ChecklistItem.version_id == version_id)
    )
    assert already is not None
    for ordinal, entry in enumerate(entries, start=already + 1):
        db.session.add(_copy(entry, version_id, ordinal))
    db.session.flush()


def publish(version_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Close a version against every later change and let plans use it.

    Raises: VersionPublished, VersionEmpty; NotVisible for an unknown version.
    """
    version = _open_version(version_id)
    if (
        db.session.scalar(select(ChecklistItem.id).where(ChecklistItem.version_id == version_id).limit(1))
        is None
    ):
        raise VersionEmpty
    version.published_at = at
    record(actor, "checklist.published", subject=("checklist_version", version_id), at=at)


def _begin(shipped: ShippedChecklist) -> UUID:
    checklist = Checklist(id=new_id(), key=shipped.key, title=shipped.title, method=shipped.method)
    version = ChecklistVersion(id=new_id(), checklist_id=checklist.id, number=1)
    db.session.add(checklist)
    db.session.flush()
    db.session.add(version)
    db.session.flush()
    return version.id


def _open_version(version_id: UUID) -> ChecklistVersion:
    version = db.session.get(ChecklistVersion, version_id)
    if version is None:
        raise NotVisible
    if version.published_at is not None:
        raise VersionPublished
    return version


def _copy(entry: CatalogueEntry, version_id: UUID, ordinal: int) -> ChecklistItem:
    return ChecklistItem(
        id=new_id(),
        version_id=version_id,
        ordinal=ordinal,
        section_key=entry.area_code,
        section_title=entry.area_title,
        section_short=entry.area_short,
        # The key stays when a later version words an item anew; for drawn items the code is stable enough.
        key=entry.code,
        code=entry.code,
        title=entry.title,
        question=entry.question,
        how_to_check=entry.how_to_check,
        yardstick=entry.yardstick,
        legal_basis=entry.legal_basis,
        answer_kind=entry.answer_kind,
        phrases=list(entry.phrases),
        suggestion=entry.suggestion,
        photos_required=entry.photos_required,
        photo_note=entry.photo_note,
        restricted=entry.restricted,
    )
