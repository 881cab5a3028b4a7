"""Static files under a build id.

Promises: every file that pages load is served under `/app/<build-id>/…`, where the build id is a digest over all of them, so
it can be cached for ever and old and new versions never mix. Only files of the listed folders are served; texts go
compressed to whoever takes gzip, for a tablet's first load is some 140 of them.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, abort, request, send_from_directory

from inspect_app.config import PROJECT_ROOT

STATIC_ROOT = PROJECT_ROOT / "static"
FOLDERS = ("shared", "office", "tablet", "vendor")
_TEXTS = {".js", ".css", ".svg", ".json", ".txt", ".webmanifest"}
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
    if Path(path).suffix in _TEXTS:
        response.vary.add("Accept-Encoding")
        # Of a part (Range) or an unchanged file (304) there is nothing to compress.
        if response.status_code == 200 and request.accept_encodings["gzip"] > 0:
            _send_compressed(response, path)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _send_compressed(response: Response, path: str) -> None:
    response.direct_passthrough = False
    response.set_data(_compressed(path))
    response.headers["Content-Encoding"] = "gzip"
    # A weak tag: another form of the same content.
    response.set_etag(response.get_etag()[0] or path, weak=True)


@cache
def _compressed(path: str) -> bytes:
    """All texts of a build together are some 250 KB."""
    return gzip.compress((STATIC_ROOT / path).read_bytes(), 9, mtime=0)


def init_assets(app: Flask) -> None:
    """Register the asset route and the template globals."""
    serve_asset.access = "public"  # type: ignore[attr-defined]  # read by guards
    app.add_url_rule("/app/<build>/<path:path>", "asset", serve_asset)
    app.jinja_env.globals.update(static_url=static_url, vendor_url=vendor_url)
