"""Drawing, publishing and keeping a checklist version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from inspect_app.accounts.actor import PROGRAM
from inspect_app.catalogue.models import CatalogueItem
from inspect_app.catalogue.queries import entries_for_method
from inspect_app.checklists.models import Checklist, ChecklistItem, ChecklistVersion
from inspect_app.checklists.queries import checklist_payload, published_version, published_versions
from inspect_app.checklists.refusals import VersionEmpty, VersionPublished
from inspect_app.checklists.service import draw_items, install_shipped_checklists, publish
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work

AT = datetime(2023, 3, 20, 1, 0, tzinfo=UTC)


def _shipped() -> UUID:
    (row,) = published_versions("surprise_check")
    return row.id


def _draft() -> UUID:
    with unit_of_work():
        checklist = Checklist(id=new_id(), key="own", title="自己的检查单", method="surprise_check")
        version = ChecklistVersion(id=new_id(), checklist_id=checklist.id, number=1)
        db.session.add(checklist)
        db.session.flush()
        db.session.add(version)
    return version.id


@contextmanager
def _statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_shipped_list_has_every_problem_that_a_surprise_check_can_show_and_the_progress_items(
    app: Flask,
) -> None:
    version = published_version(_shipped())
    assert [(section.key, len(section.items)) for section in version.sections] == [
        ("A", 7),
        ("B", 9),
        ("C", 5),
        ("D", 12),
        ("E", 9),
        ("G", 16),
    ]
    keys = {item.key for section in version.sections for item in section.items}
    assert "B06" not in keys and "E03" not in keys
    assert {"A99", "B99", "C99", "D99", "E99"} <= keys
    (row,) = published_versions("surprise_check")
    assert row.label == "突击检查检查单 第 1 版（58 项）"
    assert published_versions("file_review") == ()


def test_installing_again_makes_no_second_version(app: Flask) -> None:
    with unit_of_work():
        assert install_shipped_checklists(AT) == 0
    assert db.session.scalar(select(func.count()).select_from(ChecklistVersion)) == 1


def test_a_published_version_takes_no_more_items_and_is_published_once(app: Flask) -> None:
    version_id = _shipped()
    entries = entries_for_method("surprise_check", areas=("A",))
    with pytest.raises(VersionPublished), unit_of_work():
        draw_items(version_id, entries)
    with pytest.raises(VersionPublished), unit_of_work():
        publish(version_id, actor=PROGRAM, at=AT)
    assert published_version(version_id).item_count == 58


def test_new_words_in_the_catalogue_do_not_reach_a_published_version(app: Flask) -> None:
    before = checklist_payload(_shipped())
    with unit_of_work():
        item = db.session.scalars(select(CatalogueItem).where(CatalogueItem.code == "A01")).one()
        item.title, item.yardstick = "改过的名称", "改过的标准。"
    assert checklist_payload(_shipped()) == before


def test_items_are_drawn_in_order_and_a_version_is_seen_only_once_published(app: Flask) -> None:
    version_id = _draft()
    with pytest.raises(VersionEmpty), unit_of_work():
        publish(version_id, actor=PROGRAM, at=AT)
    with pytest.raises(NotVisible):
        published_version(version_id)
    with unit_of_work():
        draw_items(version_id, entries_for_method("surprise_check", areas=("C",)))
        draw_items(version_id, entries_for_method("surprise_check", areas=("A",)))
        publish(version_id, actor=PROGRAM, at=AT)
    assert [section.key for section in published_version(version_id).sections] == ["C", "A"]
    ordinals = db.session.scalars(
        select(ChecklistItem.ordinal)
        .where(ChecklistItem.version_id == version_id)
        .order_by(ChecklistItem.ordinal)
    ).all()
    assert ordinals == list(range(1, 13))


def test_the_tablets_record_is_plain_json_with_the_words_of_the_method(app: Flask) -> None:
    record = checklist_payload(_shipped())
    assert json.loads(json.dumps(record)) == record
    items = {item["key"]: item for section in record["sections"] for item in section["items"]}
    assert items["B02"]["how_to_check"].startswith("请当班负责人出示当日勤务安排")
    assert items["G09"]["how_to_check"].startswith("请单位打开工作台账")
    assert (items["A04"]["photos_required"], items["A04"]["photo_note"]) == (2, "远景、近景")
    assert {key for key, item in items.items() if item["restricted"]} == {
        key for key in items if key[0] == "E"
    }
    assert {item["answer_kind"] for key, item in items.items() if key[0] == "G"} == {"quality"}
    assert all(item["required"] for item in items.values())


def test_reading_a_version_takes_two_queries_however_long_it_is(app: Flask) -> None:
    version_id = _shipped()
    with _statements() as seen:
        published_version(version_id)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 2


def test_an_unknown_version_is_not_found(app: Flask) -> None:
    with pytest.raises(NotVisible):
        published_version(new_id())
