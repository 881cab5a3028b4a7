"""`create-admin`: make an administrator from the terminal, for the first day or when nobody can sign in any more."""

from __future__ import annotations

import argparse
import getpass
import sys

from inspect_app.cli.application import NotPossible, add_data_argument, migrate_database, open_application

VERB = "create-admin"
SUMMARY = "新增一名系统管理员（第一次使用，或没有人能登录时）"
EXAMPLE = "python3 run.py create-admin --username wangqiang --name 王强"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)
    parser.add_argument(
        "--username", required=True, metavar="用户名", help="小写字母、数字、点或短横，2 到 40 位"
    )
    parser.add_argument("--name", required=True, metavar="姓名", help="显示给同事看的姓名")


def run(arguments: argparse.Namespace) -> int:
    from inspect_app.accounts.actor import PROGRAM
    from inspect_app.accounts.first_run import create_recovery_key, current_recovery_key
    from inspect_app.accounts.permissions import Role
    from inspect_app.accounts.service import GrantInput, create_person
    from inspect_app.foundation import clock
    from inspect_app.foundation.unit_of_work import unit_of_work

    app = open_application(arguments.data)
    migrate_database(app)
    password = ask_password()
    key = None
    with app.app_context(), unit_of_work():
        create_person(
            username=arguments.username,
            name=arguments.name,
            password=password,
            grants=[GrantInput(Role.ADMIN)],
            actor=PROGRAM,
            at=clock.now(),
            must_change_password=False,
        )
        if current_recovery_key() is None:
            key = create_recovery_key(actor=PROGRAM, at=clock.now())
    print(f"已新增系统管理员 {arguments.name}（用户名 {arguments.username.strip().lower()}）。")
    if key is not None:
        print(
            f"恢复密钥（只显示这一次，请抄下或打印后锁进保险柜，平板忘了口令时要用）：\n  {key.private_text}"
        )
    print("下一步：python3 run.py 启动，用这个用户名登录。")
    return 0


def ask_password() -> str:
    """The new password: typed twice without showing it, or one line from a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("请设口令（至少 8 位，输入时不显示）：")
    if getpass.getpass("请再输一遍：") != password:
        raise NotPossible("两次输入不一样，没有新增。请再运行一次。")
    return password
