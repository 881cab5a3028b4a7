"""The office pages in Chromium with the example campaign: nothing for axe to find (contrast at AAA), no page wider than its
window, the keyboard alone decides findings, and nothing typed is lost when a session ends."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from inspect_app import create_app
from inspect_app.accounts.models import Device, Person
from inspect_app.campaigns.models import Campaign, Letterhead
from inspect_app.config import PROJECT_ROOT, Settings
from inspect_app.foundation.database import db
from inspect_app.inspections.models import Inspection, Trip
from inspect_app.support.demo import DEMO_ACCOUNTS, load_demo
from inspect_app.units.models import Unit
from tests.chromium import CHROMIUM, OFFICE_SCREEN, PATIENCE_MS

AXE = PROJECT_ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"]
expect.set_options(timeout=PATIENCE_MS)
OFFICE, ADMIN, AUDITOR, ISSUER = "zhoujianguo", "liuzhiyuan", "xulan", "chenlixin"


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An office with the example campaign on SQLite."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copyfile(sqlite_template, folder / "inspect.sqlite3")
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'inspect.sqlite3'}",
        secret_key="only for tests",
        immediate_jobs=True,
    )
    application = create_app(settings)
    with application.app_context():
        load_demo()
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The office, served by a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


class Desk:
    """One window of the office; an error in a script or against the page's policy fails the test at the end."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console", lambda line: self.faults.append(line.text) if "Content Security" in line.text else None
        )

    def open(self, path: str) -> Page:
        """Load a page of the office. Fails when it is not there."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"
        return self.page

    def sign_in(self, username: str) -> None:
        self.open("/sign-in")
        self.fill_in(username)

    def fill_in(self, username: str) -> None:
        """Fill in the sign-in form that is shown."""
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("口令").fill(DEMO_ACCOUNTS[0].password)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Desk]:
    context = browser.new_context(viewport=OFFICE_SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai")
    desk = Desk(context, address)
    yield desk
    context.close()
    assert desk.faults == []


def pages() -> dict[str, list[str]]:
    """Every page of the office by the account that opens it."""

    def one(model: Any, *conditions: Any) -> str:
        return str(db.session.scalars(select(model.id).where(*conditions)).first())

    visit = one(Inspection, Inspection.state == "received")
    campaign, letterhead = one(Campaign), one(Letterhead)
    station, person = one(Unit, Unit.kind == "inspected_unit"), one(Person)
    return {
        OFFICE: [
            *("/", "/plans", "/plans/new", f"/plans/{one(Trip)}", "/inspections", "/findings", "/conflicts"),
            *(f"/inspections/{visit}{tab}" for tab in ("", "?tab=items", "?tab=photos", "?tab=history")),
            *("/campaigns", "/campaigns/new", f"/campaigns/{campaign}", f"/campaigns/{campaign}/edit"),
            *(f"/letterheads/{letterhead}", "/units", "/units/new", f"/units/{station}", "/devices"),
            *("/account", "/catalogue", "/checklists", "/letters", "/letters/register", "/-/gallery"),
            *("/safekeeping", f"/-/sync/{one(Device)}"),
        ],
        ADMIN: ["/", "/people", "/people/new", f"/people/{person}", "/safekeeping", "/-/status"],
        AUDITOR: ["/audit?check=yes"],
        ISSUER: ["/", "/letters/sign"],
    }


@pytest.mark.parametrize("username", [OFFICE, ADMIN, AUDITOR, ISSUER])
def test_axe_finds_nothing_on_any_page(browser: Browser, address: str, app: Flask, username: str) -> None:
    # axe comes in as a script of the test, which the page's own policy would rightly refuse.
    context = browser.new_context(viewport=OFFICE_SCREEN, locale="zh-CN", bypass_csp=True)
    desk, script, found = Desk(context, address), AXE.read_text("utf-8"), []
    desk.open("/sign-in")
    found += _violations(desk.page, script, "/sign-in")
    desk.fill_in(username)
    for path in pages()[username]:
        desk.open(path)
        found += _violations(desk.page, script, path)
    context.close()
    assert found == []


def _violations(page: Page, script: str, path: str) -> list[str]:
    page.evaluate(script)
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{path}: {fault['id']} {fault['nodes'][0]['html'][:120]}" for fault in result["violations"]]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (820, 1180), (390, 844)])
def test_no_page_is_wider_than_its_window(desk: Desk, app: Flask, width: int, height: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.sign_in(OFFICE)
    for path in pages()[OFFICE]:
        over = desk.open(path).evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{path} is {over} px too wide at {width}"


def test_findings_are_decided_with_the_keyboard_alone(desk: Desk, app: Flask) -> None:
    visit = db.session.scalars(select(Inspection.id).where(Inspection.state == "received")).one()
    db.session.rollback()
    desk.sign_in(OFFICE)
    page = desk.open(f"/inspections/{visit}")
    first = page.locator("[data-finding]").nth(0)
    second = page.locator("[data-finding]").nth(1)
    expect(first).to_have_attribute("aria-current", "true")
    page.keyboard.press("a")
    expect(first).to_contain_text("已收案")
    expect(second).to_have_attribute("aria-current", "true")
    page.wait_for_load_state()  # keys work once the page's scripts have run
    page.keyboard.press("r")
    page.keyboard.type("请补远景照片")
    page.keyboard.press("Control+Enter")
    expect(second).to_contain_text("退回的原因：请补远景照片")
    page.wait_for_load_state()
    page.keyboard.press("k")
    expect(first).to_have_attribute("aria-current", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.get_by_label("单个字母的快捷键有效").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(first).to_have_attribute("aria-current", "true")


def test_what_was_typed_survives_an_ended_session(desk: Desk, app: Flask) -> None:
    desk.sign_in(OFFICE)
    page = desk.open("/plans/new")
    page.get_by_label("计划名称").fill("第九次行动")
    page.get_by_label("何静", exact=True).check()
    page.get_by_role("button", name="再加一个单位").click()
    page.get_by_label("被督察单位").nth(1).select_option(label="东岭县青石岭治超站")
    expect(page.get_by_role("region", name="东岭县青石岭治超站")).to_be_visible()
    desk.context.clear_cookies()
    page.get_by_role("button", name="下发到平板").click()
    expect(page.get_by_text("时间太久，请重新登录。已填的还在。")).to_be_visible()
    desk.fill_in(OFFICE)
    page.get_by_role("button", name="放回来").click()
    expect(page.get_by_label("计划名称")).to_have_value("第九次行动")
    expect(page.get_by_label("何静", exact=True)).to_be_checked()
    expect(page.locator("[data-visit]")).to_have_count(2)


def test_what_is_known_of_a_unit_stands_beside_the_plan(desk: Desk, app: Flask) -> None:
    desk.sign_in(OFFICE)
    page = desk.open("/plans/new")
    page.get_by_label("被督察单位").first.select_option(label="东岭县青石岭治超站")
    expect(page.get_by_role("region", name="东岭县青石岭治超站")).to_contain_text("未办结问题")


def test_chosen_rows_are_remembered_from_page_to_page(desk: Desk, app: Flask) -> None:
    desk.sign_in(OFFICE)
    page = desk.open("/inspections")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-chosen-count]")).to_have_text("1")
    desk.open("/inspections?sort=unit")
    expect(page.locator("[data-chosen-count]")).to_have_text("1")
    page.get_by_role("button", name="取消选择").click()
    expect(page.locator("[data-chosen-count]")).to_have_text("0")
