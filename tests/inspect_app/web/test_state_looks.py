"""Every state of every capability has its word, icon and colour, and the icon is in the sprite's list."""

from __future__ import annotations

from inspect_app.config import PROJECT_ROOT
from inspect_app.findings.rules import TRANSITIONS as FINDING_STATES
from inspect_app.inspections.rules import METHOD_LABELS
from inspect_app.inspections.rules import TRANSITIONS as INSPECTION_STATES
from inspect_app.letters.rules import TRANSITIONS as LETTER_STATES
from inspect_app.web.state_looks import FINDING, INSPECTION, LETTER, METHODS, STATE_LOOKS


def test_no_state_is_without_a_look() -> None:
    assert set(INSPECTION_STATES) <= set(INSPECTION)
    assert set(FINDING_STATES) <= set(FINDING)
    assert set(LETTER_STATES) <= set(LETTER)
    assert METHOD_LABELS == METHODS


def test_every_look_has_word_icon_and_a_known_colour() -> None:
    listed = set((PROJECT_ROOT / "tools" / "vendor" / "icons.txt").read_text("utf-8").split("\n"))
    for looks in STATE_LOOKS.values():
        for look in looks.values():
            assert look.word and look.icon in listed
            assert look.tone in ("neutral", "brand", "ok", "warn", "bad")
