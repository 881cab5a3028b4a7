"""Bad input in real Chromium against the real program: each case is told in plain Chinese, and nothing entered is lost.

Promises: after every case the tablet's own store still holds what was typed, and what was sent is the same on the tablet,
in the rows and in the bytes on the disk. Does not walk the good day; the journeys do.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from pillow_heif import from_pillow
from playwright.sync_api import Page, Playwright, expect
from playwright.sync_api import TimeoutError as NotThere

from tests.chromium import browsers
from tests.office_steps import Account, Office
from tests.real_program import RealProgram
from tests.tablet_steps import Tablet

PASSWORD = "Ruichuan-2023"
UNIT = "东岭县交通运输综合行政执法大队"
UNKNOWN = "01890000-0000-7000-8000-00000000dead"
NO_PAGE = "没有这一页，或者您现在不能看。"
MAX_UPLOAD = 64 * 1024 * 1024
CLERK = Account("zhoujianguo", "周建国", PASSWORD)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProgram]:
    """The example campaign, served."""
    real = RealProgram(tmp_path_factory.mktemp("site") / "data", demo=True)
    real.start()
    yield real
    real.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with browsers() as started:
        yield started


@pytest.fixture
def tablet(playwright: Playwright, program: RealProgram, tmp_path: Path) -> Iterator[Tablet]:
    """李明远's tablet in the checklist of today's inspection."""
    tablet = Tablet(playwright, tmp_path / "profile", program.address)
    tablet.register("limingyuan", PASSWORD, tablet_name="督察一号")
    _open_checklist(tablet)
    yield tablet
    tablet.browser.close()


@pytest.fixture
def office(playwright: Playwright, program: RealProgram) -> Iterator[Office]:
    """周建国 at the office's computer."""
    office = Office(playwright, program.address)
    office.sign_in(CLERK)
    yield office
    office.close()


def _open_checklist(tablet: Tablet, unit: str = UNIT) -> None:
    page = tablet.page
    page.get_by_role("link", name=unit).click()
    page.get_by_role("button", name=re.compile("^(开始检查|继续)")).first.click()
    expect(page.get_by_role("radiogroup").first).to_be_visible()


def _write(tablet: Tablet, code: str, fact: str) -> None:
    """A finding with its facts, in the store."""
    tablet.section(code[0])
    tablet.answer(code, "发现问题")
    tablet.type_fact(code, fact)
    tablet.wait_until_saved(fact)


def _finding(tablet: Tablet, inspection_id: str, fact: str) -> dict[str, Any]:
    """What the tablet's sealed store holds of the finding with these facts; it is there once."""
    (found,) = [row for row in tablet.stored(inspection_id)["findings"] if row["fact"] == fact]
    return dict(found)


def _open_sync(tablet: Tablet) -> Page:
    tablet.page.goto(f"{tablet.browser.address}/field/sync")
    tablet.unlock_if_asked()
    return tablet.page


def _rows(program: RealProgram, statement: str, *values: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(f"file:{program.folder / 'inspect.sqlite3'}?mode=ro", uri=True)) as base:
        base.row_factory = sqlite3.Row
        return base.execute(statement, values).fetchall()


def _compare(program: RealProgram, finding: dict[str, Any]) -> None:
    """Tablet, rows and bytes of a delivered finding and its photos, one by one."""
    (row,) = _rows(program, "SELECT * FROM findings WHERE id = ?", UUID(finding["id"]).hex)
    photos = _rows(program, "SELECT * FROM evidence WHERE finding_id = ?", UUID(finding["id"]).hex)
    assert row["fact"] == finding["fact"]
    kept = {str(UUID(photo["id"])): photo for photo in photos}
    sent = {photo["id"]: photo for photo in finding["photos"] if photo["state"] == "ok"}
    assert kept.keys() == sent.keys()
    for identity, photo in kept.items():
        assert photo["working_sha256"] == sent[identity]["working_sha256"]
        assert photo["original_sha256"] == sent[identity]["original_sha256"]
        for role in ("working", "original"):
            digest = photo[f"{role}_sha256"]
            body = (program.folder / "files" / digest[:2] / digest[2:4] / digest).read_bytes()
            assert hashlib.sha256(body).hexdigest() == digest
            assert len(body) == photo[f"{role}_size"]


def _the_server_shows(program: RealProgram, photo_id: str) -> None:
    """The server's worker made the picture that browsers can show, a moment after the bytes came."""
    for _ in range(100):
        (row,) = _rows(program, "SELECT state FROM evidence WHERE id = ?", UUID(photo_id).hex)
        if row["state"] == "ready":
            return
        time.sleep(0.1)
    raise AssertionError(f"the photo is still {row['state']}")


def _noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 40).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _slow_line(tablet: Tablet, *, bytes_a_second: int) -> None:
    """The speed of sending; -1 lifts the limit."""
    session = tablet.browser.context.new_cdp_session(tablet.page)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second},
    )


def test_files_that_are_no_photo_or_no_whole_one_are_named_and_the_words_stay(
    tablet: Tablet, program: RealProgram, tmp_path: Path
) -> None:
    text, huge, cut = tmp_path / "记录.jpg", tmp_path / "太大.jpg", tmp_path / "断了.jpg"
    whole = _jpeg(_noise(1600, 1200))
    text.write_text("这是一段文字", encoding="utf-8")
    with huge.open("wb") as growing:
        growing.write(whole)
        growing.truncate(MAX_UPLOAD + 1)
    cut.write_bytes(whole[: len(whole) // 2])
    fact, inspection_id = "停车场入口摆放水马2个", tablet.inspection_id
    _write(tablet, "B02", fact)
    page = tablet.page
    for file, sentence in (
        (text, "这不是照片文件，没有加进来。"),
        (huge, "这张有 67 MB，太大，没有加进来。请拍小一点再加。"),
        (cut, "照片 1 打不开。请补拍，旧的先留着。"),
    ):
        tablet.choose_from_gallery("B02", [file], "同伴拍的")
        expect(page.get_by_text(sentence)).to_be_visible()
    _open_sync(tablet)
    expect(page.get_by_role("heading", name="还有 1 张照片打不开")).to_be_visible()
    expect(page.get_by_text("全部已安全送达")).to_have_count(0)
    kept = _finding(tablet, inspection_id, fact)
    (photo,) = kept["photos"]
    assert (photo["state"], photo["here"], photo["original_size"]) == ("unreadable", True, len(whole) // 2)
    _compare(program, kept)


def test_in_a_findings_sheet_every_file_that_did_not_come_in_is_told_where_the_person_looks(
    tablet: Tablet, tmp_path: Path
) -> None:
    text, cut = tmp_path / "记录.jpg", tmp_path / "断了.jpg"
    text.write_text("这是一段文字", encoding="utf-8")
    cut.write_bytes(_jpeg(_noise(800, 600))[:900])
    _write(tablet, "B04", "未开具现场笔录")
    page = tablet.page
    tablet.item("B04").get_by_role("button", name="改", exact=True).click()
    sheet = page.get_by_role("dialog", name="发现问题 · B04 第 1 个")
    sheet.get_by_role("button", name="相册").click()
    page.get_by_role("button", name="同伴拍的").click()
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="去选照片").click()
    choosing.value.set_files([text, text, cut])
    told = sheet.get_by_text(re.compile("^这不是照片文件，没有加进来。照片 1 打不开。请补拍，旧的先留着。$"))
    expect(told).to_be_visible()
    sheet.get_by_role("button", name="知道了").click()
    sheet.get_by_role("button", name="收起").click()
    expect(page.get_by_text("这不是照片文件")).to_have_count(0)


def test_fifty_megapixels_and_heic_are_made_usable_and_arrive_byte_for_byte(
    tablet: Tablet, program: RealProgram, tmp_path: Path
) -> None:
    large, heic = tmp_path / "large.jpg", tmp_path / "IMG_0001.HEIC"
    large.write_bytes(_jpeg(Image.linear_gradient("L").resize((8688, 5792)).convert("RGB")))
    from_pillow(_noise(1600, 1200)).save(heic, quality=60)
    fact, inspection_id = "候检区排队货车约30辆", tablet.inspection_id
    _write(tablet, "B03", fact)
    tablet.choose_from_gallery("B03", [large, heic], "同伴拍的")
    notice = tablet.page.get_by_text("这张有 5,000 万像素，已缩成能用的大小，原图还在。")
    expect(notice).to_be_visible(timeout=60_000)
    tablet.send_all()
    sent = _finding(tablet, inspection_id, fact)
    by_type = {photo["original_type"]: photo for photo in sent["photos"]}
    assert by_type["image/jpeg"]["original_size"] == large.stat().st_size
    assert max(by_type["image/jpeg"]["width"], by_type["image/jpeg"]["height"]) == 2560
    assert by_type["image/heic"]["working_sha256"] == hashlib.sha256(heic.read_bytes()).hexdigest()
    _compare(program, sent)
    _the_server_shows(program, by_type["image/heic"]["id"])


def test_a_full_store_takes_words_refuses_photos_and_takes_them_again_when_there_is_room(
    tablet: Tablet, program: RealProgram, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(_jpeg(_noise(4000, 3000)))
    fact, inspection_id = "值守记录缺3天", tablet.inspection_id
    _write(tablet, "C01", fact)
    page = tablet.page
    session = tablet.browser.context.new_cdp_session(page)
    used = page.evaluate("() => navigator.storage.estimate().then(({ usage }) => usage)")
    quota = {"origin": program.address, "quotaSize": used + 1_000_000}
    session.send("Storage.overrideQuotaForOrigin", quota)
    # Chromium remembers the free room while a database is open.
    checklist = page.url
    page.goto("about:blank")
    page.wait_for_timeout(2_000)
    page.goto(checklist)
    tablet.unlock_if_asked()
    tablet.choose_from_gallery("C01", [photo], "同伴拍的")
    banners = page.get_by_role("region", name="提示")
    expect(banners.get_by_text("存不下新照片了，已有的都在。请先发送或存成文件。")).to_have_count(1)
    expect(tablet.item("C01").get_by_text("存不下了", exact=True)).to_be_visible()
    _write(tablet, "C02", "满了字还能写")
    assert _finding(tablet, inspection_id, fact)["photos"] == []

    session.send("Storage.overrideQuotaForOrigin", {"origin": program.address})
    page.goto("about:blank")
    page.wait_for_timeout(2_000)
    page.goto(checklist)
    tablet.unlock_if_asked()
    tablet.choose_from_gallery("C01", [photo], "同伴拍的")
    expect(tablet.item("C01").get_by_role("button", name=re.compile("^照片 "))).to_be_visible()
    tablet.send_all()
    for words in (fact, "满了字还能写"):
        _compare(program, _finding(tablet, inspection_id, words))


def test_without_leave_for_camera_and_position_one_writes_the_place_and_takes_the_system_camera(
    playwright: Playwright, program: RealProgram, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(_jpeg(_noise(800, 600)))
    tablet = Tablet(playwright, tmp_path / "profile", program.address, permits=False)
    tablet.register("limingyuan", PASSWORD, tablet_name="督察二号")
    _open_checklist(tablet)
    fact, inspection_id, page = "执法车辆未喷涂标识", tablet.inspection_id, tablet.page
    _write(tablet, "D01", fact)
    tablet.item("D01").get_by_role("button", name="拍照").click()
    camera = page.locator(".camera")
    expect(camera.get_by_text("还不能用相机。请到设置里允许，或从相册选。")).to_be_visible()
    with page.expect_file_chooser() as choosing:
        camera.get_by_role("button", name="用系统相机").click()
    choosing.value.set_files([photo])
    expect(camera.get_by_text("已存 1 张")).to_be_visible()
    camera.get_by_role("button", name="拍好了").click()
    tablet.item("D01").get_by_role("button", name="改", exact=True).click()
    expect(page.get_by_text("没有定位，请写地点。").first).to_be_visible()
    page.get_by_role("button", name="收起").click()
    tablet.send_all()
    sent = _finding(tablet, inspection_id, fact)
    assert (sent["latitude"], sent["photos"][0]["source"]) == (None, "system_camera")
    _compare(program, sent)
    tablet.browser.close()


def test_a_server_that_dies_in_the_middle_of_words_and_of_a_photo_loses_and_doubles_nothing(
    tablet: Tablet, program: RealProgram
) -> None:
    fact, inspection_id, page = "夜间未设警示灯", tablet.inspection_id, tablet.page
    tablet.browser.offline(True)
    _write(tablet, "D02", fact)
    tablet.shoot("D02", 2)
    _open_sync(tablet)
    with page.expect_request("**/sync/push"):
        tablet.browser.offline(False)
    program.kill()
    _slow_line(tablet, bytes_a_second=40_000)
    with page.expect_request(lambda request: request.method == "PATCH", timeout=60_000):
        program.start()
        # The tablet may have begun by itself; then there is nothing to press.
        with suppress(NotThere):
            page.get_by_role("button", name="现在发").first.click(timeout=5_000)
    program.kill()
    assert [photo["working_size"] > 0 for photo in _finding(tablet, inspection_id, fact)["photos"]] == [
        True
    ] * 2
    program.start()
    _slow_line(tablet, bytes_a_second=-1)
    tablet.send_all()
    _compare(program, _finding(tablet, inspection_id, fact))
    operations = _rows(program, "SELECT device_id, seq FROM sync_operations")
    assert len(operations) == len({tuple(row) for row in operations})


def test_unknown_addresses_on_the_tablet_say_so_and_lead_on(tablet: Tablet, program: RealProgram) -> None:
    inspection, page = f"/field/i/{tablet.inspection_id}", tablet.page
    for path, sentence in (
        (f"/field/i/{UNKNOWN}", "没有这项检查"),
        (f"/field/i/{UNKNOWN}/finish", "没有这项检查"),
        (f"{inspection}/p/{UNKNOWN}", "没有这张照片"),
        ("/field/nothing", NO_PAGE),
    ):
        page.goto(f"{program.address}{path}")
        tablet.unlock_if_asked()
        expect(page.get_by_text(sentence).first).to_be_visible()
    assert [line for line in tablet.browser.messages if "pageerror" in line] == []


@pytest.mark.parametrize("token", ["", "Bearer x", "Bearer 5f3c"])
def test_a_wrong_token_gets_a_sentence_and_nothing_else(program: RealProgram, token: str) -> None:
    for method, path in (
        ("GET", "pull"),
        ("POST", "push"),
        ("POST", "uploads"),
        ("PATCH", f"uploads/{UNKNOWN}"),
    ):
        asked = urllib.request.Request(
            f"{program.address}/sync/{path}",
            method=method,
            data=b"{}" if method != "GET" else None,
            headers={"Authorization": token, "Tus-Resumable": "1.0.0", "Content-Type": "application/json"},
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=10)
        answer = json.loads(refused.value.read())["error"]
        assert (refused.value.code, answer["code"]) == (401, "sign_in_needed")
        assert answer["message"] == "登录到期了。记录不受影响，发送前请重新登录。"


def test_unknown_addresses_in_the_office_show_one_sentence_and_no_trace(office: Office) -> None:
    paths = ("inspections", "plans", "letters", "photos", "conflicts", "campaigns", "units")
    for path in (*(f"/{name}/{UNKNOWN}" for name in paths), "/inspections/x", "/nothing"):
        answer = office.page.goto(path)
        assert answer is not None and answer.status == 404, path
        expect(office.page.get_by_text(NO_PAGE)).to_be_visible()
        assert "Traceback" not in office.page.content()


def test_a_double_press_accepts_drafts_and_hands_on_once(office: Office, program: RealProgram) -> None:
    page = office.page
    page.goto("/inspections")
    page.get_by_role("link", name="青石岭治超站").first.click()
    before = _rows(program, "SELECT 1 FROM audit_events WHERE action = 'finding.accepted'")
    waiting = _rows(program, "SELECT 1 FROM findings WHERE state = 'submitted' AND NOT removed")
    page.get_by_role("button", name=re.compile("^收案")).first.dblclick()
    page.wait_for_load_state("networkidle")
    after = _rows(program, "SELECT 1 FROM audit_events WHERE action = 'finding.accepted'")
    left = _rows(program, "SELECT 1 FROM findings WHERE state = 'submitted' AND NOT removed")
    assert (len(after) - len(before), len(waiting) - len(left)) == (1, 1)
    page.get_by_role("button", name=re.compile("^起草反馈意见")).dblclick()
    page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}/edit"))
    page.get_by_role("button", name="送核稿").dblclick()
    page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}$"))
    (letter,) = _rows(program, "SELECT id, state FROM letters")
    assert letter["state"] == "under_review"
    page.go_back()
    expect(page.get_by_role("button", name="送核稿")).to_have_count(0)


def test_an_ended_session_keeps_the_form_and_says_to_sign_in(office: Office) -> None:
    page = office.page
    page.goto("/plans/new")
    page.fill("[name=title]", "会话到期前填的行动")
    page.locator("input[name$=reason]").first.fill("12345热线反映较多")
    office.context.clear_cookies()
    page.get_by_role("button", name="下发到平板").click()
    expect(page.get_by_text("时间太久，请重新登录。已填的还在。")).to_be_visible()
    page.fill("[name=username]", CLERK.username)
    page.fill("[name=password]", CLERK.password)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="放回来").click()
    expect(page.locator("[name=title]")).to_have_value("会话到期前填的行动")
    expect(page.locator("input[name$=reason]").first).to_have_value("12345热线反映较多")
