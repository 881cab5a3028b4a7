"""`demo load|remove`: the example campaign."""

from __future__ import annotations

import argparse

from inspect_app.cli import welcome
from inspect_app.cli.application import add_data_argument, migrate_database, open_application

VERB = "demo"
SUMMARY = "装入或移除示例督察（2023 年一次完整的例子，供试用和培训）"
EXAMPLE = "python3 run.py demo load --data /tmp/try\n    python3 run.py demo remove --data /tmp/try"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)
    parser.add_argument(
        "act", choices=["load", "remove"], metavar="load|remove", help="load 装入，remove 移除"
    )


def run(arguments: argparse.Namespace) -> int:
    app = open_application(arguments.data)
    migrate_database(app)
    with app.app_context():
        print("\n".join(load() if arguments.act == "load" else remove()))
    return 0


def load() -> list[str]:
    """Load the example beside what is there. Returns lines for the person at the terminal."""
    from inspect_app.support.demo import demo_is_loaded, load_demo

    if demo_is_loaded():
        return ["示例已经在了，没有再装一遍。", *welcome.demo_lines()]
    recovery_key = load_demo()
    return ["已装入示例督察。下一步：python3 run.py 启动。", *welcome.demo_lines(recovery_key=recovery_key)]


def remove() -> list[str]:
    """Take the example away. Returns lines for the person at the terminal; raises Refusal when own work hangs on it."""
    from inspect_app.accounts.first_run import installation_is_empty
    from inspect_app.support.demo import remove_demo

    if not remove_demo():
        return ["这里没有示例，什么都没改。"]
    if installation_is_empty():
        return ["示例已移除，现在没有任何账号。", "下一步：python3 run.py --no-demo 启动，按提示建立管理员。"]
    return ["示例已移除，自己建的都在。下一步：python3 run.py 启动。"]
