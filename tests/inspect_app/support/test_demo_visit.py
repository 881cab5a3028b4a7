"""The example's finished visit is what a careful team would send."""

from __future__ import annotations

import hashlib
import io

import pytest
from flask import Flask
from PIL import Image

from inspect_app.checklists.queries import Version, published_version, published_versions
from inspect_app.foundation.ids import new_id
from inspect_app.support.demo_pictures import HEIGHT, SCENE_NAMES, WIDTH, draw_scene
from inspect_app.support.demo_setup import read_content
from inspect_app.support.demo_visit import Sent, compose_visit
from sync.operations import KINDS, check


@pytest.fixture
def version(app: Flask) -> Version:
    """The shipped surprise check."""
    return published_version(published_versions("surprise_check")[0].id)


@pytest.fixture
def sent(version: Version) -> Sent:
    """The visit as its tablet would send it."""
    return compose_visit(read_content("visit"), inspection_id=new_id(), version=version)


def test_every_operation_is_valid_under_the_protocol(sent: Sent) -> None:
    assert [operation.seq for operation in sent.operations] == list(range(1, len(sent.operations) + 1))
    for operation in sent.operations:
        assert check(KINDS[operation.kind], operation.fields) is None, operation


def test_every_item_is_answered_and_what_was_not_checked_has_a_reason(sent: Sent, version: Version) -> None:
    answers = {
        operation.target_id.partition("/")[2]: operation.fields
        for operation in sent.operations
        if operation.kind == "answer.set"
    }
    assert set(answers) == {item.key for section in version.sections for item in section.items}
    assert {fields["value"] for fields in answers.values()} == {
        "none_found",
        "problem_found",
        "not_applicable",
        "not_checked",
    }
    assert all(fields["reason"] for fields in answers.values() if fields["value"] == "not_checked")


def test_findings_stand_at_problem_items_with_the_photos_that_the_items_ask_for(
    sent: Sent, version: Version
) -> None:
    problems = {
        operation.target_id.partition("/")[2]
        for operation in sent.operations
        if operation.kind == "answer.set" and operation.fields["value"] == "problem_found"
    }
    findings = [operation.fields for operation in sent.operations if operation.kind == "finding.create"]
    photos = [operation.fields for operation in sent.operations if operation.kind == "evidence.announce"]
    assert {fields["item_key"] for fields in findings} == problems
    for fields in findings:
        item = version.item(fields["item_key"])
        assert item is not None
        assert len([photo for photo in photos if photo["item_key"] == item.key]) >= item.photos_required


def test_photos_have_the_bytes_that_were_announced(sent: Sent) -> None:
    announced = {
        operation.target_id: operation.fields["working_sha256"]
        for operation in sent.operations
        if operation.kind == "evidence.announce"
    }
    assert {
        str(photo.evidence_id): hashlib.sha256(photo.content).hexdigest() for photo in sent.photos
    } == announced


@pytest.mark.parametrize("scene", SCENE_NAMES)
def test_a_scene_is_drawn_the_same_each_time(scene: str) -> None:
    content = draw_scene(scene)
    assert content == draw_scene(scene)
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "JPEG" and image.size == (WIDTH, HEIGHT)
