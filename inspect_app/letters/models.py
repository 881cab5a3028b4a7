"""Tables of letters: the letter, its findings, its history, the register of numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.foundation.database import Base, UTCDateTime


class Letter(Base):
    """One official document (公文). `content` is LetterContent as JSON; `version` guards its editing.

    `frozen` is the canonical JSON at issue and `frozen_sha256` its hash (in the QR code); `file_sha256` is the
    rendered file's. `issue_due_at` is when a requested issue takes effect.
    """

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft','under_review','returned','awaiting_issue','numbered','issued','delivered','answered',"
            "'closed','voided')",
            name="state",
        ),
        Index("ix_letters_campaign_id_state", "campaign_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    letterhead_id: Mapped[UUID] = mapped_column(ForeignKey("letterheads.id"))
    addressee_unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer, default=1)
    drafted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    drafted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edited_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    edited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    issue_requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    issue_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    issued_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    issued_on: Mapped[date | None]
    frozen: Mapped[str | None] = mapped_column(Text)
    frozen_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    file_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    page_count: Mapped[int | None]
    render_failures: Mapped[int] = mapped_column(Integer, default=0)


class LetterFinding(Base):
    """Which findings a letter speaks of, with the finding's version and its words when they were taken in."""

    __tablename__ = "letter_findings"
    __table_args__ = (Index("ix_letter_findings_finding_id", "finding_id"),)

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("findings.id"), primary_key=True)
    finding_version: Mapped[int] = mapped_column(Integer)
    taken: Mapped[dict[str, Any]] = mapped_column(JSON)
    ordinal: Mapped[int] = mapped_column(Integer)


class LetterRemark(Base):
    """A step of the letter's way with who, when and words: returned, approved, taken back."""

    __tablename__ = "letter_remarks"
    __table_args__ = (Index("ix_letter_remarks_letter_id", "letter_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letters.id"))
    step: Mapped[str] = mapped_column(String(20))
    block_id: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class LetterNumber(Base):
    """The register (发文登记簿): every number ever given, cancelled ones with their reason."""

    __tablename__ = "letter_numbers"
    __table_args__ = (UniqueConstraint("code", "year", "number"), UniqueConstraint("letter_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letters.id"))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_reason: Mapped[str | None] = mapped_column(Text)
