"""What one tablet sent and how it was answered, for finding out why something did not arrive.

Promises: names of fields and sentences of refusals, never a value that a person wrote (security.md). A county's office
sees the tablets of people who have a role in that county.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Device, RoleGrant
from inspect_app.accounts.permissions import Permission
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.inspections.models import Inspection
from inspect_app.tablet.conflict_queries import FIELD_WORDS
from inspect_app.tablet.models import DeviceSequence, OperationRow, Upload

KIND_WORDS = {
    "inspection.start": "开始检查",
    "answer.set": "回答",
    "finding.create": "记下问题",
    "finding.edit": "改问题",
    "finding.remove": "移除问题",
    "finding.restore": "找回问题",
    "finding.hand_back": "交回补好的问题",
    "evidence.announce": "报来照片",
    "evidence.edit": "改照片说明",
    "evidence.remove": "移除照片",
    "evidence.restore": "找回照片",
    "inspection.finish": "完成检查",
    "conflict.resolve": "定两份内容",
}


@dataclass(frozen=True)
class OperationEntry:
    """One operation without its values: `fields` names what it set, `said` is the refusal's code and sentence."""

    seq: int
    kind: str
    inspection: str
    fields: str
    received_at: datetime
    result: str
    said: str
    op_id: str


@dataclass(frozen=True)
class DeviceLog:
    """One tablet's store and the state of what came from it."""

    id: UUID
    tablet_name: str
    person_name: str
    registered_at: datetime
    last_seen_at: datetime
    token_expires_at: datetime
    revoked_at: datetime | None
    unsent_records: int | None
    unsent_photos: int | None
    unsent_bytes: int | None
    expected_seq: int
    uploads_open: int
    uploads_done: int


def device_log(actor: Actor, device_id: UUID) -> DeviceLog:
    """The tablet's own facts. Raises NotVisible."""
    statement = select(Device).where(Device.id == device_id).options(joinedload(Device.person))
    regions = actor.regions(Permission.DEVICES_MANAGE)
    if regions is not None:
        entrusted = select(RoleGrant.person_id).where(RoleGrant.region_id.in_(regions))
        statement = statement.where(Device.person_id.in_(entrusted))
    device = db.session.scalar(statement)
    if device is None:
        raise NotVisible
    expected = db.session.scalar(
        select(DeviceSequence.expected_seq).where(DeviceSequence.device_id == device_id)
    )
    started, done = db.session.execute(
        select(func.count(), func.count(Upload.finished_at)).where(Upload.device_id == device_id)
    ).one()
    return DeviceLog(
        id=device.id,
        tablet_name=device.tablet_name,
        person_name=device.person.name,
        registered_at=device.registered_at,
        last_seen_at=device.last_seen_at,
        token_expires_at=device.token_expires_at,
        revoked_at=device.revoked_at,
        unsent_records=device.unsent_records,
        unsent_photos=device.unsent_photos,
        unsent_bytes=device.unsent_bytes,
        expected_seq=expected or 1,
        uploads_open=started - done,
        uploads_done=done,
    )


def operations(
    device_id: UUID, *, result: str = "", offset: int, limit: int
) -> tuple[list[OperationEntry], int]:
    """What the tablet sent, newest first, and how many operations there are; for a tablet that `device_log` has shown."""
    statement = select(OperationRow).where(OperationRow.device_id == device_id)
    if result:
        statement = statement.where(OperationRow.result == result)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = db.session.execute(
        statement.add_columns(Inspection.number)
        .outerjoin(Inspection, Inspection.id == OperationRow.inspection_id)
        .order_by(OperationRow.received_at.desc(), OperationRow.seq.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_entry(row, number) for row, number in rows], total


def _entry(row: OperationRow, number: str | None) -> OperationEntry:
    return OperationEntry(
        seq=row.seq,
        kind=KIND_WORDS.get(row.kind, row.kind),
        inspection=number or "—",
        fields=_named(row.operation.get("fields", {})),
        received_at=row.received_at,
        result=row.result,
        said=_said(row.outcome),
        op_id=str(row.op_id),
    )


def _named(fields: Iterable[str]) -> str:
    names = list(fields)
    words = [FIELD_WORDS[name] for name in names if name in FIELD_WORDS]
    rest = len(names) - len(words)
    return "、".join(words + ([f"另 {rest} 项"] if rest else [])) or "—"


def _said(outcome: dict[str, Any]) -> str:
    refusal = outcome.get("refusal")
    if refusal:
        return f"{refusal['message']}（{refusal['code']}）"
    conflicts = outcome.get("conflicts", [])
    return f"两份不一样：{_named(conflict['field'] for conflict in conflicts)}" if conflicts else "—"
