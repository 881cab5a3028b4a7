"""Tables of the catalogue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.foundation.database import Base, UTCDateTime


class CatalogueArea(Base):
    """A side of enforcement (五个方面, A–E) or the progress of the campaign itself (G). `short` fits a narrow chip."""

    __tablename__ = "catalogue_areas"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(40))
    short: Mapped[str] = mapped_column(String(20))
    clause: Mapped[str] = mapped_column(String(120))

    items: Mapped[list[CatalogueItem]] = relationship(
        back_populates="in_area", order_by="CatalogueItem.ordinal", lazy="raise"
    )


class CatalogueItem(Base):
    """One named problem (A01…E99) or one item on how the campaign is carried out (G01…G16).

    `how_to_check` maps a method to its instruction; a method that cannot show this problem is absent, and the key
    `all_methods` serves where every method checks in the same way. `phrases` are half sentences with `__` for blanks.
    """

    __tablename__ = "catalogue_items"
    __table_args__ = (CheckConstraint("answer_kind IN ('problem','quality')", name="answer_kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    area: Mapped[str] = mapped_column(ForeignKey("catalogue_areas.code"), index=True)
    ordinal: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(80))
    question: Mapped[str] = mapped_column(String(200))
    answer_kind: Mapped[str] = mapped_column(String(10))
    how_to_check: Mapped[dict[str, str]] = mapped_column(JSON)
    legal_basis: Mapped[str] = mapped_column(Text)
    basis_checked: Mapped[bool] = mapped_column(default=False)
    yardstick: Mapped[str] = mapped_column(Text)
    phrases: Mapped[list[str]] = mapped_column(JSON)
    suggestion: Mapped[str] = mapped_column(Text)
    photos_required: Mapped[int] = mapped_column(Integer, default=0)
    photo_note: Mapped[str] = mapped_column(String(80), default="")
    restricted: Mapped[bool] = mapped_column(default=False)
    pack_version: Mapped[int] = mapped_column(Integer)
    installed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    in_area: Mapped[CatalogueArea] = relationship(back_populates="items", lazy="raise")
