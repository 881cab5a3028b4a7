"""The custody log of a photo: captured, received, rendered, viewed, printed. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from inspect_app.evidence.models import CustodyEvent
from inspect_app.foundation.database import db

Event = Literal["captured", "received", "rendered", "removed", "restored", "viewed", "printed"]

_SAME_VIEW = timedelta(minutes=10)
"""Looking again within this time is the same look: a page that shows a photo several times writes one row."""


def log_event(
    evidence_id: UUID,
    event: Event,
    *,
    person_id: UUID | None,
    at: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Add a row, in the caller's unit of work."""
    db.session.add(
        CustodyEvent(evidence_id=evidence_id, event=event, person_id=person_id, at=at, details=details or {})
    )


def log_view(evidence_id: UUID, *, person_id: UUID | None, at: datetime) -> None:
    """Add "viewed", unless the same person looked a moment ago."""
    recent = db.session.scalar(
        select(CustodyEvent.no)
        .where(
            CustodyEvent.evidence_id == evidence_id,
            CustodyEvent.event == "viewed",
            CustodyEvent.person_id == person_id,
            CustodyEvent.at > at - _SAME_VIEW,
        )
        .limit(1)
    )
    if recent is None:
        log_event(evidence_id, "viewed", person_id=person_id, at=at)
