"""The tablet's screens in real Chromium against the real program: what a finger does and what the eye is told.

Promises: each test has a tablet of its own, registered afresh; all but the one on sending work without network, so that they
do not meet on the server. Does not prove what the store or the server keep; tests/tablet and the journeys do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.chromium import TABLET_LANDSCAPE, TABLET_PORTRAIT, TabletBrowser, browsers
from tests.real_program import RealProgram

PASSPHRASE = "青石岭上有棵老槐树"
PASSWORD = "Ruichuan-2023"
UNIT_TODAY = "东岭县交通运输综合行政执法大队"
UNIT_LATER = "东岭县公安局交通警察大队三中队"
MIN_TARGET = 44
"""CSS pixels a finger needs (ui.md 8); links inside a line of text are padded to it."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProgram]:
    real = RealProgram(tmp_path_factory.mktemp("site") / "data", demo=True)
    real.start()
    yield real
    real.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with browsers() as started:
        yield started


@pytest.fixture
def tablet(playwright: Playwright, program: RealProgram, tmp_path: Path) -> Iterator[TabletBrowser]:
    """A tablet with 李明远's tasks on it, without network, at the first page."""
    browser = TabletBrowser(playwright, tmp_path / "profile", program.address)
    page = browser.open()
    register(page)
    page.get_by_role("button", name="先不设").click()
    expect(page.get_by_role("link", name=UNIT_TODAY)).to_be_visible()
    # Only once the service worker has kept the app may the network go.
    page.wait_for_function(
        "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
    )
    browser.offline(True)
    yield browser
    browser.close()


def register(page: Page) -> None:
    page.get_by_label("用户名").fill("limingyuan")
    page.get_by_label("登录口令", exact=True).fill(PASSWORD)
    page.get_by_label("开箱口令", exact=True).fill(PASSPHRASE)
    page.get_by_label("再输一次", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="登录并准备好").click()


def begin(page: Page, unit: str = UNIT_TODAY) -> None:
    page.get_by_role("link", name=unit).click()
    page.get_by_role("button", name="开始检查").click()


def answers(page: Page, code: str) -> Locator:
    return page.get_by_role("radiogroup", name=re.compile(rf"^{code} "))


def choose(page: Page, code: str, answer: str) -> Locator:
    answers(page, code).get_by_role("radio", name=answer).click()
    chosen = answers(page, code).get_by_role("radio", name=f"{answer}，已选")
    expect(chosen).to_be_visible()
    return page.locator("item-card", has=answers(page, code))


def test_the_first_use_says_at_the_field_what_is_missing_and_offers_a_pin(
    playwright: Playwright, program: RealProgram, tmp_path: Path
) -> None:
    browser = TabletBrowser(playwright, tmp_path / "profile", program.address)
    page = browser.open()
    page.get_by_label("用户名").fill("limingyuan")
    page.get_by_label("登录口令", exact=True).fill(PASSWORD)
    page.get_by_label("开箱口令", exact=True).fill("12345678")
    page.get_by_role("button", name="登录并准备好").click()
    expect(page.get_by_role("alert").filter(has_text="这个口令太常见")).to_be_visible()
    expect(page.get_by_label("开箱口令", exact=True)).to_be_focused()
    page.get_by_label("开箱口令", exact=True).fill(PASSPHRASE)
    page.get_by_label("再输一次", exact=True).fill(PASSPHRASE + "了")
    page.get_by_role("button", name="登录并准备好").click()
    expect(page.get_by_role("alert").filter(has_text="两次输入的不一样")).to_be_visible()
    page.get_by_label("再输一次", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="登录并准备好").click()
    page.get_by_role("button", name="设 PIN").click()
    for _round in range(2):
        for digit in "135790":
            page.get_by_role("button", name=digit, exact=True).click()
    expect(page.get_by_role("link", name=UNIT_TODAY)).to_be_visible()
    browser.close()


def test_after_a_cold_start_without_network_the_passphrase_opens_and_a_wrong_one_deletes_nothing(
    tablet: TabletBrowser,
) -> None:
    begin(tablet.page)
    choose(tablet.page, "A01", "未发现")
    tablet.kill()
    page = tablet.open("/field/inspections")
    tablet.offline(True)
    page.get_by_label("开箱口令").fill("不是这一句话呀")
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_text("口令不对，请再试一次。记录都在，不会删除。")).to_be_visible()
    page.get_by_label("开箱口令").fill(PASSPHRASE)
    page.get_by_role("button", name="打开").click()
    expect(page).to_have_url(re.compile("/field/inspections$"))
    expect(page.get_by_role("link", name=UNIT_TODAY)).to_contain_text("已答 1/")


def test_an_answer_is_one_tap_moves_nothing_and_the_main_button_names_the_next_one(
    tablet: TabletBrowser,
) -> None:
    page = tablet.page
    begin(page)
    below = answers(page, "A02").bounding_box()
    choose(page, "A01", "未发现")
    assert answers(page, "A02").bounding_box() == below
    expect(page.get_by_role("button", name=re.compile(r"^下一项未答 A02（还有 \d+ 项）"))).to_be_visible()
    expect(page.get_by_text("已存本平板").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^下一项未答 A02")).click()
    folded = page.get_by_role("button", name=re.compile("^A01"), expanded=False)
    expect(folded).to_contain_text("未发现")


def test_arrows_move_over_the_answers_and_only_space_chooses(tablet: TabletBrowser) -> None:
    page = tablet.page
    begin(page)
    answers(page, "A01").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(answers(page, "A01").get_by_role("radio", checked=True)).to_have_count(0)
    page.keyboard.press("Space")
    expect(answers(page, "A01").get_by_role("radio", name="不适用，已选")).to_be_focused()


def test_not_checked_asks_why_and_the_finish_leads_back_to_it(tablet: TabletBrowser) -> None:
    page = tablet.page
    begin(page)
    choose(page, "A03", "未检查")
    page.get_by_role("button", name="总览").click()
    page.get_by_role("button", name="A03 未检查，还没写原因").click()
    page.get_by_role("button", name="对方没有提供材料").click()
    expect(page.get_by_role("button", name="对方没有提供材料", pressed=True)).to_be_visible()
    page.get_by_role("button", name="总览").click()
    expect(page.get_by_role("button", name="A03 未检查，还没写原因")).to_have_count(0)


def test_words_typed_into_a_finding_survive_a_kill_a_moment_later(tablet: TabletBrowser) -> None:
    begin(tablet.page)
    card = choose(tablet.page, "A02", "发现问题")
    card.get_by_label("事实").fill("值班室张贴七月任务分解表")
    tablet.page.wait_for_timeout(600)
    tablet.kill()
    page = tablet.open()
    tablet.offline(True)
    page.get_by_label("开箱口令").fill(PASSPHRASE)
    page.get_by_role("button", name="打开").click()
    page.get_by_role("button", name="继续检查").click()
    expect(page.get_by_text("值班室张贴七月任务分解表")).to_be_visible()


def test_a_half_sentence_goes_in_with_its_number_and_out_again_whole(tablet: TabletBrowser) -> None:
    page = tablet.page
    begin(page)
    page.get_by_role("link", name=re.compile("^B ")).click()
    card = choose(page, "B02", "发现问题")
    fact = card.get_by_label("事实")
    fact.fill("进站匝道外侧摆放水马")
    card.get_by_role("button", name=re.compile("占用车道")).click()
    page.keyboard.type("3.2")
    page.keyboard.press("Enter")
    expect(fact).to_have_value("进站匝道外侧摆放水马，占用车道3.2米")
    card.get_by_role("button", name=re.compile("占用车道"), pressed=True).click()
    expect(fact).to_have_value("进站匝道外侧摆放水马")


def test_a_finding_closes_kept_is_removed_with_undo_and_found_again(tablet: TabletBrowser) -> None:
    page = tablet.page
    begin(page)
    card = choose(page, "A02", "发现问题")
    card.get_by_label("事实").fill("第一个问题")
    card.get_by_role("button", name="改").click()
    sheet = page.get_by_role("dialog", name="发现问题 · A02 第 1 个")
    sheet.get_by_role("radio", name="较重").check(force=True)
    sheet.get_by_role("button", name="存好，再记一个").click()
    second = page.get_by_role("dialog", name="发现问题 · A02 第 2 个")
    second.get_by_label("事实").fill("第二个问题")
    second.get_by_role("button", name="移除").click()
    expect(card.get_by_role("region", name="问题 2")).to_have_count(0)
    page.keyboard.press("F6")
    page.keyboard.press("Enter")
    expect(card.get_by_role("region", name="问题 2").get_by_label("事实")).to_have_value("第二个问题")
    expect(card.get_by_text("第一个问题")).to_be_visible()
    expect(card.get_by_text("较重")).to_be_visible()


def test_changing_an_answer_away_asks_first_and_the_findings_come_back_by_undo(tablet: TabletBrowser) -> None:
    page = tablet.page
    begin(page)
    card = choose(page, "A02", "发现问题")
    card.get_by_label("事实").fill("张贴任务分解表")
    answers(page, "A02").get_by_role("radio", name="未发现").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("A02 有 1 个问题、0 张照片。改成“未发现”后移到“已移除”，能找回。")
    expect(question.get_by_role("button", name="不改")).to_be_focused()
    page.keyboard.press("Escape")
    expect(answers(page, "A02").get_by_role("radio", name="发现问题，已选，1 个问题")).to_be_visible()
    answers(page, "A02").get_by_role("radio", name="未发现").click()
    question.get_by_role("button", name="改成“未发现”").click()
    expect(card.get_by_text("问题 1")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(card.get_by_text("问题 1")).to_be_visible()


def test_photos_are_taken_in_a_burst_captioned_and_put_in_order(tablet: TabletBrowser) -> None:
    page = tablet.page
    begin(page)
    card = choose(page, "A02", "发现问题")
    card.get_by_role("button", name="拍照").click()
    shutter = page.get_by_role("button", name="拍一张")
    expect(shutter).to_be_enabled()
    box = shutter.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 84
    for _shot in range(3):
        shutter.click()
    expect(page.get_by_text("已存 3 张")).to_be_visible()
    page.go_back()  # closes the camera and nothing else
    expect(card.get_by_role("button", name=re.compile("^照片 ")).nth(2)).to_be_visible()
    card.get_by_role("button", name="照片 1").click()
    page.get_by_role("button", name="远景").click()
    page.get_by_role("button", name="下移").click()
    page.get_by_role("button", name="用这张").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="照片 2，远景")).to_be_visible()


def test_gallery_photos_need_a_reason_and_a_file_that_is_no_picture_stops_no_other(
    tablet: TabletBrowser, tmp_path: Path
) -> None:
    page = tablet.page
    begin(page)
    card = choose(page, "A02", "发现问题")
    card.get_by_role("button", name="改").click()
    page.get_by_role("button", name="相册").click()
    go = page.get_by_role("button", name="去选照片")
    expect(go).to_be_disabled()
    page.get_by_role("button", name="同伴拍的").click()
    text, picture = tmp_path / "notes.jpg", tmp_path / "picture.png"
    text.write_text("not a picture")
    picture.write_bytes(page.screenshot())
    with page.expect_file_chooser() as choosing:
        go.click()
    choosing.value.set_files([text, picture])
    expect(page.get_by_role("dialog").get_by_role("button", name="照片 1")).to_be_visible()
    page.get_by_role("button", name="收起").click()
    expect(page.get_by_text("这不是照片文件，没有加进来。")).to_be_visible()


def test_landscape_shows_list_item_and_actions_and_they_move_to_the_left_hand(tablet: TabletBrowser) -> None:
    page = tablet.page
    page.set_viewport_size(TABLET_LANDSCAPE)
    page.get_by_role("link", name="我的").click()
    page.get_by_role("button", name="左手").click()
    page.get_by_role("link", name="今天").click()
    begin(page)
    page.get_by_role("link", name=re.compile("^A02")).click()
    answers(page, "A02").get_by_role("radio", name="发现问题").click()
    page.get_by_label("事实").fill("张贴任务分解表")
    page.get_by_role("button", name="全部填写").click()
    expect(page.get_by_role("heading", name="发现问题 · A02 第 1 个")).to_be_visible()
    rail, items = (
        page.get_by_role("button", name="相册").last,
        page.get_by_role("navigation", name="检查项目"),
    )
    left, right = rail.bounding_box(), items.bounding_box()
    assert left is not None and right is not None and left["x"] < right["x"]
    page.set_viewport_size(TABLET_PORTRAIT)
    expect(page.get_by_role("dialog", name="发现问题 · A02 第 1 个")).to_be_visible()


def test_back_goes_up_the_tree_and_leaves_no_trail(tablet: TabletBrowser) -> None:
    page = tablet.page
    begin(page)
    card = choose(page, "A02", "发现问题")
    card.get_by_role("button", name="改").click()
    page.get_by_role("button", name="收起").click()
    page.get_by_role("button", name="返回").click()
    expect(page).to_have_url(re.compile(r"/field/i/[^/]+$"))
    page.go_back()
    expect(page).to_have_url(re.compile("/field$"))
    assert page.title() == "外勤记录"


def test_words_and_photos_are_delivered_only_with_receipts_and_the_page_says_so(
    tablet: TabletBrowser,
) -> None:
    page = tablet.page
    begin(page, UNIT_LATER)
    choose(page, "A01", "未发现")
    card = choose(page, "A02", "发现问题")
    card.get_by_label("事实").fill("张贴任务分解表")
    card.get_by_role("button", name="拍照").click()
    page.get_by_role("button", name="拍一张").click()
    expect(page.get_by_text("已存 1 张")).to_be_visible()
    page.get_by_role("button", name="拍好了").click()
    page.goto(f"{tablet.address}/field/sync")
    page.get_by_label("开箱口令").fill(PASSPHRASE)
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_role("heading", name="都在本平板，0 条已送出")).to_be_visible()
    expect(page.get_by_text("没有网络。都在本平板，有网络、应用开着就自动继续。")).to_be_visible()
    tablet.offline(False)
    expect(page.get_by_role("heading", name=re.compile("^全部已安全送达"))).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="看回执").first.click()
    expect(page.get_by_text("新记的问题")).to_be_visible()
    expect(page.get_by_text("一张照片")).to_be_visible()


def test_the_finish_blocks_by_name_and_the_idle_lock_hides_everything(tablet: TabletBrowser) -> None:
    page = tablet.page
    begin(page)
    choose(page, "A01", "未发现")
    page.get_by_role("button", name="总览").click()
    page.get_by_role("button", name="收尾").click()
    expect(page.get_by_role("button", name=re.compile(r"完成并锁定（还差 \d+ 项）"))).to_be_disabled()
    page.get_by_role("button", name="A02 还没答").click()
    expect(answers(page, "A02").get_by_role("radio").first).to_be_focused()
    page.goto(f"{tablet.address}/field/me")
    page.get_by_label("开箱口令").fill(PASSPHRASE)
    page.get_by_role("button", name="打开").click()
    page.get_by_role("button", name="现在上锁").click()
    expect(page.get_by_role("heading", name="请输入您的开箱口令")).to_be_visible()
    assert UNIT_TODAY not in page.content()


@pytest.mark.parametrize("theme", ["light", "strong"])
def test_every_page_keeps_the_policy_fits_the_screen_and_can_be_touched_and_named(
    tablet: TabletBrowser, theme: str
) -> None:
    page = tablet.page
    if theme == "strong":
        page.get_by_role("button", name="强光").click()
        expect(page.get_by_role("button", name="强光开")).to_be_visible()
    check_page(page)
    for name in ("检查", "同步", "我的", "今天"):
        page.get_by_role("navigation", name="主导航").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check_page(page)
    page.get_by_role("button", name="准备出发").click()
    check_page(page)
    page.get_by_role("button", name="返回").click()
    begin(page)
    check_page(page)
    card = choose(page, "A02", "发现问题")
    check_page(page)
    card.get_by_role("button", name="改").click()
    check_page(page)
    page.get_by_role("button", name="收起").click()
    page.get_by_role("button", name="总览").click()
    check_page(page)
    page.get_by_role("button", name="收尾").click()
    check_page(page)
    assert [
        line for line in tablet.messages if "Content Security Policy" in line or "pageerror" in line
    ] == []


def check_page(page: Page) -> None:
    """One first heading, nothing wider than the screen, every control named and large enough."""
    page.wait_for_timeout(300)
    faults = page.evaluate(
        """(least) => {
            const faults = [];
            const root = document.querySelector('dialog[open]') ?? document.body;
            if (document.querySelectorAll('h1').length !== 1) faults.push('h1');
            if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the screen');
            for (const control of root.querySelectorAll('button, a[href], input, textarea, select, summary')) {
                const box = control.getBoundingClientRect();
                if (!control.checkVisibility({visibilityProperty: true}) || box.width <= 1) continue;
                const named = control.getAttribute('aria-label') || control.innerText || control.labels?.length;
                if (!named) faults.push('no name: ' + control.outerHTML.slice(0, 120));
                if (box.height < least) faults.push(`only ${box.height} high: ` + control.outerHTML.slice(0, 120));
            }
            return faults;
        }""",
        MIN_TARGET,
    )
    assert faults == []
