"""`doctor`: what is wrong on this machine, and what to do about it."""

from __future__ import annotations

import argparse
import os

from inspect_app.cli.application import add_data_argument, use_data_folder
from inspect_app.config import Settings

VERB = "doctor"
SUMMARY = "检查这台机器：缺什么、哪里不对、怎么办"
EXAMPLE = "python3 run.py doctor --data /srv/inspect"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    from inspect_app.cli.findings import State
    from inspect_app.cli.health_checks import all_findings

    use_data_folder(arguments.data)
    # A key that is not given is made on first use; looking must not make it.
    findings = all_findings(Settings.from_environment({"INSPECT_SECRET_KEY": "not used", **os.environ}))
    for finding in findings:
        print(f"[{finding.state.value}] {finding.subject}：{finding.sentence}")
    bad = sum(finding.state is State.BAD for finding in findings)
    notes = sum(finding.state is State.NOTE for finding in findings)
    if bad:
        print(f"\n有 {bad} 项要处理。照上面的话做完后，再运行一次：{EXAMPLE.partition(' --')[0]}")
        return 1
    print(f"\n可以使用{f'，有 {notes} 项请留意' if notes else ''}。下一步：python3 run.py 启动。")
    return 0
