"""Pure rules of the catalogue: which instruction holds for which method."""

from __future__ import annotations

from collections.abc import Mapping

from inspect_app.catalogue.shipped import ALL_METHODS

METHOD_NAMES = {
    "surprise_check": "突击检查",
    "unannounced_visit": "实地暗访",
    "random_sampling": "随机抽查",
    "file_review": "案卷审查",
}
"""The four methods in the order of the plan (实施方案三（三）), with the words users read."""


def instruction_for(how_to_check: Mapping[str, str], method: str) -> str | None:
    """How to check by `method`, or None where this method cannot show the problem (domain.md 1.4, "—")."""
    return how_to_check.get(method) or how_to_check.get(ALL_METHODS)
