"""Where set-up finds and leaves things."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / ".setup"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
PINS = Path(__file__).resolve().parent
NODE_MODULES = ROOT / "node_modules"
VENDOR_SOURCES = ROOT / "tools" / "vendor"
VENDOR = ROOT / "static" / "vendor"


def user_fonts() -> Path:
    """The folder in which fontconfig looks for this user's own fonts."""
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "fonts"


def site_packages() -> Path:
    """Where pip puts packages in `.venv`; the folder may not exist yet."""
    found = sorted((VENV / "lib").glob("python3.*/site-packages"))
    return found[-1] if found else VENV / "lib" / "site-packages"
