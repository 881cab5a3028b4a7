"""What the tests of safe keeping share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _cheap_sealing(monkeypatch: pytest.MonkeyPatch) -> None:
    """scrypt at a cost that a test can pay a hundred times."""
    monkeypatch.setattr("inspect_app.safekeeping.sealing.COST", 4)
