"""Background work on photos: rendering, as a job after the commit and by a sweep of what waits.

Promises (T4): the row in state `received` is the truth; the job only hints. Rendering twice gives the same files.
A photo that cannot be decoded after all becomes `unreadable`, is kept, and is shown as such.
"""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import select

from inspect_app.evidence import renditions
from inspect_app.evidence.custody import log_event
from inspect_app.evidence.events import EvidenceChanged
from inspect_app.evidence.models import Evidence
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.events import announce
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.jobs import huey, in_app, register_sweep
from inspect_app.foundation.unit_of_work import current_work, unit_of_work

log = logging.getLogger(__name__)

_SWEEP_AT_ONCE = 50


def render_after_commit(evidence_id: UUID) -> None:
    """Queue the rendering once the running unit of work is committed."""
    current_work().after_commit(lambda: render_photo(str(evidence_id)))


@huey.task(retries=2, retry_delay=10)
def render_photo(evidence_id: str) -> None:
    """Make the renditions of one photo."""
    in_app(render_now)(UUID(evidence_id))


def render_now(evidence_id: UUID) -> None:
    """Make the renditions of a photo in state `received`; anything else is left alone."""
    row = db.session.get(Evidence, evidence_id)
    if row is None or row.state != "received":
        return
    # Decoding takes a second: it is done before the write transaction, not within it.
    sha256, media_type = row.working_sha256, row.working_type
    db.session.rollback()
    try:
        made = renditions.render(file_store().path(sha256), media_type=media_type)
    except OSError:
        log.exception("photo %s cannot be rendered", evidence_id)
        made = None
    _settle(evidence_id, made)


def _settle(evidence_id: UUID, made: renditions.Renditions | None) -> None:
    store, at = file_store(), clock.now()
    files = [made.thumb, made.letter, made.view] if made else []
    kept = [store.put_new(content).sha256 if content else None for content in files]
    with unit_of_work():
        row = db.session.scalar(select(Evidence).where(Evidence.id == evidence_id).with_for_update())
        if row is None or row.state != "received":
            return
        if made is None:
            row.state = "unreadable"
        else:
            row.thumb_sha256, row.letter_sha256, row.view_sha256 = kept
            row.rendered_at, row.state = at, "ready"
            log_event(evidence_id, "rendered", person_id=None, at=at)
        announce(EvidenceChanged(evidence_id, row.inspection_id))


def sweep_waiting_photos() -> int:
    """Render what no job was left for; returns how many were looked at."""
    waiting = list(
        db.session.scalars(
            select(Evidence.id)
            .where(Evidence.state == "received")
            .order_by(Evidence.id)
            .limit(_SWEEP_AT_ONCE)
        )
    )
    for evidence_id in waiting:
        render_now(evidence_id)
    return len(waiting)


register_sweep("photos waiting for renditions", sweep_waiting_photos)
