"""The tablet's app as files: its one page, its service worker with the list of files to keep, its manifest.

Promises: the page is the same for everybody and holds no data; the service worker names every file of exactly this
build, so that an installed app is whole or old, never mixed. Does not serve the files themselves (web/assets.py).
"""

from __future__ import annotations

import json
from functools import lru_cache

from flask import Blueprint, Response, render_template

from inspect_app.accounts.guards import public
from inspect_app.web.assets import STATIC_ROOT, asset_list, build_id, static_url

bp = Blueprint("field", __name__, url_prefix="/field")

_KEPT_FOLDERS = ("tablet/", "shared/", "vendor/")
_NOT_KEPT = ("tablet/sw.js",)

MANIFEST = {
    "id": "/field",
    "name": "外勤记录",
    "short_name": "外勤记录",
    "lang": "zh-CN",
    "start_url": "/field",
    "scope": "/field",
    "display": "standalone",
    "orientation": "any",
    "background_color": "#FFFFFF",
    "theme_color": "#0A2E59",
}
"""The neutral name says nothing about inspections (ui.md 1.8)."""


@bp.get("")
@bp.get("/")
@bp.get("/<path:_path>")
@public
def shell(_path: str = "") -> Response:
    """The one page; every address below /field is the app's own."""
    return _kept_until_changed(render_template("tablet/shell.html"), "text/html")


@bp.get("/sw.js")
@public
def service_worker() -> Response:
    """The service worker of this build."""
    response = _kept_until_changed(_service_worker_text(), "text/javascript")
    # Its folder is /field/, its scope /field.
    response.headers["Service-Worker-Allowed"] = "/field"
    return response


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What an installed app is called and looks like."""
    icons = [
        {"src": static_url("tablet/icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static_url("tablet/icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": static_url("tablet/icons/icon-maskable-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    text = json.dumps({**MANIFEST, "icons": icons}, ensure_ascii=False)
    return _kept_until_changed(text, "application/manifest+json")


def precache_list() -> list[tuple[str, str | None]]:
    """Address and revision of every file the app needs without network; under a build id an address never changes."""
    files = [
        (static_url(path), None)
        for path, _ in asset_list()
        if path.startswith(_KEPT_FOLDERS) and path not in _NOT_KEPT and not path.endswith(".txt")
    ]
    return [("/field", build_id()), ("/field/manifest.webmanifest", build_id()), *files]


@lru_cache(maxsize=1)
def _service_worker_text() -> str:
    text = (STATIC_ROOT / "tablet" / "sw.js").read_text(encoding="utf-8")
    values = {
        "__BUILD_ID__": build_id(),
        "__WORKBOX_URL__": static_url("vendor/workbox.js"),
        "__PRECACHE__": json.dumps(precache_list()),
    }
    for word, value in values.items():
        quoted = "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        if f"'{word}'" not in text:
            raise RuntimeError(f"static/tablet/sw.js has no {word}")
        text = text.replace(f"'{word}'", quoted)
    return text


def _kept_until_changed(body: str, mimetype: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    return response
