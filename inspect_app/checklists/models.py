"""Tables of checklists."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.foundation.database import Base, UTCDateTime


class Checklist(Base):
    """A checklist for one method. `key` names a shipped one."""

    __tablename__ = "checklists"
    __table_args__ = (
        CheckConstraint(
            "method IN ('surprise_check','unannounced_visit','random_sampling','file_review')", name="method"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    method: Mapped[str] = mapped_column(String(20))


class ChecklistVersion(Base):
    """One numbered edition; immutable from `published_at` on."""

    __tablename__ = "checklist_versions"
    __table_args__ = (UniqueConstraint("checklist_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    checklist_id: Mapped[UUID] = mapped_column(ForeignKey("checklists.id"))
    number: Mapped[int] = mapped_column(Integer)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    checklist: Mapped[Checklist] = relationship(lazy="raise")
    items: Mapped[list[ChecklistItem]] = relationship(
        back_populates="version", order_by="ChecklistItem.ordinal", lazy="raise"
    )


class ChecklistItem(Base):
    """One item as this version words it, copied from the catalogue so that later edits there change nothing here."""

    __tablename__ = "checklist_items"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        CheckConstraint("answer_kind IN ('problem','quality')", name="answer_kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("checklist_versions.id"))
    ordinal: Mapped[int] = mapped_column(Integer)
    section_key: Mapped[str] = mapped_column(String(10))
    section_title: Mapped[str] = mapped_column(String(40))
    section_short: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(80))
    question: Mapped[str] = mapped_column(String(200))
    how_to_check: Mapped[str] = mapped_column(Text)
    yardstick: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    answer_kind: Mapped[str] = mapped_column(String(10))
    phrases: Mapped[list[str]] = mapped_column(JSON)
    suggestion: Mapped[str] = mapped_column(Text)
    photos_required: Mapped[int] = mapped_column(Integer, default=0)
    photo_note: Mapped[str] = mapped_column(String(80), default="")
    restricted: Mapped[bool] = mapped_column(default=False)
    required: Mapped[bool] = mapped_column(default=True)

    version: Mapped[ChecklistVersion] = relationship(back_populates="items", lazy="raise")
