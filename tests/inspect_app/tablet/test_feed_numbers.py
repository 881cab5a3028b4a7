"""Feed numbers become visible in their order, also when several writers commit at once.

A reader that remembers the last number it saw is the whole of the cursor: if a lower number could be committed after
a higher one was read, its row would be missed for ever.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.tablet import feed_writer
from inspect_app.tablet.models import FeedRow
from tests.builders import make_inspection

WRITERS, ROUNDS = 4, 12


@contextmanager
def reading(app: Flask, stop: threading.Event) -> Iterator[list[int]]:
    """A reader that pages by the last number it saw, until it is told to stop and has come to the end."""
    seen: list[int] = []

    def read() -> None:
        with app.app_context():
            last, finished = 0, False
            while not finished:
                finished = stop.is_set()
                rows = db.session.scalars(
                    select(FeedRow.number).where(FeedRow.number > last).order_by(FeedRow.number)
                ).all()
                db.session.rollback()
                seen.extend(rows)
                last = seen[-1] if seen else 0
                time.sleep(0.001)
            db.session.remove()

    thread = threading.Thread(target=read)
    thread.start()
    yield seen
    stop.set()
    thread.join()


def test_a_reader_misses_nothing_while_several_write(app: Flask) -> None:
    visit = make_inspection().inspection_id
    stop = threading.Event()
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            with app.app_context():
                for turn in range(ROUNDS):
                    with unit_of_work():
                        # The slower writers note early and commit late: a sequence would number them too soon.
                        for part in range(3):
                            feed_writer.note("answer", f"{visit}/{writer}-{turn}-{part}", visit)
                        if db.engine.dialect.name == "postgresql":
                            time.sleep(0.002 * writer)
                db.session.remove()
        except BaseException as error:
            failures.append(error)

    with reading(app, stop) as seen:
        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures
    db.session.rollback()
    stored = db.session.scalars(select(FeedRow.number).order_by(FeedRow.number)).all()
    assert seen == list(stored)
    assert len(stored) >= WRITERS * ROUNDS * 3


def test_a_thing_that_changes_again_moves_to_the_end(app: Flask) -> None:
    visit = make_inspection().inspection_id
    with unit_of_work():
        feed_writer.note("answer", f"{visit}/A01", visit)
        feed_writer.note("answer", f"{visit}/A02", visit)
    with unit_of_work():
        feed_writer.note("answer", f"{visit}/A01", visit)
    rows = db.session.execute(
        select(FeedRow.target_id).where(FeedRow.type == "answer").order_by(FeedRow.number)
    ).scalars()
    assert list(rows) == [f"{visit}/A02", f"{visit}/A01"]


def test_a_transaction_that_fails_leaves_no_number(app: Flask) -> None:
    visit = make_inspection().inspection_id
    before = db.session.scalars(select(FeedRow.number)).all()
    with pytest.raises(ZeroDivisionError), unit_of_work():
        feed_writer.note("answer", f"{visit}/A01", visit)
        raise ZeroDivisionError
    with unit_of_work():
        pass
    assert db.session.scalars(select(FeedRow.number)).all() == before


def test_office_acts_reach_the_tablets_through_the_feed(app: Flask) -> None:
    parts = make_inspection()
    rows = db.session.execute(
        select(FeedRow.type).where(FeedRow.inspection_id == parts.inspection_id).order_by(FeedRow.number)
    ).scalars()
    assert list(rows) == ["checklist", "inspection"]
