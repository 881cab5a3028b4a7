"""The tablet's app as files: one page for everybody, a service worker that names the whole build."""

from __future__ import annotations

import json
import re

from flask.testing import FlaskClient

from inspect_app.tablet.shell import precache_list
from inspect_app.web.assets import asset_list, build_id


def test_every_address_of_the_app_is_the_same_page(client: FlaskClient) -> None:
    pages = [client.get(path) for path in ("/field", "/field/", "/field/inspections/abc/items/A01")]
    assert {page.status_code for page in pages} == {200}
    assert len({page.data for page in pages}) == 1
    assert pages[0].headers["Cache-Control"] == "no-cache"
    assert "camera=(self)" in pages[0].headers["Permissions-Policy"]


def test_the_page_holds_nothing_inline_and_no_cookie(client: FlaskClient) -> None:
    page = client.get("/field")
    text = page.get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*src=)|<style|style=|\son\w+=", text)
    assert "Set-Cookie" not in page.headers
    assert "法治督察" not in text


def test_the_service_worker_names_this_build_and_may_rule_the_whole_app(client: FlaskClient) -> None:
    answer = client.get("/field/sw.js")
    text = answer.get_data(as_text=True)
    assert answer.headers["Service-Worker-Allowed"] == "/field"
    assert answer.mimetype == "text/javascript"
    assert f"build: '{build_id()}'" in text
    entries = re.search(r"precache: '(.*)'", text)
    assert entries is not None
    assert [tuple(entry) for entry in json.loads(entries[1])] == precache_list()


def test_every_file_the_service_worker_keeps_is_served(client: FlaskClient) -> None:
    for address, _revision in precache_list():
        answer = client.get(address)
        assert answer.status_code == 200, address
        if address.startswith("/app/"):
            assert "immutable" in answer.headers["Cache-Control"]


def test_the_app_keeps_all_its_modules(client: FlaskClient) -> None:
    kept = {address for address, _ in precache_list()}
    modules = [path for path, _ in asset_list() if path.startswith("tablet/") and path.endswith(".js")]
    missing = [path for path in modules if f"/app/{build_id()}/{path}" not in kept]
    assert missing == ["tablet/sw.js"]


def test_another_builds_files_are_not_served_under_this_ones_name(client: FlaskClient) -> None:
    assert client.get("/app/000000000000/tablet/main.js").status_code == 404


def test_the_app_can_be_installed_under_its_neutral_name(client: FlaskClient) -> None:
    manifest = json.loads(client.get("/field/manifest.webmanifest").data)
    assert (manifest["name"], manifest["start_url"], manifest["display"]) == (
        "外勤记录",
        "/field",
        "standalone",
    )
    sizes = {icon["sizes"] for icon in manifest["icons"]}
    assert {"192x192", "512x512"} <= sizes
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).data.startswith(b"\x89PNG")
