"""`test`: run every test, Python and JavaScript; run.py has installed what they need."""

from __future__ import annotations

import argparse

VERB = "test"
SUMMARY = "运行全部测试（给开发者；后面可以写路径和 pytest 的参数）"
EXAMPLE = "python3 run.py test\n    python3 run.py test tests/sync -x"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(takes_more=True)
    parser.add_argument("paths", nargs="*", metavar="路径", help="只运行这些文件或文件夹")


def run(arguments: argparse.Namespace) -> int:
    from tools.test_run import run_tests

    return run_tests([*arguments.paths, *arguments.rest])
