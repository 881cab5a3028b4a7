"""The list of icons holds what pages draw and nothing else; `tsc` checks the names that the tablet's code calls for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from inspect_app.web import state_looks
from inspect_app.web.state_looks import StateLook

ROOT = Path(__file__).resolve().parents[2]
QUOTED = re.compile(r"""(["'`])([a-z0-9]+(?:-[a-z0-9]+)*)\1""")
CALLED = re.compile(r"""\bicon\(\s*(["'])([a-z0-9-]+)\1""")
SOURCES = ("templates/**/*.html", "inspect_app/**/*.py", "static/tablet/**/*.js", "static/office/**/*.js")


def listed() -> set[str]:
    lines = (ROOT / "tools/vendor/icons.txt").read_text(encoding="utf-8").splitlines()
    return {name for line in lines if (name := line.partition("#")[0].strip())}


def texts(*patterns: str) -> Iterator[str]:
    for pattern in patterns:
        for file in ROOT.glob(pattern):
            yield file.read_text(encoding="utf-8")


def names_of_the_set() -> set[str]:
    """Names of all icons of the package that cannot be mistaken for another word, being of several words."""
    home = ROOT / "node_modules/@tabler/icons"
    outline, filled = (
        json.loads((home / f"tabler-nodes-{kind}.json").read_text()) for kind in ("outline", "filled")
    )
    return {name for name in [*outline, *(f"{name}-filled" for name in filled)] if "-" in name}


def state_icons() -> set[str]:
    tables = [value for value in vars(state_looks).values() if isinstance(value, dict)]
    return {look.icon for table in tables for look in table.values() if isinstance(look, StateLook)}


def test_every_icon_that_office_pages_name_is_drawn() -> None:
    called = {name for text in texts("templates/**/*.html") for _, name in CALLED.findall(text)}
    named = {name for text in texts(*SOURCES[:2]) for _, name in QUOTED.findall(text)} & names_of_the_set()
    assert called
    assert (called | named | state_icons()) - listed() == set()


def test_no_icon_is_drawn_that_nothing_names() -> None:
    named = {name for text in texts(*SOURCES) for _, name in QUOTED.findall(text)}
    assert listed() - named == set()
