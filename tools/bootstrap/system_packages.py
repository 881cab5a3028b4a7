"""Debian packages: libraries and fonts that pip cannot bring, and what tests need besides.

Promises: installs only what is missing, and only as root; otherwise says the exact command or, away from Debian,
what is needed. Does not: remove or upgrade anything.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from tools.bootstrap.telling import SetupFailure, run_logged, say

# libharfbuzz-subset0 is not pulled in by Pango; without it a letter takes 6 s instead of 0.3 s.
LETTER_PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-noto-cjk",
    "fonts-lxgw-wenkai",
    "fontconfig",
)
TEST_PACKAGES = ("chromium", "postgresql", "poppler-utils", "make")
VENV_PACKAGES = ("python3-venv",)

APT_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
# Another apt may be running, as on a machine that has just been started: wait for it instead of failing.
APT_OPTIONS = ("-o", "DPkg::Lock::Timeout=300")


def on_debian() -> bool:
    """Whether this system has Debian's package manager."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg-query") is not None


def missing(packages: Sequence[str]) -> list[str]:
    """Those of `packages` that dpkg does not call installed, in the given order."""
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Abbrev}\n", *packages],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    installed = {line.split()[0] for line in answer.splitlines() if line.split()[1:2] == ["ii"]}
    return [package for package in packages if package not in installed]


def ensure_packages(packages: Sequence[str], *, purpose: str) -> None:
    """Install what is missing of `packages`; `purpose` is Chinese and says what it is for.

    Raises SetupFailure with the command to run when this needs root, or when apt fails. Away from Debian it says
    what is needed and goes on: the same things may be there under other names.
    """
    if not on_debian():
        say(
            f"提示：本机不是 Debian，不能自动安装{purpose}。请确认已装好：{'、'.join(packages)}（或同类软件包）。"
        )
        return
    wanted = missing(packages)
    if not wanted:
        return
    if os.geteuid() != 0:
        raise SetupFailure(
            f"缺少{purpose}，安装需要管理员权限。请先运行下面这条命令，再重新运行本命令：\n"
            f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(wanted)}"
        )
    say(f"正在安装 {purpose}：{' '.join(wanted)} …")
    update_lists()
    run_logged(
        ["apt-get", *APT_OPTIONS, "install", "-y", "--no-install-recommends", *wanted],
        log="apt-install",
        failure=f"没有装上{purpose}。请检查网络和软件源后重新运行；也可以自己运行 apt-get install {' '.join(wanted)}。",
        environment=APT_ENVIRONMENT,
    )
    still = missing(packages)
    if still:
        raise SetupFailure(f"apt-get 已运行，但仍缺少：{' '.join(still)}。请手工安装后重新运行。")


def update_lists() -> None:
    """Refresh apt's package lists; on a new machine there are none. Raises SetupFailure."""
    run_logged(
        ["apt-get", *APT_OPTIONS, "update"],
        log="apt-update",
        failure="没有取到软件包列表。请检查网络和 /etc/apt 里的软件源，然后重新运行。",
        environment=APT_ENVIRONMENT,
    )
