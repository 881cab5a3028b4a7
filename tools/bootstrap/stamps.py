"""Stamps in `.setup/stamps/`: which inputs a step's result was made from.

Promises: the same inputs give the same digest wherever the project lies; a stamp says nothing about whether the
result still exists, so every step asks that as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tools.bootstrap.places import ROOT, SETUP


def digest_of(files: Iterable[Path], *words: str) -> str:
    """SHA-256 over the names and contents of `files` and over `words`. Raises OSError for a missing file."""
    total = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    for word in words:
        total.update(f"{word}\0".encode())
    return total.hexdigest()


def is_current(name: str, digest: str) -> bool:
    """Whether the step `name` last ended well with these inputs."""
    try:
        return _path(name).read_text(encoding="ascii") == digest
    except FileNotFoundError:
        return False


def clear(name: str) -> None:
    """Forget the step's stamp; done before its work begins, so that an interrupted run is not believed."""
    _path(name).unlink(missing_ok=True)


def write(name: str, digest: str) -> None:
    """Remember that the step ended well with these inputs."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(digest, encoding="ascii")


def _path(name: str) -> Path:
    return SETUP / "stamps" / name
