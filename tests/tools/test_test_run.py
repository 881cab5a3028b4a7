"""Which runner gets which of the arguments of `run.py test`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.bootstrap.places import ROOT
from tools.test_run import split


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "tests/sync/test_engine.py",
        "tests/tablet/db/vault.test.js",
        "tests/tools/test_a.py",
        "tests/tools/b.test.js",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_arguments_everything_runs() -> None:
    for_python, for_node = split([])
    assert for_python == []
    assert ROOT / "tests" / "tools" / "icons.test.js" in for_node


@pytest.mark.parametrize(
    ("arguments", "for_python", "for_node"),
    [
        (["tests/sync", "-x"], ["tests/sync", "-x"], []),
        (["tests/tablet"], None, ["tests/tablet/db/vault.test.js"]),
        (["tests/tablet/db/vault.test.js"], None, ["tests/tablet/db/vault.test.js"]),
        (["tests/tools"], ["tests/tools"], ["tests/tools/b.test.js"]),
        (["tests/sync", "tests/tablet"], ["tests/sync"], ["tests/tablet/db/vault.test.js"]),
        (["tests/sync/test_engine.py::test_x"], ["tests/sync/test_engine.py::test_x"], []),
        (["-k", "merge"], ["-k", "merge"], []),
    ],
)
def test_paths_go_to_the_runner_that_has_tests_there(
    tree: Path, arguments: list[str], for_python: list[str] | None, for_node: list[str]
) -> None:
    assert split(arguments) == (for_python, [Path(name) for name in for_node])
