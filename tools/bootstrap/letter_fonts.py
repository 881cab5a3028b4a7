"""The Fandol fonts (仿宋, 楷体, 黑体, 宋体) that letters are set in.

Debian has them only inside texlive-lang-chinese, whose ordinary installation brings 277 MB of TeX: so the package
is downloaded, and only the fonts with their README and licence (GPL with font exception) are kept, 35 MB.
Does not: need root. Away from Debian letters fall back to Noto Serif CJK SC, and this is said.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tools.bootstrap import system_packages
from tools.bootstrap.places import SETUP, user_fonts
from tools.bootstrap.telling import SetupFailure, run_logged, say

PACKAGE = "texlive-lang-chinese"
FONTS = (
    "FandolFang-Regular.otf",
    "FandolHei-Bold.otf",
    "FandolHei-Regular.otf",
    "FandolKai-Regular.otf",
    "FandolSong-Bold.otf",
    "FandolSong-Regular.otf",
)
FONTS_IN_PACKAGE = Path("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
PAPERS_IN_PACKAGE = Path("usr/share/doc/texlive-doc/fonts/fandol")


def fandol_folder() -> Path:
    """Where the fonts are kept: among the user's own fonts, so that fontconfig finds them."""
    return user_fonts() / "fandol"


def ensure_letter_fonts() -> None:
    """Fetch the fonts when one of them is missing. Raises SetupFailure when the package cannot be had."""
    folder = fandol_folder()
    if all((folder / name).is_file() for name in FONTS):
        return
    if not system_packages.on_debian():
        say(
            "提示：没有 Fandol 字体（可从 TeX Live 的 fandol 装）。公文正文将改用 Noto Serif CJK SC，版式不变。"
        )
        return
    say("正在取公文字体 Fandol（仿宋、楷体、黑体、宋体，下载约 49 MB）…")
    SETUP.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SETUP) as work:
        _keep_fonts(_unpack(Path(work)), folder)
    run_logged(
        ["fc-cache", "-f", folder],
        log="fc-cache",
        failure="字体已放好，但没有登记上。请运行 fc-cache -f 后重新运行。",
    )


def _unpack(work: Path) -> Path:
    download = ["apt-get", "-o", "APT::Sandbox::User=root", "download", PACKAGE]
    failure = f"没有下载到字体包 {PACKAGE}。请检查网络和软件源后重新运行。"
    try:
        run_logged(download, log="fandol-download", failure=failure, cwd=work)
    except SetupFailure:
        # A new machine has no package lists yet; only root may fetch them.
        if os.geteuid() != 0:
            raise SetupFailure(f"{failure}如果从未更新过软件包列表，请先运行：sudo apt-get update") from None
        system_packages.update_lists()
        run_logged(download, log="fandol-download", failure=failure, cwd=work)
    packages = list(work.glob(f"{PACKAGE}_*.deb"))
    if len(packages) != 1:
        raise SetupFailure(failure)
    content = work / "content"
    run_logged(
        ["dpkg", "-x", packages[0], content],
        log="fandol-unpack",
        failure=f"字体包 {PACKAGE} 解不开，请重新运行。",
    )
    return content


def _keep_fonts(content: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    papers = sorted((content / PAPERS_IN_PACKAGE).glob("*"))
    for source in [*(content / FONTS_IN_PACKAGE / name for name in FONTS), *papers]:
        if not source.is_file():
            raise SetupFailure(
                f"字体包 {PACKAGE} 里没有 {source.name}，可能换了版本。公文字体请手工放到 {folder}。"
            )
        shutil.copyfile(source, folder / source.name)
