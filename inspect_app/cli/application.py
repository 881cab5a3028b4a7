"""How verbs reach the application: the data folder, settings, migrations."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import OperationalError

from inspect_app import create_app
from inspect_app.config import Settings


class NotPossible(Exception):
    """The verb cannot do its work; the text is Chinese and says what to do."""


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """Add `--data`, which every verb that touches the installation takes."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="文件夹",
        help="数据文件夹，默认是程序旁的 instance，也可用环境变量 INSPECT_DATA 指定",
    )


def use_data_folder(folder: Path | None) -> None:
    """Make `folder` the installation of this process and of the programs it starts.

    What any of them writes from now on is for their own user only: the files hold people's names and complaints.
    """
    os.umask(0o077)
    if folder is not None:
        os.environ["INSPECT_DATA"] = str(folder.resolve())


def open_application(folder: Path | None) -> Flask:
    """The application on the chosen data folder. Raises NotPossible when the folder cannot be made or written."""
    use_data_folder(folder)
    try:
        return create_app(Settings.from_environment())
    except OSError as error:
        raise NotPossible(
            f"数据文件夹不能用：{error.filename or folder}（{error.strerror}）。请换一个文件夹（--data），或改好它的权限后再试。"
        ) from None


def migrate_database(app: Flask) -> None:
    """Bring database and shipped packs to the newest version; nothing happens when they are. Raises NotPossible."""
    from inspect_app.support.installation import prepare_installation

    try:
        with app.app_context():
            prepare_installation()
    except OperationalError as error:
        raise NotPossible(
            f"数据库不能用：{str(error.orig).strip()}。请看 python3 run.py doctor 的说明。"
        ) from None
