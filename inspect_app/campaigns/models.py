"""Tables of campaigns."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.foundation.database import Base, UTCDateTime


class Campaign(Base):
    """One drive. Deadlines are defaults for its letters: days for the plan, months for the result (domain.md 8)."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("originals IN ('at_once','unmetered','never')", name="originals"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    city: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(Text, default="")
    plan_title: Mapped[str] = mapped_column(String(160), default="")
    parent_document_no: Mapped[str] = mapped_column(String(60), default="")
    plan_deadline_days: Mapped[int] = mapped_column(Integer, default=30)
    result_deadline_months: Mapped[int] = mapped_column(Integer, default=3)
    originals: Mapped[str] = mapped_column(String(12), default="at_once")
    review_required: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    lead_office_id: Mapped[UUID | None] = mapped_column(ForeignKey("units.id"))
    next_inspection_no: Mapped[int] = mapped_column(Integer, default=1)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    phases: Mapped[list[Phase]] = relationship(
        back_populates="campaign", order_by="Phase.ordinal", lazy="raise", cascade="all, delete-orphan"
    )
    letterheads: Mapped[list[Letterhead]] = relationship(back_populates="campaign", lazy="raise")


class Phase(Base):
    """A stage (阶段). `ends_on` is empty for the open-ended last one."""

    __tablename__ = "campaign_phases"
    __table_args__ = (UniqueConstraint("campaign_id", "ordinal"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    ordinal: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    ends_on: Mapped[date | None]

    campaign: Mapped[Campaign] = relationship(back_populates="phases", lazy="raise")


class Letterhead(Base):
    """How letters of an issuer look: 发文机关标志, 代字, signature names, 版记 and contact.

    `signatories` are the names under the letter, one a line, first the host of a joint issue.
    """

    __tablename__ = "letterheads"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    name: Mapped[str] = mapped_column(String(60))
    mark: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(20))
    signatories: Mapped[str] = mapped_column(Text)
    print_office: Mapped[str] = mapped_column(String(120), default="")
    contact_name: Mapped[str] = mapped_column(String(40), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_address: Mapped[str] = mapped_column(String(200), default="")
    seal_sha256: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer, default=1)

    campaign: Mapped[Campaign] = relationship(back_populates="letterheads", lazy="raise")


class NumberSeries(Base):
    """One running number per 代字 and year. `next_no` is what the next issued letter gets."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("code", "year"), CheckConstraint("next_no >= 1", name="next_no"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    next_no: Mapped[int] = mapped_column(Integer, default=1)


class CampaignChecklist(Base):
    """A published checklist version that plans of this campaign may use."""

    __tablename__ = "campaign_checklists"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    checklist_version_id: Mapped[UUID] = mapped_column(ForeignKey("checklist_versions.id"), primary_key=True)
