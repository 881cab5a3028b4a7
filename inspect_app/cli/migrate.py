"""`migrate`: bring the database to the version of the program."""

from __future__ import annotations

import argparse

from inspect_app.cli.application import add_data_argument, migrate_database, open_application

VERB = "migrate"
SUMMARY = "把数据库升到当前程序的版本（启动时会自动做，停机升级时可单独做）"
EXAMPLE = "python3 run.py migrate --data /srv/inspect"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    migrate_database(open_application(arguments.data))
    print("数据库已是当前版本。下一步：python3 run.py 启动。")
    return 0
