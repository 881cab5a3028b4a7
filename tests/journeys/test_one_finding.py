"""One finding, from the tablet to the letter: the day of the first issue, from an empty installation, through pages alone.

Two tablets work while the server is stopped; one is killed in the middle of a word; then all comes together, a letter is drafted,
reviewed and issued by three people, and what tablets, rows, files and paper say is compared one by one.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from PIL import Image

from inspect_app.foundation import clock
from inspect_app.foundation.clock import office_date
from tests.chromium import TABLET_LANDSCAPE, browsers
from tests.office_steps import CODE, LEAD_OFFICE, Account, Office
from tests.real_program import RealProgram
from tests.tablet_steps import PASSPHRASE, Tablet

UNIT = "东岭县青石岭治超站"
BARRIER = "进站匝道外侧行车道摆放水马2个、锥桶2个，占用车道约3.2米"
SECOND = "夜间未设警示灯，值守记录缺失"
WAITING = "候检区无饮水、无卫生间指引，4名司机反映等候超过2小时"
NEW_PASSWORD = "月落乌啼霜满天江枫"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[RealProgram]:
    """An empty installation, served."""
    running = RealProgram(tmp_path / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def gallery_photo(tmp_path: Path) -> Path:
    """A photo of 12 megapixels with grain, as a telephone makes it."""
    path = tmp_path / "gallery.jpg"
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(path, quality=80)
    return path


def _prepare_office(office: Office, program: RealProgram) -> dict[str, str]:
    """Administrator, county, unit and people; returns first passwords by user name."""
    administrator = Account("liuzy", "刘志远", "梧桐更兼细雨到黄昏")
    assert program.first_run_code
    recovery_key = office.make_first_administrator(program.first_run_code, administrator)
    assert len(recovery_key.replace("-", "")) == 52
    office.sign_in(administrator)
    office.add_region("东岭县")
    office.add_unit(UNIT, kind="被督察单位", level="县级", region="东岭县", sector="交通运输执法")
    return {
        "zhoujg": office.add_person("zhoujg", "周建国", "办公室人员"),
        "zhanglp": office.add_person("zhanglp", "张立平", "核稿人"),
        "chenlx": office.add_person("chenlx", "陈立新", "签发领导"),
        "limy": office.add_person("limy", "李明远", "组长"),
        "wangsq": office.add_person("wangsq", "王淑琴", "督察员"),
    }


def _as(
    stack: ExitStack, playwright: Any, program: RealProgram, username: str, name: str, first: str
) -> Office:
    """Someone's own window, signed in, with the first password replaced."""
    office = Office(playwright, program.address)
    stack.callback(office.close)
    office.sign_in(Account(username, name, first))
    office.replace_first_password(first, NEW_PASSWORD)
    return office


def test_a_day_from_an_empty_installation_to_an_issued_letter(
    program: RealProgram, gallery_photo: Path, tmp_path: Path
) -> None:
    with browsers() as playwright, ExitStack() as stack:
        office = Office(playwright, program.address)
        passwords = _prepare_office(office, program)
        office.close()
        clerk = _as(stack, playwright, program, "zhoujg", "周建国", passwords["zhoujg"])
        today = office_date(clock.now())
        clerk.add_campaign(today.year)
        clerk.plan_surprise_check(
            "第一次行动", today.isoformat(), unit=UNIT, team=["李明远", "王淑琴"], leader="李明远"
        )

        li = Tablet(playwright, tmp_path / "tablet-li", program.address)
        wang = Tablet(playwright, tmp_path / "tablet-wang", program.address, TABLET_LANDSCAPE)
        stack.callback(li.browser.close)
        stack.callback(wang.browser.close)
        li.register("limy", passwords["limy"], tablet_name="督察一号")
        wang.register("wangsq", passwords["wangsq"], tablet_name="督察二号")
        for tablet in (li, wang):
            tablet.is_ready_without_network()

        program.stop()
        inspection_id = _li_works_and_is_killed(li, gallery_photo)
        _wang_works(wang)
        program.start()
        for tablet in (wang, li):
            tablet.send_all()
        _li_finishes(li, inspection_id)
        li.send_all()
        wang.send_all()

        _compare(program, inspection_id, li.stored(inspection_id), wang.stored(inspection_id))
        pdf = _letter(stack, playwright, program, clerk, passwords, tmp_path)
        li.browser.close()
        wang.browser.close()

    _check_paper(pdf, today)
    words = [BARRIER, SECOND, WAITING, UNIT, PASSPHRASE, "未见审批手续"]
    for profile in ("tablet-li", "tablet-wang"):
        _nothing_in_clear(tmp_path / profile, words, program, gallery_photo)


def _li_works_and_is_killed(li: Tablet, gallery_photo: Path) -> str:
    li.begin(UNIT)
    inspection_id = li.inspection_id
    li.answer_all("A", "未发现")
    li.section("B")
    li.answer("B02", "发现问题")
    li.type_fact("B02", BARRIER)
    li.use_phrase("B02", "未见审批手续")
    li.wait_until_saved("未见审批手续")
    li.browser.kill()

    li.open_and_unlock("李明远")
    li.begin(UNIT)
    assert BARRIER in li.item("B02").inner_text()
    li.shoot("B02", 2)
    li.choose_from_gallery("B02", [gallery_photo], "同伴拍的")
    li.add_another("B02")
    li.type_fact("B02", SECOND)
    li.wait_until_saved(SECOND)
    li.shoot("B02", 2)
    li.answer_all("B", "未发现")
    return inspection_id


def _wang_works(wang: Tablet) -> None:
    wang.begin(UNIT)
    wang.answer_in_landscape("C", "未发现")
    wang.answer_in_landscape("D", "未发现", except_for={"D03"})
    wang.find_in_landscape("D", "D03", WAITING)
    wang.answer_in_landscape("E", "未发现")
    wang.answer_in_landscape("G", "合格")


def _li_finishes(li: Tablet, inspection_id: str) -> None:
    li.page.goto(f"{li.browser.address}/field/i/{inspection_id}/s/A")
    li.unlock_if_asked()
    li.finish()


def _letter(
    stack: ExitStack,
    playwright: Any,
    program: RealProgram,
    clerk: Office,
    passwords: dict[str, str],
    folder: Path,
) -> Path:
    clerk.accept_all(UNIT)
    address = clerk.draft_letter()
    clerk.write_into_letter("督察发现", "督察组于当日反馈了现场情况。")
    clerk.hand_on("送核稿")
    reviewer = _as(stack, playwright, program, "zhanglp", "张立平", passwords["zhanglp"])
    reviewer.approve(address)
    issuer = _as(stack, playwright, program, "chenlx", "陈立新", passwords["chenlx"])
    issuer.issue()
    return clerk.download_letter(address, folder)


def _rows(program: RealProgram, statement: str, *values: str) -> list[sqlite3.Row]:
    with sqlite3.connect(f"file:{program.folder / 'inspect.sqlite3'}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(statement, values).fetchall()


def _compare(program: RealProgram, inspection_id: str, li: dict[str, Any], wang: dict[str, Any]) -> None:
    """Tablet against rows against file bytes: every answer, finding and photo, once, the same everywhere."""
    key = UUID(inspection_id).hex
    answers = {
        row["item_key"]: row["value"]
        for row in _rows(program, "SELECT * FROM answers WHERE inspection_id = ?", key)
    }
    findings = {
        str(UUID(row["id"])): row
        for row in _rows(program, "SELECT * FROM findings WHERE inspection_id = ?", key)
    }
    photos = {
        str(UUID(row["id"])): row
        for row in _rows(program, "SELECT * FROM evidence WHERE inspection_id = ?", key)
    }
    assert len(answers) == 58
    assert len(findings) == 3
    assert len(photos) == 5
    for view in (li, wang):
        items = [item for section in view["sections"] for item in section["items"]]
        assert {item["item"]["key"]: item["answer"]["value"] for item in items} == answers
        assert {finding["id"]: finding["fact"] for finding in view["findings"]} == {
            finding_id: row["fact"] for finding_id, row in findings.items()
        }
        assert {photo["id"]: photo["working_sha256"] for photo in view["photos"]} == {
            photo_id: row["working_sha256"] for photo_id, row in photos.items()
        }
        assert {finding["syncState"] for finding in view["findings"]} == {"delivered"}
    assert {row["fact"] for row in findings.values()} == {f"{BARRIER}，未见审批手续", SECOND, WAITING}
    for row in photos.values():
        for role in ("working", "original"):
            digest = row[f"{role}_sha256"]
            stored = program.folder / "files" / digest[:2] / digest[2:4] / digest
            assert hashlib.sha256(stored.read_bytes()).hexdigest() == digest
            assert stored.stat().st_size == row[f"{role}_size"]
            assert row[f"{role}_received_at"] is not None
    operations = _rows(program, "SELECT device_id, seq FROM sync_operations")
    assert len(operations) == len({(row["device_id"], row["seq"]) for row in operations})


def _check_paper(pdf: Path, today: date) -> None:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        _check_document(document, today)


def _check_document(document: pypdfium2.PdfDocument, today: date) -> None:
    pages = [page.get_textpage().get_text_bounded() for page in document]
    text = re.sub(r"\s", "", "".join(pages))
    assert f"{CODE}〔{today.year}〕5号" in text
    assert f"{LEAD_OFFICE}文件" in text
    assert f"{UNIT}：" in text
    for words in (
        BARRIER,
        SECOND,
        WAITING,
        "督察组于当日反馈了现场情况。",
        f"{today.year}年{today.month}月{today.day}日",
    ):
        assert words in text, words
    assert "草稿" not in text
    images = [item for page in document for item in page.get_objects(filter=[3])]
    assert len(images) == 5
    first = document[0]
    width, height = first.get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def _telling_bytes(body: bytes) -> bytes:
    """48 bytes of a picture that are no run of zeros or padding, so that finding them elsewhere means something."""
    windows = (body[start : start + 48] for start in range(len(body) // 4, len(body) - 48, 16))
    return next(window for window in windows if len(set(window)) > 30)


def _nothing_in_clear(profile: Path, words: list[str], program: RealProgram, gallery_photo: Path) -> None:
    """No entered word and no photo byte lies readable in the profile folder, in any file, in any usual encoding."""
    needles = [word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    original = gallery_photo.read_bytes()
    needles += [original[start : start + 48] for start in (len(original) // 3, len(original) // 2)]
    for row in _rows(program, "SELECT working_sha256 FROM evidence"):
        digest = row["working_sha256"]
        body = (program.folder / "files" / digest[:2] / digest[2:4] / digest).read_bytes()
        needles.append(_telling_bytes(body))
    found = []
    for path in profile.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            found += [(path.relative_to(profile), needle[:20]) for needle in needles if needle in content]
    assert found == []
