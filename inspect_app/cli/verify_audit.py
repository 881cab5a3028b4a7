"""`verify-audit`: walk the audit chain and say whether every row is as it was written."""

from __future__ import annotations

import argparse

from inspect_app.cli.application import NotPossible, add_data_argument, migrate_database, open_application

VERB = "verify-audit"
SUMMARY = "核对审计记录：逐条核对，看有没有被改过、删过"
EXAMPLE = "python3 run.py verify-audit"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    from inspect_app.audit.service import verify_chain

    app = open_application(arguments.data)
    migrate_database(app)
    with app.app_context():
        count, broken = verify_chain()
    if broken is not None:
        raise NotPossible(
            f"审计记录从第 {broken} 条起对不上：它或它前面的记录被改动或删除过。\n"
            "请保留现在的数据文件夹不动，另存一份，再和最近的备份比对这一条。"
        )
    print(f"{count} 条审计记录前后相连，没有改动。要核对另一份数据，请加 --data 指定它的文件夹。")
    return 0
