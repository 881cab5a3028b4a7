"""`restore`: a backup becomes a new installation."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from flask import Flask

from inspect_app.cli.application import NotPossible, use_data_folder

VERB = "restore"
SUMMARY = "从备份恢复到一个空文件夹（和空数据库），逐项核对"
EXAMPLE = "python3 run.py restore /mnt/usb/20230718.backup --data /srv/inspect"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, metavar="备份文件", help="run.py backup 或网页上做的备份")
    parser.add_argument("--data", type=Path, required=True, metavar="文件夹", help="恢复到哪里；要是空的")
    parser.add_argument(
        "--without-keys",
        action="store_true",
        help="备份口令找不回来时用：不恢复密钥，另做新的（大家要重新登录，平板也要）",
    )


def run(arguments: argparse.Namespace) -> int:
    from inspect_app.safekeeping.restoring import check_archive, check_empty, open_keys, restore

    archive: Path = arguments.archive.resolve()
    folder: Path = arguments.data.resolve()
    if not archive.is_file():
        raise NotPossible(f"没有 {archive} 这个文件。请看名字和盘符对不对。")
    server_database = os.environ.get("INSPECT_DATABASE_URL") or None
    check_empty(folder, server_database)
    print("正在核对备份……")
    facts, sealed = check_archive(archive)
    keys = None if arguments.without_keys else open_keys(sealed, _ask_passphrase())
    use_data_folder(None)
    try:
        restored = restore(
            archive, folder, facts=facts, keys=keys, database_url=server_database, make_app=_application
        )
    except OSError as error:
        raise NotPossible(f"没有恢复（{error.strerror}），目标仍是空的。请看盘是否满了、能不能写。") from None
    manifest = facts.manifest
    made_at = restored.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    print(f"已恢复到 {folder}：是 {made_at} 的数据。")
    print(
        f"{len(manifest.tables)} 张表 {manifest.rows} 行、{len(manifest.files)} 个文件，数量和校验值都对上了。"
    )
    if manifest.damaged:
        print(f"注意：有 {len(manifest.damaged)} 个文件在备份时已经损坏，没有恢复。")
    print("密钥没有恢复，启动时会做新的。" if restored.keys is None else f"密钥 {restored.keys} 个，已恢复。")
    if restored.audit_break is not None:
        print(f"注意：审计记录从第 {restored.audit_break} 条起对不上，备份时就已如此。")
    print("平板下次联网会把它们留着的内容再报一遍，备份之后的也不会少。")
    print(f"下一步：python3 run.py --data {folder}")
    return 0


def _application(folder: Path) -> Flask:
    from inspect_app import create_app
    from inspect_app.config import Settings

    # A secret of its own: the true one comes out of the archive, and nobody signs in meanwhile.
    environment = {"INSPECT_SECRET_KEY": "not used", **os.environ}
    return create_app(Settings.from_environment(environment, data_dir=folder))


def _ask_passphrase() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("请输入备份口令：")
    return sys.stdin.readline().rstrip("\r\n")
