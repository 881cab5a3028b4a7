"""Arranging letters: an inspected unit with accepted findings and photos, and the people who write and issue."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from PIL import Image

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Role
from inspect_app.evidence.models import Evidence
from inspect_app.findings import service as findings
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections import fieldwork
from inspect_app.letters import issuing, jobs, service
from inspect_app.letters.content import LetterContent, content_of_plain
from inspect_app.letters.editing import BlockInput, LetterInput, PhotoInput
from inspect_app.letters.models import Letter
from tests.builders import CampaignParts, InspectionParts, make_inspection, make_person

FACT = "7月18日10时38分，进站匝道外侧行车道摆放水马2个、锥桶3个，现场未见审批手续"


@dataclass(frozen=True)
class Desk:
    """People of an office that writes letters, and a finished inspection with accepted findings."""

    inspection: InspectionParts
    finding_ids: tuple[UUID, ...]
    office: Actor
    reviewer: Actor
    issuer: Actor


def make_desk(
    *,
    keys: tuple[str, ...] = ("A02", "B02"),
    photos: int = 1,
    campaign: CampaignParts | None = None,
    region_id: UUID | None = None,
) -> Desk:
    """An inspection whose findings are accepted, each with photos of letter size."""
    parts = make_inspection(campaign=campaign, region_id=region_id)
    ids = tuple(make_finding(parts, key, photos=photos) for key in keys)
    at = clock.now()
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        fieldwork.finish(inspection, finished_at=at, actor=parts.inspector, at=at)
    with unit_of_work():
        findings.accept(ids, actor=parts.office, at=at)
    return Desk(parts, ids, make_person(Role.OFFICE), make_person(Role.REVIEWER), make_person(Role.ISSUER))


def make_finding(parts: InspectionParts, key: str, *, photos: int = 1) -> UUID:
    """A finding as the tablet sends it, with ready photos."""
    finding_id, at = new_id(), clock.now()
    fields = {"item_key": key, "fact": FACT, "severity": 2, "place": "进站匝道外侧", "found_at": at}
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        findings.create(
            finding_id, inspection=inspection, fields=fields, made_at=at, actor=parts.inspector, at=at
        )
        for ordinal in range(photos):
            add_photo(parts, key, finding_id, ordinal=ordinal)
    return finding_id


def add_photo(
    parts: InspectionParts, key: str, finding_id: UUID, *, ordinal: int = 0, arrived: bool = True
) -> UUID:
    """A photo's row; with its letter rendition stored when it has arrived. In the caller's unit of work."""
    data = io.BytesIO()
    Image.new("RGB", (320, 240), (90 + ordinal, 120, 150)).save(data, "JPEG")
    sha256 = file_store().put_new(data.getvalue()).sha256
    photo_id, at = new_id(), clock.now()
    assert parts.inspector.person_id is not None
    db.session.add(
        Evidence(
            id=photo_id,
            inspection_id=parts.inspection_id,
            item_key=key,
            finding_id=finding_id,
            ordinal=ordinal,
            caption="水马、锥桶摆放位置",
            source="camera",
            taken_at=at,
            accuracy_m=8.0,
            working_sha256=sha256,
            working_size=len(data.getvalue()),
            working_type="image/jpeg",
            original_sha256=sha256,
            original_size=len(data.getvalue()),
            original_type="image/jpeg",
            letter_sha256=sha256 if arrived else None,
            state="ready" if arrived else "announced",
            created_by=parts.inspector.person_id,
            created_at=at,
        )
    )
    db.session.flush()
    return photo_id


def make_draft(desk: Desk) -> UUID:
    """A draft from all findings of the desk."""
    with unit_of_work():
        return service.draft_from_findings(desk.finding_ids, actor=desk.office, at=clock.now())


def make_awaiting(desk: Desk) -> UUID:
    """A letter that waits for its issuer."""
    letter_id = make_draft(desk)
    with unit_of_work():
        service.submit(letter_id, version=1, actor=desk.office, at=clock.now())
    with unit_of_work():
        service.approve(letter_id, actor=desk.reviewer, at=clock.now())
    return letter_id


def make_issued(desk: Desk) -> UUID:
    """An issued letter with its file."""
    letter_id = make_awaiting(desk)
    with unit_of_work():
        issuing.request_issue(letter_id, actor=desk.issuer, at=clock.now() - timedelta(seconds=20))
    jobs.issue_now(letter_id)
    return letter_id


def row(letter_id: UUID) -> Letter:
    """The letter as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Letter, letter_id, populate_existing=True)


def content(letter_id: UUID) -> LetterContent:
    """The draft's content."""
    return content_of_plain(row(letter_id).content)


def entered(of: LetterContent) -> LetterInput:
    """The content as an unchanged form would send it."""
    return LetterInput(
        title=of.title,
        addressees=of.addressees,
        blocks=tuple(BlockInput(b.id, b.text, b.title, b.due) for b in of.blocks),
        photos=tuple(PhotoInput(f.evidence_id, f.caption) for f in of.figures),
    )


def without_date(of: LetterContent) -> LetterInput:
    """The form with every demand's date taken out."""
    form = entered(of)
    return replace(form, blocks=tuple(replace(block, due=None) for block in form.blocks))
