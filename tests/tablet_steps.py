"""What inspectors do, in their words, on a tablet in a real browser."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Playwright, expect

from tests.chromium import TabletBrowser

PASSPHRASE = "松下问童子言师采药去"


class Tablet:
    """One person with one tablet."""

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        address: str,
        viewport: dict[str, int] | None = None,
        *,
        permits: bool = True,
    ) -> None:
        self.browser = TabletBrowser(playwright, profile, address, viewport, permits=permits)

    @property
    def page(self) -> Page:
        return self.browser.page

    def register(self, username: str, password: str, *, tablet_name: str) -> None:
        """First use, online: sign in and choose the passphrase."""
        page = self.browser.open()
        page.get_by_label("用户名", exact=True).fill(username)
        page.get_by_label("登录口令", exact=True).fill(password)
        page.get_by_label("这台平板叫什么").fill(tablet_name)
        page.get_by_label("开箱口令", exact=True).fill(PASSPHRASE)
        page.get_by_label("再输一次", exact=True).fill(PASSPHRASE)
        page.get_by_role("button", name="登录并准备好").click()
        page.get_by_role("button", name="先不设").click()
        expect(page.get_by_role("navigation", name="主导航")).to_be_visible()

    def is_ready_without_network(self) -> None:
        """Wait until the service worker has kept the app for use without network."""
        self.page.wait_for_function(
            "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
        )

    def open_and_unlock(self, person: str) -> None:
        """A cold start: the store is opened with the passphrase alone."""
        page = self.browser.open()
        who = page.get_by_role("button", name=re.compile(person))
        field = page.get_by_label("开箱口令", exact=True)
        expect(who.or_(field).first).to_be_visible()
        if not field.is_visible():
            who.first.click()
        field.fill(PASSPHRASE)
        page.get_by_role("button", name="打开", exact=True).click()
        expect(page.get_by_role("navigation", name="主导航")).to_be_visible()

    def begin(self, unit: str) -> None:
        """From the first page into the checklist: the one big button."""
        page = self.page
        expect(page.get_by_text(unit).first).to_be_visible()
        page.get_by_role("button", name=re.compile("^(开始检查|继续检查)")).click()
        expect(page.get_by_role("radiogroup").first).to_be_visible()

    def section(self, letter: str) -> None:
        """Go to a section by its chip."""
        self.page.get_by_role("navigation", name="各部分").get_by_role(
            "link", name=re.compile(f"^{letter} ")
        ).click()

    def item(self, code: str) -> Locator:
        """The card of an item; it is unfolded when it lies folded."""
        card = self.page.locator(f"item-card[data-item={code}]")
        folded = card.locator(".item-folded")
        expect(card.get_by_role("radiogroup").or_(folded)).to_be_visible()
        if folded.count():
            folded.click()
        return card

    def answer(self, code: str, word: str) -> Locator:
        """One tap on an answer by its word."""
        card = self.item(code)
        card.get_by_role("radio", name=re.compile(f"^{word}")).click()
        return card

    def answer_all(self, letter: str, word: str) -> None:
        """Give the same answer to every item of a section that has none yet."""
        self.section(letter)
        expect(self.page.locator(f"item-card[data-item^={letter}]").first).to_be_visible()
        cards = self.page.locator(f"item-card[data-item^={letter}]")
        codes = [str(code) for code in cards.evaluate_all("cards => cards.map(card => card.dataset.item)")]
        for code in codes:
            card = self.page.locator(f"item-card[data-item={code}]")
            if card.get_by_role("radio", checked=True).count() or card.locator(".item-folded").count():
                continue
            self.answer(code, word)

    def type_fact(self, code: str, fact: str) -> None:
        """Type the facts of the finding that is open in place under the item, key by key."""
        field = self.item(code).get_by_label("事实", exact=True)
        field.click()
        field.press_sequentially(fact, delay=2)

    def shoot(self, code: str, count: int = 1) -> None:
        """Take photos with the app's camera for the item's newest finding."""
        self.item(code).get_by_role("button", name=re.compile("^(拍照|再拍)$")).last.click()
        overlay = self.page.locator(".camera")
        shutter = overlay.get_by_role("button", name="拍一张")
        expect(shutter).to_be_enabled()
        for number in range(1, count + 1):
            shutter.click()
            expect(overlay.get_by_text(f"已存 {number} 张")).to_be_visible()
        overlay.get_by_role("button", name="拍好了").click()
        expect(overlay).to_be_hidden()

    def choose_from_gallery(self, code: str, files: list[Path], reason: str) -> None:
        """Take photos from the gallery for the item's open finding, giving the reason that is asked."""
        self.item(code).get_by_role("button", name=re.compile("^(拍照|再拍)$")).first.click()
        self.page.locator(".camera").get_by_role("button", name="从相册选").click()
        chooser = self.page.locator(".gallery-chooser")
        chooser.get_by_role("button", name=reason).or_(
            chooser.get_by_role("radio", name=reason)
        ).first.click()
        with self.page.expect_file_chooser() as waiting:
            chooser.get_by_role("button", name="去选照片").click()
        waiting.value.set_files(files)
        expect(chooser).to_be_hidden()
        self.page.locator(".camera").get_by_role("button", name="拍好了").click()
        expect(self.page.locator(".camera")).to_be_hidden()

    def finish(self) -> None:
        """Check and lock."""
        page = self.page
        page.get_by_role("button", name="都答完了，去收尾").click()
        page.get_by_role("button", name="完成并锁定").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("锁定后不能再改，只能补充")
        dialog.get_by_role("button", name="完成并锁定").click()
        expect(page.get_by_text("已锁定").first).to_be_visible()

    def send_all(self, patience_ms: int = 90_000) -> None:
        """On the sync page: press the button and wait until all is said to be delivered, originals too."""
        page = self.page
        page.goto(f"{self.browser.address}/field/sync")
        self.unlock_if_asked()
        now = page.get_by_role("button", name="现在发")
        expect(page.get_by_role("heading", name="同步").first).to_be_visible()
        if now.count():
            now.first.click()
        expect(page.get_by_text("全部已安全送达").first).to_be_visible(timeout=patience_ms)
        expect(page.get_by_text("原图还有")).to_have_count(0, timeout=patience_ms)

    def unlock_if_asked(self) -> None:
        """A page load closes the store: the passphrase opens it again."""
        page = self.page
        field = page.get_by_label("开箱口令", exact=True)
        expect(field.or_(page.get_by_role("heading", level=1)).first).to_be_visible()
        if field.is_visible():
            field.fill(PASSPHRASE)
            page.get_by_role("button", name="打开", exact=True).click()

    def stored(self, inspection_id: str) -> dict[str, Any]:
        """What this tablet's own code reads from its sealed store about an inspection, as plain data."""
        read: dict[str, Any] = self.page.evaluate(
            """async (id) => {
                const main = document.querySelector('script[src$="/tablet/main.js"]').src;
                const { watchInspection } = await import(main.replace('main.js', 'inspections/inspections.js'));
                return await new Promise((resolve, reject) => {
                    const late = setTimeout(() => reject(new Error('the store did not answer')), 10000);
                    const stop = watchInspection(id, (view) => {
                        clearTimeout(late);
                        setTimeout(() => stop(), 0);
                        resolve(JSON.parse(JSON.stringify(view)));
                    });
                });
            }""",
            inspection_id,
        )
        return read

    @property
    def inspection_id(self) -> str:
        """The inspection whose page is open; the address holds ids only."""
        found = re.search(r"/field/i/([0-9a-f-]{36})", self.page.url)
        assert found is not None
        return found.group(1)

    def use_phrase(self, code: str, phrase: str) -> None:
        """One tap on a ready half sentence."""
        self.item(code).get_by_role("button", name=phrase).click()

    def add_another(self, code: str) -> None:
        """A further finding under the same item."""
        self.item(code).get_by_role("button", name="再记一个问题").click()

    def wait_until_saved(self, text: str) -> None:
        """Wait until `text` is in the sealed store, not only in a field."""
        inspection_id = self.inspection_id
        ends = time.monotonic() + 10
        while time.monotonic() < ends:
            if any(text in finding["fact"] for finding in self.stored(inspection_id)["findings"]):
                return
            time.sleep(0.05)
        raise AssertionError(f"not in the store: {text}")

    def choose_section_in_landscape(self, letter: str) -> None:
        self.page.get_by_label("各部分").select_option(letter)
        expect(self.page.locator(f".pane-list li[data-item^={letter}]").first).to_be_visible()

    def choose_in_landscape(self, code: str, word: str) -> None:
        """Open an item in the list at the left and answer it in the middle."""
        self.page.locator(f".pane-list li[data-item={code}] a").click()
        group = self.page.get_by_role("radiogroup", name=re.compile(f"^{code} "))
        group.get_by_role("radio", name=re.compile(f"^{word}")).click()
        expect(group.get_by_role("radio", name=re.compile(f"^{word}"))).to_be_checked()

    def answer_in_landscape(self, letter: str, word: str, *, except_for: set[str] | None = None) -> None:
        """Give the same answer to all items of a section but some."""
        self.choose_section_in_landscape(letter)
        rows = self.page.locator(f".pane-list li[data-item^={letter}]")
        for code in rows.evaluate_all("rows => rows.map(row => row.dataset.item)"):
            if code not in (except_for or set()):
                self.choose_in_landscape(str(code), word)

    def find_in_landscape(self, letter: str, code: str, fact: str) -> None:
        """发现问题 with its facts, in the middle pane."""
        self.choose_section_in_landscape(letter)
        self.choose_in_landscape(code, "发现问题")
        field = self.page.locator(".pane-middle").get_by_label("事实", exact=True)
        field.click()
        field.press_sequentially(fact, delay=2)
        self.wait_until_saved(fact)
