"""`backup`: one archive of everything, made while the program runs."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from inspect_app.cli.application import NotPossible, add_data_argument, migrate_database, open_application

VERB = "backup"
SUMMARY = "做一份备份：数据库、照片、公文和密钥，运行中也能做"
EXAMPLE = "python3 run.py backup --to /mnt/usb/20230718.backup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)
    parser.add_argument(
        "--to", type=Path, required=True, metavar="文件", help="备份写到哪个文件；最好在另一块盘上"
    )


def run(arguments: argparse.Namespace) -> int:
    from inspect_app.accounts.actor import PROGRAM
    from inspect_app.foundation import clock
    from inspect_app.foundation.unit_of_work import unit_of_work
    from inspect_app.safekeeping.archive import Damaged
    from inspect_app.safekeeping.backing_up import make_archive
    from inspect_app.safekeeping.service import check_passphrase, record_outside_backup, sealed_keys

    target: Path = arguments.to.resolve()
    if target.exists():
        raise NotPossible(f"{target} 已经有了，没有覆盖。请换一个文件名。")
    if not target.parent.is_dir():
        raise NotPossible(f"没有 {target.parent} 这个文件夹。请先建好，或换一个地方。")
    app = open_application(arguments.data)
    migrate_database(app)
    passphrase = ask_new_passphrase()
    with app.app_context():
        check_passphrase(passphrase)
        try:
            facts = make_archive(target, sealed_keys=sealed_keys(passphrase))
        except OSError as error:
            raise NotPossible(f"备份没有做成（{error.strerror}），没有留下半份。请看盘是否满了。") from None
        except Damaged:
            raise NotPossible("写好后读回来不一样，没有留下这一份。这块盘可能坏了，请换一块再做。") from None
        with unit_of_work():
            record_outside_backup(facts, target, actor=PROGRAM, at=clock.now())
    manifest = facts.manifest
    print(f"备份做好了，已从头读回核对过：{target}（{facts.size / 2**20:.1f} MB）")
    print(f"里面有 {len(manifest.tables)} 张表 {manifest.rows} 行，{len(manifest.files)} 个文件。")
    if manifest.damaged:
        print(f"注意：有 {len(manifest.damaged)} 个文件在这台机器上已经损坏，没有放进去。")
    print(f"校验值 SHA-256：{facts.sha256}")
    print("请把它和备份口令分开放好。恢复：python3 run.py restore 文件 --data 空文件夹")
    return 0


def ask_new_passphrase() -> str:
    """The passphrase of the sealed keys: typed twice without showing it, or one line from a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    passphrase = getpass.getpass("请设备份口令（至少 8 位，用来封存密钥，恢复时要用）：")
    if getpass.getpass("请再输一遍：") != passphrase:
        raise NotPossible("两次输入不一样，没有备份。请再运行一次。")
    return passphrase
