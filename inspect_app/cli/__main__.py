"""Reads the verb and its options, runs it, and turns refusals into sentences. No verb: `serve`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from inspect_app.cli import (
    backup,
    create_admin,
    demo,
    doctor,
    export_protocol,
    migrate,
    restore,
    serve,
    verify_audit,
    worker,
)
from inspect_app.cli import test as test_verb
from inspect_app.cli.application import NotPossible
from inspect_app.foundation.refusals import InvalidInput, Refusal

VERBS = (
    serve, worker, migrate, doctor, demo, create_admin, backup, restore, verify_audit, export_protocol, test_verb,
)  # fmt: skip
DEFAULT_VERB = "serve"


def main(arguments: Sequence[str]) -> int:
    """Run the verb in `arguments`; the exit code is 0 when it did what was asked."""
    parser = make_parser()
    given = list(arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given.insert(0, DEFAULT_VERB)
    parsed, rest = parser.parse_known_args(given)
    if rest and not parsed.takes_more:
        parser.error(f"不认识的参数：{' '.join(rest)}。用 python3 run.py {parsed.verb} --help 看说明。")
    parsed.rest = rest
    try:
        return int(parsed.run(parsed))
    except InvalidInput as refusal:
        print(
            "\n".join([refusal.message, *(f"  · {text}" for text in refusal.fields.values())]),
            file=sys.stderr,
        )
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
    except (NotPossible, ValueError) as trouble:
        print(trouble, file=sys.stderr)
    except KeyboardInterrupt:
        print("\n已中断。", file=sys.stderr)
        return 130
    return 1


def make_parser() -> argparse.ArgumentParser:
    """The parser of all verbs, in Chinese."""
    parser = _ChineseParser(
        prog="python3 run.py",
        description="法治督察：不写命令就是安装并启动。",
        epilog="例：python3 run.py\n    python3 run.py --lan\n    python3 run.py doctor --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="命令", title="命令")
    for module in VERBS:
        verb = verbs.add_parser(
            module.VERB,
            help=module.SUMMARY,
            description=module.SUMMARY,
            epilog=f"例：{module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb.set_defaults(run=module.run, takes_more=False)
        module.add_arguments(verb)
    return parser


class _ChineseParser(argparse.ArgumentParser):
    """argparse with its own words in Chinese."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, add_help=False, **kwargs)  # type: ignore[arg-type,misc]
        self._optionals.title = "选项"
        self._positionals.title = "参数"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：", 1)

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"{_in_chinese(message)}\n用 {self.prog} --help 看说明。\n")


def _in_chinese(message: str) -> str:
    if message.startswith("argument 命令: invalid choice:"):
        return f"没有这个命令。可用的有：{'、'.join(module.VERB for module in VERBS)}。"
    if "expected one argument" in message:
        return f"这个选项后面要写一个值：{message.split()[1].rstrip(':')}"
    if "invalid int value" in message:
        return f"这里要写数字：{message.split()[1].rstrip(':')}"
    if "the following arguments are required" in message:
        return f"还缺：{message.partition(': ')[2]}"
    return message


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
