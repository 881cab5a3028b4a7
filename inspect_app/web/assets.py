"""Static files under a build id.

Promises: every file that pages load is served under `/app/<build-id>/…`, where the build id is a digest over all of them, so
it can be cached for ever and old and new versions never mix. Only files of the listed folders are served.
"""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory

from inspect_app.config import PROJECT_ROOT

STATIC_ROOT = PROJECT_ROOT / "static"
FOLDERS = ("shared", "office", "tablet", "vendor")
_SUFFIXES = {".js", ".css", ".svg", ".png", ".json", ".txt", ".ico", ".webmanifest"}

# The platform's table may lack these; a module with another type is refused by browsers under nosniff.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/svg+xml", ".svg")


@lru_cache(maxsize=1)
def asset_list() -> tuple[tuple[str, str], ...]:
    """(path below static/, SHA-256) of every served file, sorted. Read once a process."""
    rows = []
    for folder in FOLDERS:
        for path in sorted((STATIC_ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in _SUFFIXES:
                rows.append(
                    (path.relative_to(STATIC_ROOT).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
                )
    return tuple(rows)


@lru_cache(maxsize=1)
def build_id() -> str:
    """Twelve hex characters over names and contents of all served files."""
    digest = hashlib.sha256()
    for name, content in asset_list():
        digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()[:12]


def static_url(path: str) -> str:
    """Address of `path` below static/."""
    return f"/app/{build_id()}/{path}"


def vendor_url(name: str) -> str:
    """Address of a bundle made at set-up."""
    return static_url(f"vendor/{name}")


def serve_asset(build: str, path: str) -> Response:
    """One file of this build. 404 for another build: a page of an old build loads itself anew."""
    folder = path.partition("/")[0]
    if build != build_id() or folder not in FOLDERS or Path(path).suffix not in _SUFFIXES:
        abort(404)
    response = send_from_directory(STATIC_ROOT, path)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def init_assets(app: Flask) -> None:
    """Register the asset route and the template globals."""
    serve_asset.access = "public"  # type: ignore[attr-defined]  # read by guards
    app.add_url_rule("/app/<build>/<path:path>", "asset", serve_asset)
    app.jinja_env.globals.update(static_url=static_url, vendor_url=vendor_url)
