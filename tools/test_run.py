"""Runs every test: pytest for Python, then node's own runner for the tablet's JavaScript.

Promises: both run even when the first fails; the exit code is 0 only when all passed; the last lines say which did
not. Does not: install anything (tools/bootstrap does).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.bootstrap.node import find_node
from tools.bootstrap.places import ROOT

# One for the browser tests, which take turns, and one for all others.
WORKERS = 2
INTERRUPTED = 2
FAILURES = 1
BROWSER_TESTS = ("tests/browser/", "tests/journeys/")


def run_tests(arguments: Sequence[str]) -> int:
    """Run the tests that `arguments` name, all without any; what is no path goes to pytest. Returns the exit code."""
    started = time.monotonic()
    for_python, for_node = split(arguments)
    results: dict[str, int] = {}
    if for_python is not None:
        results["Python"] = run_pytest(for_python)
    if for_node and results.get("Python") != INTERRUPTED:
        results["JavaScript"] = run_node(for_node)
    failed = [name for name, code in results.items() if code != 0]
    seconds = time.monotonic() - started
    print(f"\n{'、'.join(results)} 测试用时 {seconds:.0f} 秒。", flush=True)
    if failed:
        print(f"有没有通过的测试：{'、'.join(failed)}。往上翻看原因。", flush=True)
        return 1
    print("全部测试通过。", flush=True)
    return 0


def split(arguments: Sequence[str]) -> tuple[list[str] | None, list[Path]]:
    """pytest's arguments, or None when nothing is left for it to do, and the files for node."""
    if not arguments:
        return [], javascript_tests(ROOT / "tests")
    files: list[Path] = []
    rest: list[str] = []
    paths_for_python = False
    for argument in arguments:
        path = Path(argument)
        found = javascript_tests(path) if path.exists() else []
        files += found
        if argument.endswith(".js") or (found and not any(path.rglob("test_*.py"))):
            continue
        paths_for_python = paths_for_python or not argument.startswith("-")
        rest.append(argument)
    return (rest if paths_for_python or not files else None), files


def javascript_tests(path: Path) -> list[Path]:
    """The JavaScript test files at or below `path`; node before 21 does not expand patterns itself."""
    return [path] if path.name.endswith(".test.js") else sorted(path.rglob("*.test.js"))


def run_pytest(arguments: Sequence[str]) -> int:
    """Run pytest in two processes; its own exit code, with 5 (no test found) as a failure like any other."""
    parallel = ["-p", "tools.chromium_turns", "-n", str(WORKERS), "--dist", "loadgroup"]
    command = [sys.executable, "-m", "pytest", *parallel, *arguments]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    return run_browser_tests_again() if code == FAILURES and only_browser_tests_failed() else code


def only_browser_tests_failed() -> bool:
    """Whether every test that failed drives a real browser."""
    kept = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
    failed = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    return bool(failed) and all(name.startswith(BROWSER_TESTS) for name in failed)


def run_browser_tests_again() -> int:
    """Run what failed once more, alone: a browser beside the other tests may miss its time on a busy machine. Says so."""
    print("\n浏览器测试有没通过的。单独再跑一次，还不过就算没通过。", flush=True)
    command = [sys.executable, "-m", "pytest", "--last-failed", "--last-failed-no-failures", "none"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def run_node(files: Sequence[Path]) -> int:
    """Run node's test runner over `files`."""
    command = [find_node().node, "--test", "--test-reporter=spec", *map(str, files)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
