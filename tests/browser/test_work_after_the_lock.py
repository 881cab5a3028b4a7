"""What comes after 「完成并锁定」, with the real program: the office gives a finding back, the tablet mends it, hands it back
and adds a 补充, the office accepts both; at the end tablet, rows and files say the same.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.chromium import browsers
from tests.office_steps import Account, Office
from tests.real_program import RealProgram
from tests.tablet_steps import Tablet

PASSWORD = "Ruichuan-2023"
UNIT = "东岭县交通运输综合行政执法大队"
SIGNED = "停车场出口设限高杆一处"
MENDED = "，高2.2米，无审批手续"
ADDED = "公示栏未见收费标准"
REASON = "请补高度和停车场照片。"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[RealProgram]:
    real = RealProgram(tmp_path / "site" / "data", demo=True)
    real.folder.parent.mkdir()
    real.start()
    yield real
    real.stop()


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with browsers() as started:
        yield started


@pytest.fixture
def tablet(playwright: Playwright, program: RealProgram, tmp_path: Path) -> Iterator[Tablet]:
    made = Tablet(playwright, tmp_path / "profile", program.address)
    made.register("limingyuan", PASSWORD, tablet_name="督察一号")
    yield made
    made.browser.close()


@pytest.fixture
def office(playwright: Playwright, program: RealProgram) -> Iterator[Office]:
    made = Office(playwright, program.address)
    made.sign_in(Account("zhoujianguo", "周建国", PASSWORD))
    yield made
    made.close()


def test_a_returned_finding_and_an_addition_go_through_the_office(
    program: RealProgram, tablet: Tablet, office: Office
) -> None:
    page = tablet.page
    inspection_id = _lock_with_one_finding(tablet)
    _return_finding(office, inspection_id)

    tablet.send_all()
    _go_home(tablet)
    expect(page.get_by_text(f"退回给您 1 条：{REASON}")).to_be_visible()
    page.get_by_role("button", name="去补").click()
    _mend_and_hand_back(page)
    _go_home(tablet)
    expect(page.get_by_text("退回给您")).to_have_count(0)
    added = _add(page)
    tablet.send_all()

    _accept_both(office, inspection_id)
    tablet.send_all()
    _wait_for_state(tablet, inspection_id, "accepted")
    _compare(program, tablet.stored(inspection_id), inspection_id, added)


def _lock_with_one_finding(tablet: Tablet) -> str:
    page = tablet.page
    page.get_by_role("link", name=UNIT).click()
    page.get_by_role("button", name=re.compile("^(开始检查|继续)")).click()
    expect(page.get_by_role("radiogroup").first).to_be_visible()
    inspection_id = tablet.inspection_id
    tablet.section("B")
    tablet.answer("B02", "发现问题")
    tablet.type_fact("B02", SIGNED)
    tablet.wait_until_saved(SIGNED)
    tablet.shoot("B02", 2)
    # The other items are answered by the tablet's own code: the journeys tap every one of them.
    page.evaluate(
        """async ({ id, codes }) => {
            const main = document.querySelector('script[src$="/tablet/main.js"]').src;
            const { recordAnswer } = await import(main.replace('main.js', 'inspections/answers.js'));
            for (const code of codes) await recordAnswer(id, code, { value: 'none_found' });
        }""",
        {"id": inspection_id, "codes": _other_codes(tablet, inspection_id)},
    )
    page.get_by_role("button", name="总览").click()
    tablet.finish()
    tablet.send_all()
    return inspection_id


def _other_codes(tablet: Tablet, inspection_id: str) -> list[str]:
    sections = tablet.stored(inspection_id)["sections"]
    codes = [item["item"]["key"] for section in sections for item in section["items"]]
    return [code for code in codes if code != "B02"]


def _return_finding(office: Office, inspection_id: str) -> None:
    page = office.page
    page.goto(f"/inspections/{inspection_id}")
    page.get_by_text("退回，写原因").click()
    page.locator("textarea[name=reason]:visible").fill(REASON)
    page.get_by_role("button", name="退回给督察组").click()
    expect(page.get_by_text("已退回。督察人员的平板下次联网时收到。")).to_be_visible()


def _mend_and_hand_back(page: Page) -> None:
    sheet = page.locator("finding-page")
    expect(sheet.get_by_text(f"退回：{REASON}")).to_be_visible()
    fact = sheet.get_by_label("事实", exact=True)
    fact.press("Control+End")
    fact.press_sequentially(MENDED, delay=2)
    _photograph(page, sheet)
    page.locator("finding-page").get_by_role("button", name="补好了，交回").click()
    expect(page.get_by_text("交回了，办公室会再看。有网络时自动发送。")).to_be_visible()


def _photograph(page: Page, sheet: Locator) -> None:
    sheet.get_by_role("button", name="拍照").click()
    camera = page.locator(".camera")
    expect(camera.get_by_role("button", name="拍一张")).to_be_enabled()
    camera.get_by_role("button", name="拍一张").click()
    expect(camera.get_by_text("已存 1 张")).to_be_visible()
    camera.get_by_role("button", name="拍好了").click()
    expect(camera).to_be_hidden()


def _go_home(tablet: Tablet) -> None:
    tablet.page.goto(f"{tablet.browser.address}/field")
    tablet.unlock_if_asked()
    expect(tablet.page.get_by_role("button", name="准备出发")).to_be_visible()


def _add(page: Page) -> str:
    """「补充一个问题」 under an item that was answered 未发现. Returns the item's code."""
    page.get_by_role("link", name=UNIT).click()
    expect(page.get_by_text("已锁定，不能再改，只能补充。")).to_be_visible()
    page.get_by_role("button", name="补充一个问题").click()
    page.locator(".chooser-item", has_text="A02").click()
    sheet = page.locator("finding-page")
    expect(sheet.locator(".tag", has_text="补充")).to_be_visible()
    sheet.get_by_label("事实", exact=True).press_sequentially(ADDED, delay=2)
    _photograph(page, sheet)
    page.locator("finding-page").get_by_role("button", name="存好，回检查单").click()
    card = page.locator("item-card[data-item=A02]")
    expect(card.get_by_role("radio", name=re.compile("^未发现"))).to_be_checked()
    expect(card.get_by_label("事实", exact=True)).to_have_value(ADDED)
    return "A02"


def _accept_both(office: Office, inspection_id: str) -> None:
    page = office.page
    page.goto(f"/inspections/{inspection_id}")
    expect(page.get_by_text("补充", exact=True).first).to_be_visible()
    page.get_by_role("link", name="随意设置路障").first.click()
    page.locator("summary:visible", has_text="原来的写法").click()
    expect(page.get_by_text(SIGNED, exact=True)).to_be_visible()
    accept = page.get_by_role("button", name=re.compile("^收案"))
    for _finding in range(2):
        accept.first.click()
        page.wait_for_load_state("networkidle")
    expect(accept).to_have_count(0)


def _wait_for_state(tablet: Tablet, inspection_id: str, state: str) -> None:
    for _try in range(50):
        if tablet.stored(inspection_id)["inspection"]["state"] == state:
            return
        tablet.page.wait_for_timeout(200)
    raise AssertionError(f"the tablet never heard that the inspection is {state}")


def _compare(program: RealProgram, view: dict[str, Any], inspection_id: str, added: str) -> None:
    """Every finding, wording and photo once, the same on the tablet, in the rows and in the files."""
    key = UUID(inspection_id).hex
    findings = _rows(program, "SELECT * FROM findings WHERE inspection_id = ? ORDER BY code", key)
    assert [(row["code"], row["fact"], row["late"], row["state"]) for row in findings] == [
        (added, ADDED, 1, "accepted"),
        ("B02", SIGNED + MENDED, 0, "accepted"),
    ]
    seen = {finding["id"]: (finding["fact"], finding["late"]) for finding in view["findings"]}
    assert seen == {str(UUID(row["id"])): (row["fact"], bool(row["late"])) for row in findings}
    revisions = _rows(program, "SELECT fact FROM finding_revisions")
    assert [row["fact"] for row in revisions] == [SIGNED]
    photos = _rows(program, "SELECT * FROM evidence WHERE inspection_id = ?", key)
    assert sorted(row["late"] for row in photos) == [0, 0, 1, 1]
    assert {photo["id"]: photo["working_sha256"] for photo in view["photos"]} == {
        str(UUID(row["id"])): row["working_sha256"] for row in photos
    }
    for row in photos:
        for role in ("working", "original"):
            digest = row[f"{role}_sha256"]
            stored = program.folder / "files" / digest[:2] / digest[2:4] / digest
            assert hashlib.sha256(stored.read_bytes()).hexdigest() == digest
    (answer,) = _rows(
        program, "SELECT value FROM answers WHERE inspection_id = ? AND item_key = ?", key, added
    )
    assert answer["value"] == "none_found"


def _rows(program: RealProgram, statement: str, *values: str) -> list[sqlite3.Row]:
    with sqlite3.connect(f"file:{program.folder / 'inspect.sqlite3'}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(statement, values).fetchall()
