"""Installing the shipped packs into a database."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import delete, func, select

from inspect_app.audit.models import AuditEvent
from inspect_app.catalogue.models import CatalogueArea, CatalogueItem
from inspect_app.catalogue.service import install_shipped_packs
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work

AT = datetime(2023, 3, 20, 1, 0, tzinfo=UTC)


def _install() -> int:
    with unit_of_work():
        return install_shipped_packs(AT)


def _installed_events() -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "catalogue.installed")
        )
        or 0
    )


def test_an_empty_installation_has_the_whole_catalogue(app: Flask) -> None:
    assert db.session.scalar(select(func.count()).select_from(CatalogueItem)) == 60
    areas = db.session.scalars(select(CatalogueArea.code).order_by(CatalogueArea.ordinal)).all()
    assert areas == ["A", "B", "C", "D", "E", "G"]
    restricted = set(db.session.scalars(select(CatalogueItem.area).where(CatalogueItem.restricted)))
    assert restricted == {"E"}


def test_installing_again_adds_nothing_and_says_nothing(app: Flask) -> None:
    before = _installed_events()
    assert _install() == 0
    assert _installed_events() == before == 1


def test_wording_of_the_office_survives_the_next_start(app: Flask) -> None:
    with unit_of_work():
        item = db.session.scalars(select(CatalogueItem).where(CatalogueItem.code == "B02")).one()
        item.suggestion = "本市写法。"
    _install()
    assert (
        db.session.scalar(select(CatalogueItem.suggestion).where(CatalogueItem.code == "B02")) == "本市写法。"
    )


def test_a_code_that_is_missing_is_added_by_itself(app: Flask) -> None:
    with unit_of_work():
        db.session.execute(delete(CatalogueItem).where(CatalogueItem.code == "G16"))
    assert _install() == 1
