"""The documents say what the code is."""

from __future__ import annotations

import re
from collections import Counter

from inspect_app.config import PROJECT_ROOT
from tools.docs_reference import TARGET, all_refusals, reference


def test_the_reference_is_what_the_code_says() -> None:
    assert TARGET.read_text(encoding="utf-8") == reference(), "run: python -m tools.docs_reference"


def test_every_refusal_has_a_code_of_its_own_and_a_chinese_sentence() -> None:
    refusals = all_refusals()
    doubled = [code for code, count in Counter(kind.code for kind in refusals).items() if count > 1]
    assert doubled == []
    for kind in refusals:
        assert kind.message.endswith(("。", "？")), kind
        assert any("一" <= character <= "鿿" for character in kind.message), kind


def test_every_file_that_the_map_names_exists() -> None:
    text = (PROJECT_ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:static/|inspect_app/)?([a-z_]+(?:/[a-z_-]+)*/[a-z_-]+\.(?:py|js))", text))
    assert len(named) > 20
    roots = [PROJECT_ROOT, *(PROJECT_ROOT / part for part in ("inspect_app", "static", "static/tablet"))]
    assert [name for name in sorted(named) if not any((root / name).is_file() for root in roots)] == []
