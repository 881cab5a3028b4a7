"""Commands of the catalogue: putting the shipped packs into a database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from inspect_app.accounts.actor import PROGRAM
from inspect_app.audit.service import record
from inspect_app.catalogue.models import CatalogueArea, CatalogueItem
from inspect_app.catalogue.shipped import PACK_VERSION, ShippedArea, ShippedItem, read_shipped_packs
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id


def install_shipped_packs(at: datetime) -> int:
    """Add the shipped areas and codes that are not there yet, in the caller's unit of work.

    What is there stays as it is, so running it at every start is harmless.
    Returns: how many items were added.
    """
    known_areas = set(db.session.scalars(select(CatalogueArea.code)))
    known_items = set(db.session.scalars(select(CatalogueItem.code)))
    added = 0
    for place, area in enumerate(read_shipped_packs(), start=1):
        if area.code not in known_areas:
            db.session.add(
                CatalogueArea(
                    code=area.code, ordinal=place, title=area.title, short=area.short, clause=area.clause
                )
            )
            db.session.flush()
        for ordinal, item in enumerate(area.items, start=1):
            if item.code not in known_items:
                db.session.add(_row(item, area, ordinal, at))
                added += 1
    db.session.flush()
    if added:
        record(
            PROGRAM, "catalogue.installed", subject=("pack", PACK_VERSION), at=at, details={"items": added}
        )
    return added


def _row(item: ShippedItem, area: ShippedArea, ordinal: int, at: datetime) -> CatalogueItem:
    return CatalogueItem(
        id=new_id(),
        code=item.code,
        area=area.code,
        ordinal=ordinal,
        title=item.title,
        question=item.question,
        answer_kind=area.answer_kind,
        how_to_check=dict(item.how_to_check),
        legal_basis=item.legal_basis,
        basis_checked=item.basis_checked,
        yardstick=item.yardstick,
        phrases=list(item.phrases),
        suggestion=item.suggestion,
        photos_required=item.photos_required,
        photo_note=item.photo_note,
        restricted=area.restricted,
        pack_version=PACK_VERSION,
        installed_at=at,
    )
