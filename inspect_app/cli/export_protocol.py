"""`export-protocol`: write the tablet's type declarations from the sync engine's messages."""

from __future__ import annotations

import argparse

from inspect_app.config import PROJECT_ROOT

VERB = "export-protocol"
SUMMARY = "按 sync/ 里的消息重写平板端的类型声明（给开发者；改了协议以后运行）"
EXAMPLE = "python3 run.py export-protocol"

TARGET = PROJECT_ROOT / "static" / "tablet" / "sync" / "protocol.d.ts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="不写文件，只看现有的是不是最新")


def run(arguments: argparse.Namespace) -> int:
    from inspect_app.cli.protocol_types import declarations

    place = TARGET.relative_to(PROJECT_ROOT)
    fresh = declarations()
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == fresh:
        print(f"{place} 已是最新。")
        return 0
    if arguments.check:
        print(f"{place} 不是最新的。请运行：{EXAMPLE}")
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(fresh, encoding="utf-8")
    print(f"已写好 {place}。下一步：make check，再把它和协议的改动一起提交。")
    return 0
