"""Reads of checklists. They hold no data of people, so everybody who may open them sees all of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from inspect_app.checklists.models import Checklist, ChecklistItem, ChecklistVersion
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.web.state_looks import METHODS


@dataclass(frozen=True)
class VersionRow:
    """One published version in a list. `label` is how forms name it: 「突击检查检查单 第 1 版（58 项）」."""

    id: UUID
    title: str
    method: str
    method_name: str
    number: int
    published_at: datetime
    item_count: int

    @property
    def label(self) -> str:
        return f"{self.title} 第 {self.number} 版（{self.item_count} 项）"


@dataclass(frozen=True)
class Item:
    """One item as the tablet and the office show it; the fields are those of the wire (sync/README.md, checklist record)."""

    key: str
    code: str
    title: str
    question: str
    how_to_check: str
    yardstick: str
    legal_basis: str
    answer_kind: str
    phrases: tuple[str, ...]
    suggestion: str
    photos_required: int
    photo_note: str
    restricted: bool
    required: bool


@dataclass(frozen=True)
class Section:
    """Consecutive items under one heading; `short` fits a chip."""

    key: str
    title: str
    short: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Version:
    """A published version with everything in it."""

    id: UUID
    title: str
    method: str
    method_name: str
    number: int
    published_at: datetime
    sections: tuple[Section, ...]

    @property
    def item_count(self) -> int:
        return sum(len(section.items) for section in self.sections)

    def item(self, key: str) -> Item | None:
        """The item of that key, or None."""
        return next((item for section in self.sections for item in section.items if item.key == key), None)


def published_versions(method: str | None = None) -> tuple[VersionRow, ...]:
    """Published versions, newest of each checklist first, optionally of one method."""
    statement = (
        select(
            ChecklistVersion.id,
            Checklist.title,
            Checklist.method,
            ChecklistVersion.number,
            ChecklistVersion.published_at,
            func.count(ChecklistItem.id),
        )
        .join(Checklist, Checklist.id == ChecklistVersion.checklist_id)
        .join(ChecklistItem, ChecklistItem.version_id == ChecklistVersion.id)
        .where(ChecklistVersion.published_at.is_not(None))
        .group_by(ChecklistVersion.id, Checklist.title, Checklist.method)
        .order_by(Checklist.title, ChecklistVersion.number.desc())
    )
    if method is not None:
        statement = statement.where(Checklist.method == method)
    rows = db.session.execute(statement)
    return tuple(
        VersionRow(version_id, title, of_method, METHODS[of_method], number, _published(published_at), count)
        for version_id, title, of_method, number, published_at, count in rows
    )


def published_version(version_id: UUID) -> Version:
    """A version with its sections and items. Raises NotVisible when there is none or it is not published."""
    head = db.session.execute(
        select(ChecklistVersion, Checklist)
        .join(Checklist, Checklist.id == ChecklistVersion.checklist_id)
        .where(ChecklistVersion.id == version_id, ChecklistVersion.published_at.is_not(None))
    ).first()
    if head is None:
        raise NotVisible
    version, checklist = head
    rows = db.session.scalars(
        select(ChecklistItem).where(ChecklistItem.version_id == version_id).order_by(ChecklistItem.ordinal)
    )
    sections = tuple(
        Section(key, title, short, tuple(_item(row) for row in group))
        for (key, title, short), group in groupby(
            rows, key=lambda row: (row.section_key, row.section_title, row.section_short)
        )
    )
    return Version(
        version.id,
        checklist.title,
        checklist.method,
        METHODS[checklist.method],
        version.number,
        _published(version.published_at),
        sections,
    )


def checklist_payload(version_id: UUID) -> dict[str, Any]:
    """The `checklist` record that a tablet stores. Raises NotVisible as `published_version` does."""
    version = published_version(version_id)
    return {
        "id": str(version.id),
        "title": version.title,
        "method": version.method,
        "number": version.number,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "short": section.short,
                "items": [asdict(item) | {"phrases": list(item.phrases)} for item in section.items],
            }
            for section in version.sections
        ],
    }


def _item(row: ChecklistItem) -> Item:
    return Item(
        row.key,
        row.code,
        row.title,
        row.question,
        row.how_to_check,
        row.yardstick,
        row.legal_basis,
        row.answer_kind,
        tuple(row.phrases),
        row.suggestion,
        row.photos_required,
        row.photo_note,
        row.restricted,
        row.required,
    )


def _published(moment: datetime | None) -> datetime:
    assert moment is not None, "only published versions are read here"
    return moment
