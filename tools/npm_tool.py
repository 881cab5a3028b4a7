"""Runs a tool from node_modules with the Node that set-up found: `python -m tools.npm_tool tsc --project …`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from tools.bootstrap.node import find_node
from tools.bootstrap.places import NODE_MODULES, ROOT


def main(arguments: Sequence[str]) -> int:
    """Run the tool named first with the other arguments; returns its exit code."""
    tool, *rest = arguments
    node = find_node()
    command = [node.node, str(NODE_MODULES / ".bin" / tool), *rest]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **node.environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
