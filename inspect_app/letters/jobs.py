"""Background work of letters: issuing when the take-back time is over, and rendering.

The row is the truth: a letter waiting for either is found again by the sweep, and running twice changes nothing.
"""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.actor import PROGRAM, Actor
from inspect_app.accounts.devices import person_with_grants
from inspect_app.accounts.service import actor_of
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.jobs import huey, in_app, register_sweep
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.letters import issuing
from inspect_app.letters.checks import renderer
from inspect_app.letters.content import read_content
from inspect_app.letters.models import Letter
from inspect_app.letters.sources import printed_image

log = logging.getLogger(__name__)


@huey.task()
def issue_letter(letter_id: str) -> None:
    """Hint: the take-back time of this letter is over."""
    in_app(issue_now)(UUID(letter_id))


@huey.task()
def render_letter(letter_id: str) -> None:
    """Hint: this letter is numbered and waits for its file."""
    in_app(render_now)(UUID(letter_id))


def issue_now(letter_id: UUID) -> None:
    """Number and freeze the letter if its time has come, then have it rendered."""
    requested_by = db.session.scalar(select(Letter.issue_requested_by).where(Letter.id == letter_id))
    if requested_by is None:
        return
    with unit_of_work() as work:
        if issuing.issue_when_due(letter_id, issuer=_person(requested_by), at=clock.now()):
            work.after_commit(lambda: render_letter(str(letter_id)))


def _person(person_id: UUID) -> Actor:
    person = person_with_grants(person_id)
    assert person is not None, "people are never deleted"
    return actor_of(person)


def render_now(letter_id: UUID) -> None:
    """Render the frozen content, store the file, note its hash. Raises what the renderer raises, after counting it."""
    frozen = db.session.scalar(
        select(Letter.frozen).where(Letter.id == letter_id, Letter.state == "numbered")
    )
    if frozen is None:
        return
    try:
        printed = renderer().print_letter(read_content(frozen), printed_image, draft=False)
        stored = file_store().put_new(printed.pdf)
    except Exception:
        with unit_of_work():
            issuing.record_render_failure(letter_id)
        raise
    with unit_of_work():
        issuing.record_rendered(
            letter_id, file_sha256=stored.sha256, pages=printed.pages, actor=PROGRAM, at=clock.now()
        )


def sweep() -> None:
    """Do what is due and what no hint was left for; one letter's failure does not stop the others."""
    due = select(Letter.id).where(Letter.state == "awaiting_issue", Letter.issue_due_at <= clock.now())
    for letter_id in db.session.scalars(due).all():
        issue_now(letter_id)
    for letter_id in db.session.scalars(select(Letter.id).where(Letter.state == "numbered")).all():
        try:
            render_now(letter_id)
        except Exception:
            log.exception("letter %s was not rendered; the sweep tries again", letter_id)


register_sweep("letters", sweep)
