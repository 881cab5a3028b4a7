"""The documents say what the code is."""

from __future__ import annotations

from collections import Counter

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
