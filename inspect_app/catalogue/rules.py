"""Pure rules of the catalogue: which instruction holds for which method."""

from __future__ import annotations

from collections.abc import Mapping

from inspect_app.catalogue.shipped import ALL_METHODS


def instruction_for(how_to_check: Mapping[str, str], method: str) -> str | None:
    """How to check by `method`, or None where this method cannot show the problem (domain.md 1.4, "—")."""
    return how_to_check.get(method) or how_to_check.get(ALL_METHODS)
