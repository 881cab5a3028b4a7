"""The table of the example campaign's rows."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.foundation.database import Base


class DemoRow(Base):
    """One row that `demo.load_demo` made, so that removing the example takes away exactly that and nothing of the office's own."""

    __tablename__ = "demo_rows"
    __table_args__ = (
        CheckConstraint("kind IN ('region','unit','person','campaign','number_series')", name="kind"),
    )

    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
