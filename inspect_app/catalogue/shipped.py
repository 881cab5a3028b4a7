"""The shipped packs: what stands in packs/*.toml, read into values.

Promises: areas in the order A, B, C, D, E, G, items in the order of their file; an incomplete file is a bug and raises KeyError
or TypeError, never half an item.
Does not: touch the database.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

PACK_VERSION = 1
"""Grows with every change of the shipped wording; each installed item says which edition it came from."""

PACK_FILES = ("area-a.toml", "area-b.toml", "area-c.toml", "area-d.toml", "area-e.toml", "progress.toml")

ALL_METHODS = "all_methods"
"""Key of a `how_to_check` that is the same for every method."""


@dataclass(frozen=True)
class ShippedItem:
    """One item of a pack; fields as in models.CatalogueItem."""

    code: str
    title: str
    question: str
    how_to_check: dict[str, str]
    legal_basis: str
    basis_checked: bool
    yardstick: str
    phrases: tuple[str, ...]
    suggestion: str
    photos_required: int
    photo_note: str


@dataclass(frozen=True)
class ShippedArea:
    """One file of the pack. `restricted`: its findings are about persons and open to few by default (domain.md 1.10)."""

    code: str
    title: str
    short: str
    clause: str
    answer_kind: str
    restricted: bool
    items: tuple[ShippedItem, ...]


def read_shipped_packs() -> tuple[ShippedArea, ...]:
    """Every shipped area with its items (domain.md 1.4, 1.5)."""
    folder = resources.files("inspect_app.catalogue") / "packs"
    return tuple(_area(tomllib.loads((folder / name).read_text("utf-8"))) for name in PACK_FILES)


def _area(pack: dict[str, Any]) -> ShippedArea:
    return ShippedArea(**pack["area"], items=tuple(_item(entry) for entry in pack["item"]))


def _item(entry: dict[str, Any]) -> ShippedItem:
    return ShippedItem(
        **{"photos_required": 0, "photo_note": "", **entry, "phrases": tuple(entry["phrases"])}
    )
