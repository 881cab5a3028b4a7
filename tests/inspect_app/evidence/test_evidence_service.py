"""A photo is announced, its bytes come, the two meet by hash, and pictures are made of it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.evidence import jobs, service
from inspect_app.evidence.models import CustodyEvent, Evidence
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import InvalidInput
from inspect_app.foundation.unit_of_work import unit_of_work
from tests.builders import InspectionParts, make_inspection
from tests.inspect_app.tablet.harness import give_tablet
from tests.inspect_app.tablet.pictures import GPS, heic, jpeg


@dataclass
class Taken:
    """A photo on a tablet: what is announced and the bytes of both copies."""

    fields: dict[str, Any]
    working: bytes
    original: bytes


def take_photo(
    working: bytes | None = None,
    original: bytes | None = None,
    media_type: str = "image/jpeg",
    **changes: Any,
) -> Taken:
    working = working or jpeg(1)
    original = original or jpeg(2, (1200, 900))
    fields = {
        "item_key": "A01",
        "finding_id": None,
        "ordinal": 1,
        "caption": "公示栏",
        "source": "camera",
        "gallery_reason": "",
        "taken_at": clock.now(),
        "working_sha256": hashlib.sha256(working).hexdigest(),
        "working_size": len(working),
        "working_type": media_type,
        "original_sha256": hashlib.sha256(original).hexdigest(),
        "original_size": len(original),
        "original_type": media_type,
    } | changes
    return Taken(fields, working, original)


@pytest.fixture
def visit(app: Flask) -> InspectionParts:
    return make_inspection()


@pytest.fixture
def ma(visit: InspectionParts) -> Actor:
    return give_tablet(visit.inspector)


def announce(visit: InspectionParts, actor: Actor, photo: Taken) -> UUID:
    evidence_id = new_id()
    with unit_of_work():
        service.announce(
            evidence_id,
            inspection_id=visit.inspection_id,
            fields=photo.fields,
            made_at=clock.now(),
            late=False,
            actor=actor,
            at=clock.now(),
        )
    return evidence_id


def send(actor: Actor, content: bytes, media_type: str = "image/jpeg") -> None:
    stored = file_store().put_new(content)
    with unit_of_work():
        service.receive(stored, media_type=media_type, receipt={"id": "r"}, actor=actor, at=clock.now())


def photo(evidence_id: UUID) -> Evidence:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Evidence, evidence_id)


def custody(evidence_id: UUID) -> list[str]:
    rows = select(CustodyEvent.event).where(CustodyEvent.evidence_id == evidence_id).order_by(CustodyEvent.no)
    return list(db.session.scalars(rows))


def picture(sha256: str | None) -> Image.Image:
    assert sha256 is not None
    return Image.open(io.BytesIO(b"".join(file_store().open_range(sha256))))


def test_announced_first_then_the_bytes(visit: InspectionParts, ma: Actor) -> None:
    taken = take_photo()
    evidence_id = announce(visit, ma, taken)
    assert photo(evidence_id).state == "announced"
    send(ma, taken.working)
    row = photo(evidence_id)
    assert row.state == "ready"
    assert row.working_received_at is not None and row.original_received_at is None
    send(ma, taken.original)
    assert photo(evidence_id).original_received_at is not None
    assert custody(evidence_id) == ["captured", "received", "rendered", "received"]


def test_bytes_first_then_the_announcement(visit: InspectionParts, ma: Actor) -> None:
    taken = take_photo()
    send(ma, taken.working)
    send(ma, taken.original)
    evidence_id = announce(visit, ma, taken)
    row = photo(evidence_id)
    assert row.state == "ready"
    assert row.working_received_at is not None and row.original_received_at is not None


def test_another_persons_bytes_are_not_linked(visit: InspectionParts, ma: Actor) -> None:
    taken = take_photo()
    send(give_tablet(visit.leader), taken.working)
    evidence_id = announce(visit, ma, taken)
    assert photo(evidence_id).state == "announced"


def test_bytes_of_another_size_than_announced_are_not_linked(visit: InspectionParts, ma: Actor) -> None:
    taken = take_photo(working_size=7)
    evidence_id = announce(visit, ma, taken)
    send(ma, taken.working)
    assert photo(evidence_id).state == "announced"


def test_a_photo_from_the_gallery_needs_a_reason(visit: InspectionParts, ma: Actor) -> None:
    with pytest.raises(InvalidInput):
        announce(visit, ma, take_photo(source="gallery", gallery_reason="  "))
    assert announce(visit, ma, take_photo(source="gallery", gallery_reason="群众手机所拍"))


def test_what_was_claimed_at_capture_cannot_be_edited(visit: InspectionParts, ma: Actor) -> None:
    row = photo(announce(visit, ma, take_photo()))
    with pytest.raises(ValueError, match="taken_at"):
        service.edit(row, {"taken_at": clock.now()})


def test_renditions_have_their_sizes_and_no_position(visit: InspectionParts, ma: Actor) -> None:
    working = jpeg(5, (2560, 1920), orientation=6)
    assert Image.open(io.BytesIO(working)).getexif().get_ifd(GPS)
    evidence_id = announce(visit, ma, take_photo(working=working))
    send(ma, working)
    row = photo(evidence_id)
    thumb, letter = picture(row.thumb_sha256), picture(row.letter_sha256)
    # Orientation 6 turns the picture upright.
    assert (thumb.size, letter.size) == ((300, 400), (1200, 1600))
    for made in (thumb, letter):
        assert (made.format, made.mode) == ("JPEG", "RGB")
        assert not made.getexif() and "icc_profile" not in made.info
    assert b"".join(file_store().open_range(row.working_sha256)) == working


def test_heic_gets_a_picture_that_browsers_can_show(visit: InspectionParts, ma: Actor) -> None:
    content = heic((3000, 2000))
    taken = take_photo(working=content, original=content, media_type="image/heic")
    evidence_id = announce(visit, ma, taken)
    send(ma, content, "image/heic")
    row = photo(evidence_id)
    assert row.state == "ready" and row.original_received_at is not None
    assert picture(row.view_sha256).size == (2560, 1707)
    assert picture(row.letter_sha256).format == "JPEG"


def test_rendering_twice_changes_nothing(visit: InspectionParts, ma: Actor) -> None:
    taken = take_photo()
    evidence_id = announce(visit, ma, taken)
    send(ma, taken.working)
    first = photo(evidence_id)
    before = (first.thumb_sha256, first.letter_sha256, first.rendered_at)
    with unit_of_work():
        db.session.get_one(Evidence, evidence_id).state = "received"
    jobs.render_now(evidence_id)
    after = photo(evidence_id)
    assert (after.thumb_sha256, after.letter_sha256) == before[:2]
    jobs.render_now(evidence_id)
    assert custody(evidence_id).count("rendered") == 2


def test_the_sweep_finds_a_photo_whose_job_was_lost(
    visit: InspectionParts, ma: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = take_photo()
    evidence_id = announce(visit, ma, taken)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "render_after_commit", lambda _evidence_id: None)
        send(ma, taken.working)
    assert photo(evidence_id).state == "received"
    assert jobs.sweep_waiting_photos() == 1
    assert photo(evidence_id).state == "ready"


def test_a_photo_that_cannot_be_rendered_after_all_is_kept_and_marked(
    visit: InspectionParts, ma: Actor
) -> None:
    broken = jpeg(1)[:200]
    evidence_id = announce(visit, ma, take_photo(working=broken))
    send(ma, broken)
    row = photo(evidence_id)
    assert (row.state, row.thumb_sha256) == ("unreadable", None)
    assert file_store().stat(row.working_sha256) is not None


def test_removing_hides_and_restoring_brings_back(visit: InspectionParts, ma: Actor) -> None:
    evidence_id = announce(visit, ma, take_photo())
    for removed in (True, False):
        with unit_of_work():
            row = db.session.get_one(Evidence, evidence_id)
            service.set_removed(row, removed, actor=ma, at=clock.now())
        assert photo(evidence_id).removed is removed
    assert custody(evidence_id) == ["captured", "removed", "restored"]
