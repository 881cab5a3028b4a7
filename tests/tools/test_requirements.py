"""What the program and the tests import is asked for in requirements*.in, and nothing else is."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = {"inspect_app", "sync", "tests", "tools", "benchmarks"}
# Not imported, but started or loaded by name: the web server, the database driver, pytest's workers, the checks.
BY_NAME = {"gunicorn", "psycopg"}
BY_NAME_IN_DEVELOPMENT = {"import-linter", "mypy", "pytest-xdist", "ruff", "uv"}


def asked_for(name: str) -> set[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {
        re.split(r"[\[=<>~!;]", line)[0].strip().lower() for line in lines if line[:1] not in ("", "#", "-")
    }


def imported_by(*folders: str) -> set[str]:
    """Distributions that Python files in these folders import, by the names that pip knows."""
    modules: set[str] = set()
    for folder in folders:
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    modules |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    modules.add(node.module)
    tops = {name.partition(".")[0] for name in modules} - OWN - sys.stdlib_module_names
    known = packages_distributions()
    return {re.sub(r"[-_.]+", "-", known[top][0]).lower() for top in tops}


def test_the_program_imports_exactly_what_it_asks_for() -> None:
    assert imported_by("inspect_app", "sync", "migrations") | BY_NAME == asked_for("requirements.in")


def test_tests_and_tools_import_exactly_what_they_ask_for_beyond_that() -> None:
    wanted = imported_by("tests", "tools", "benchmarks") - asked_for("requirements.in")
    assert wanted | BY_NAME_IN_DEVELOPMENT == asked_for("requirements-dev.in")
