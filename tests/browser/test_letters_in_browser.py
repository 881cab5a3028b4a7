"""The letter editor and the issuer's desk in Chromium: nothing typed is lost, nobody is overwritten, Enter issues."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from inspect_app import create_app
from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Person
from inspect_app.accounts.permissions import Role
from inspect_app.config import Settings
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.letters import service
from tests.builders import PASSWORD, make_person
from tests.inspect_app.letters.arranging import (
    Desk,
    content,
    entered,
    make_awaiting,
    make_desk,
    make_draft,
    row,
)

SAVED = "已自动保存"


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """An office on SQLite whose take-back time is the real one."""
    shutil.copyfile(sqlite_template, tmp_path / "inspect.sqlite3")
    settings = Settings(
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'inspect.sqlite3'}",
        secret_key="only for tests",
        immediate_jobs=True,
        take_back_seconds=30,
    )
    application = create_app(settings)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
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
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of an office desk; an error in a script or against the page's policy fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None
    )
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def desk(app: Flask) -> Desk:
    return make_desk()


def sign_in(page: Page, address: str, actor: Actor) -> None:
    username = db.session.scalar(select(Person.username).where(Person.id == actor.person_id))
    page.goto(f"{address}/sign-in")
    page.fill("[name=username]", username or "")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def open_editor(page: Page, address: str, desk: Desk) -> UUID:
    letter_id = make_draft(desk)
    sign_in(page, address, desk.office)
    page.goto(f"{address}/letters/{letter_id}/edit")
    return letter_id


def first_text(letter_id: UUID) -> str:
    return content(letter_id).blocks[0].text


def test_what_is_typed_is_saved_by_itself_and_the_real_page_follows(
    page: Page, address: str, desk: Desk
) -> None:
    letter_id = open_editor(page, address, desk)
    page.locator("[data-blocks] [data-text]").first.fill("按照方案开展督察。")
    expect(page.locator("[data-save-state]")).to_contain_text(SAVED)
    expect(page.locator("[data-page-image]")).to_have_attribute("src", f"/letters/{letter_id}/pages/2/1.png")
    assert first_text(letter_id) == "按照方案开展督察。"


def test_the_page_that_is_being_written_on_is_in_view(page: Page, address: str, desk: Desk) -> None:
    letter_id = open_editor(page, address, desk)
    page.locator("[data-blocks] [data-text]").last.click()
    expect(page.locator("[data-page-image]")).not_to_have_attribute(
        "src", f"/letters/{letter_id}/pages/1/1.png"
    )
    page.locator("[data-blocks] [data-text]").first.click()
    expect(page.locator("[data-page-image]")).to_have_attribute("src", f"/letters/{letter_id}/pages/1/1.png")


def test_a_demand_without_date_is_named_and_keeps_the_letter_here(
    page: Page, address: str, desk: Desk
) -> None:
    letter_id = open_editor(page, address, desk)
    page.locator("[data-due]").first.fill("")
    expect(page.locator("[data-missing]")).to_contain_text("要求 1 没写具体日期。")
    page.get_by_role("button", name="送核稿").click()
    expect(page.locator("#notices")).to_contain_text("要求 1 没写具体日期。")
    assert row(letter_id).state == "draft"


def test_somebody_elses_change_is_not_overwritten(page: Page, address: str, desk: Desk) -> None:
    letter_id = open_editor(page, address, desk)
    colleague = make_person(Role.OFFICE, name="张副主任")
    form = replace(entered(content(letter_id)), title="张副主任写的标题")
    with unit_of_work():
        service.edit(letter_id, form, version=1, actor=colleague, at=clock.now())
    page.locator("[data-blocks] [data-text]").first.fill("我也在改。")
    expect(page.locator("#save-notice")).to_contain_text("张副主任")
    assert (row(letter_id).title, row(letter_id).version) == ("张副主任写的标题", 2)
    page.get_by_role("button", name="看别人的改动").click()
    expect(page.locator("#kept-notice")).to_contain_text("上次没存上的改动还在。")


def test_without_a_server_the_typed_words_stay_and_are_saved_later(
    page: Page, address: str, desk: Desk
) -> None:
    letter_id = open_editor(page, address, desk)
    page.context.set_offline(True)
    page.locator("[data-blocks] [data-text]").first.fill("断网时写的。")
    expect(page.locator("[data-save-state]")).to_contain_text("连不上服务器，已填的还在本页。")
    page.context.set_offline(False)
    expect(page.locator("[data-save-state]")).to_contain_text(SAVED)
    assert first_text(letter_id) == "断网时写的。"


def test_blocks_are_added_moved_taken_out_and_put_back(page: Page, address: str, desk: Desk) -> None:
    letter_id = open_editor(page, address, desk)
    before = [block.id for block in content(letter_id).blocks]
    page.locator("[data-blocks] [data-text]").first.click()
    page.get_by_role("button", name="加一段").click()
    page.keyboard.type("新加的一段。")
    page.locator("[data-block=b1] [data-move='1']").click()
    page.locator("[data-block=b4] [data-remove-block]").click()
    page.locator("#removed-notice button").click()
    expect(page.locator("[data-save-state]")).to_contain_text(SAVED)
    page.wait_for_timeout(1500)
    blocks = content(letter_id).blocks
    assert blocks[0].text == "新加的一段。"
    assert [block.id for block in blocks[1:]] == before


def test_enter_issues_and_the_next_seconds_can_take_it_back(page: Page, address: str, desk: Desk) -> None:
    letter_id = make_awaiting(desk)
    sign_in(page, address, desk.issuer)
    page.goto(f"{address}/letters/sign")
    page.keyboard.press("Enter")
    expect(page.locator("[data-until]")).to_contain_text("撤回（")
    assert row(letter_id).issue_due_at is not None
    page.locator("[data-until]").click()
    expect(page.locator("#notices")).to_contain_text("已撤回，没有给文号。")
    assert (row(letter_id).state, row(letter_id).issue_due_at) == ("awaiting_issue", None)


def test_returning_from_the_desk_needs_words(page: Page, address: str, desk: Desk) -> None:
    letter_id = make_awaiting(desk)
    sign_in(page, address, desk.issuer)
    page.goto(f"{address}/letters/sign")
    page.keyboard.press("r")
    page.get_by_role("textbox", name="要改什么").fill("请核对限速数值。")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator(".sign__list")).to_contain_text("已退回")
    assert row(letter_id).state == "returned"
