"""An inspection that came back with findings, and one photo, arranged through services."""

from __future__ import annotations

import io
from uuid import UUID

from PIL import Image

from inspect_app.evidence.models import Evidence
from inspect_app.findings import service
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections import fieldwork
from tests.builders import InspectionParts

FACT = "进站匝道外侧行车道摆放水马2个、锥桶3个，现场未见审批手续。"


def find(parts: InspectionParts, key: str = "B02", fact: str = FACT) -> UUID:
    """A finding of the team."""
    finding_id, at = new_id(), clock.now()
    fields = {"item_key": key, "fact": fact, "severity": 2, "place": "进站匝道外侧"}
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        service.create(
            finding_id, inspection=inspection, fields=fields, made_at=at, actor=parts.inspector, at=at
        )
    return finding_id


def finish(parts: InspectionParts) -> None:
    """The team locks the inspection."""
    at = clock.now()
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        fieldwork.finish(inspection, finished_at=at, actor=parts.inspector, at=at)


def photograph(parts: InspectionParts, finding_id: UUID, *, arrived: bool = True) -> UUID:
    """A photo of a finding: its row as the tablet announced it, with the file when it arrived."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "gray").save(picture, "JPEG")
    stored = file_store().put_new(picture.getvalue())
    evidence_id, at = new_id(), clock.now()
    with unit_of_work():
        db.session.add(
            Evidence(
                id=evidence_id,
                inspection_id=parts.inspection_id,
                item_key="B02",
                finding_id=finding_id,
                caption="远景",
                source="camera",
                taken_at=at,
                clock_offset_ms=-4000,
                working_sha256=stored.sha256,
                working_size=stored.size,
                working_type="image/jpeg",
                original_sha256=stored.sha256,
                original_size=stored.size,
                original_type="image/jpeg",
                working_received_at=at if arrived else None,
                thumb_sha256=stored.sha256 if arrived else None,
                state="ready" if arrived else "announced",
                created_by=parts.inspector.person_id,
                created_at=at,
            )
        )
    return evidence_id
