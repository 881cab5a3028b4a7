"""The example's tablet: registers itself, pushes the finished visit through the sync engine and hands over its photos.

Promises: the visit is in the database exactly as if a tablet had sent it, with operations, receipts, feed and custody. Times are
those of the story. Does not: speak HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.devices import note_contact, person_with_grants, register_device
from inspect_app.accounts.models import Device
from inspect_app.accounts.service import actor_of
from inspect_app.checklists.queries import published_version
from inspect_app.evidence.service import receive
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.models import Inspection
from inspect_app.support.demo_visit import Photo, Sent, compose_visit, moment
from inspect_app.tablet.exchange import current_epoch, push
from inspect_app.tablet.receipts import receipt_signer
from sync.instants import to_wire
from sync.protocol import PROTOCOL_VERSION, Push

TABLET_NAME = "示例平板"


class NotDelivered(Exception):
    """The example's own operations were not taken: a bug, never the office's doing."""


def deliver_visit(content: Mapping[str, Any], *, trip_id: UUID, person_id: UUID, at: datetime) -> None:
    """Send the visit in `content` for the one inspection of the trip, as that person's tablet.

    Args:
        at: when the tablet was last heard of, with nothing left on it.

    Opens its own units of work. Raises NotDelivered.
    """
    inspection = db.session.scalars(select(Inspection).where(Inspection.trip_id == trip_id)).one()
    version = published_version(inspection.checklist_version_id)
    sent = compose_visit(content, inspection_id=inspection.id, version=version)
    registered, received = moment(content["times"]["sent"]), moment(content["times"]["received"])
    actor = _register(person_id, at=registered)
    _push(sent, actor=actor, at=received)
    _hand_over(sent.photos, actor=actor, at=received)
    assert actor.device_id is not None
    with unit_of_work():
        note_contact(actor.device_id, at=at, unsent_records=0, unsent_photos=0, unsent_bytes=0)


def _register(person_id: UUID, *, at: datetime) -> Actor:
    device_id = new_id()
    with unit_of_work():
        person = person_with_grants(person_id)
        assert person is not None
        register_device(person, device_id=device_id, tablet_name=TABLET_NAME, at=at)
        return actor_of(person, device=db.session.get_one(Device, device_id))


def _push(sent: Sent, *, actor: Actor, at: datetime) -> None:
    batch = Push(
        protocol=PROTOCOL_VERSION,
        device_id=str(actor.device_id),
        epoch=current_epoch(),
        operations=list(sent.operations),
    )
    pushed, _epoch = push(batch, actor=actor, at=at)
    refused = [outcome for outcome in pushed.outcomes if outcome.result != "applied"]
    if refused or len(pushed.outcomes) != len(sent.operations):
        raise NotDelivered(refused or pushed)


def _hand_over(photos: tuple[Photo, ...], *, actor: Actor, at: datetime) -> None:
    store, signer = file_store(), receipt_signer()
    for photo in photos:
        stored = store.put_new(photo.content)
        receipt = signer.sign(str(photo.evidence_id), stored.sha256, to_wire(at))
        with unit_of_work():
            receive(stored, media_type="image/jpeg", receipt=msgspec.to_builtins(receipt), actor=actor, at=at)
