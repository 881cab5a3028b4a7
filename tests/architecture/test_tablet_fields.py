"""No field of the tablet lets the browser keep its text: Chromium writes unsaved fields into its session files in clear."""

from __future__ import annotations

import re

from inspect_app.config import PROJECT_ROOT

TABLET = PROJECT_ROOT / "static" / "tablet"
FIELD = re.compile(r"<(?:textarea|input)\b(.*?)(?:</textarea>|/>)", re.S)
NO_TEXT = re.compile(r"""type=["']?(?:radio|checkbox|file)""")


def test_every_field_for_text_forbids_the_browser_to_keep_it() -> None:
    fields = [
        (path.relative_to(TABLET).as_posix(), field)
        for path in sorted(TABLET.rglob("*.js"))
        for field in FIELD.findall(path.read_text(encoding="utf-8"))
        if not NO_TEXT.search(field)
    ]
    assert len(fields) >= 5
    assert [name for name, field in fields if "autocomplete=" not in field] == []
