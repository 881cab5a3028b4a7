"""A pytest plugin: tests that drive Chromium take turns, so that two browsers never share the machine's two cores.

With pytest-xdist's `--dist loadgroup`, one group runs on one worker. Loaded by tools/test_run.py.
"""

from __future__ import annotations

import pytest

BROWSER_FOLDERS = frozenset({"journeys", "browser"})


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put every test under a browser folder into one group."""
    for item in items:
        if BROWSER_FOLDERS.intersection(item.path.parts):
            item.add_marker(pytest.mark.xdist_group("chromium"))
