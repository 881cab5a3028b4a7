"""What office people do, in their words, through pages in a real browser."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.chromium import office_window

CITY = "瑞川市"
CAMPAIGN = "道路交通安全和运输执法领域突出问题专项整治"
CODE = "瑞法督"
LEAD_OFFICE = "中共瑞川市委全面依法治市委员会办公室"


@dataclass(frozen=True)
class Account:
    """Someone who can sign in; `password` is the one in force."""

    username: str
    name: str
    password: str


class Office:
    """One person at an office computer."""

    def __init__(self, playwright: Playwright, address: str) -> None:
        self._context = office_window(playwright, address)
        self.page: Page = self._context.new_page()

    @property
    def context(self) -> BrowserContext:
        return self._context

    def close(self) -> None:
        browser = self._context.browser
        self._context.close()
        if browser is not None:
            browser.close()

    def _press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def make_first_administrator(self, code: str, account: Account) -> str:
        """The first page of an empty installation; returns the private recovery key that it shows once."""
        page = self.page
        page.goto("/")
        expect(page).to_have_url(re.compile("/first-run$"))
        page.fill("[name=code]", code)
        page.fill("[name=name]", account.name)
        page.fill("[name=username]", account.username)
        page.fill("[name=password]", account.password)
        page.fill("[name=password_again]", account.password)
        self._press("建好")
        expect(page.get_by_role("heading", name="恢复密钥")).to_be_visible()
        shown = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){12}", page.content())
        assert shown is not None
        return shown.group(0)

    def sign_in(self, account: Account) -> None:
        page = self.page
        page.goto("/sign-in")
        page.fill("[name=username]", account.username)
        page.fill("[name=password]", account.password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/sign-in" not in address)

    def replace_first_password(self, old: str, new: str) -> None:
        """The page that someone with a first password is led to."""
        page = self.page
        expect(page).to_have_url(re.compile("/account$"))
        page.fill("[name=old]", old)
        page.fill("[name=new]", new)
        page.fill("[name=new_again]", new)
        page.locator("form:has([name=new])").get_by_role("button").first.click()
        expect(page).not_to_have_url(re.compile("/account"))

    def add_region(self, name: str) -> None:
        page = self.page
        page.goto("/units")
        self._press("添加县")
        dialog = page.locator("dialog[open]")
        dialog.locator("[name=name]").fill(name)
        dialog.get_by_role("button", name="添加", exact=True).click()
        expect(page.get_by_text(name).first).to_be_visible()

    def add_unit(
        self, name: str, *, kind: str, level: str, region: str | None = None, sector: str | None = None
    ) -> None:
        """A unit; `kind`, `level`, `region`, `sector` by their Chinese labels."""
        page = self.page
        page.goto("/units/new")
        page.fill("[name=name]", name)
        page.get_by_label(kind, exact=True).check(force=True)
        page.get_by_label(level, exact=True).check(force=True)
        if region:
            page.select_option("[name=region_id]", label=region)
        if sector:
            page.select_option("[name=sector]", label=sector)
        self._press("存好")
        page.wait_for_url(re.compile(r"/units(\?|$)"))

    def add_person(self, username: str, name: str, *roles: str) -> str:
        """Someone with roles by their labels; returns the first password, shown once."""
        page = self.page
        page.goto("/people/new")
        page.fill("[name=name]", name)
        page.fill("[name=username]", username)
        for role in roles:
            page.locator(".role-list").get_by_label(role, exact=True).check()
        self._press("添加，看第一个口令")
        secret = page.locator(".secret")
        expect(secret).to_be_visible()
        return secret.inner_text().strip()

    def add_campaign(self, year: int) -> None:
        """A campaign with letterhead, number series and the shipped checklist."""
        page = self.page
        page.goto("/campaigns/new")
        page.fill("[name=name]", CAMPAIGN)
        page.fill("[name=city]", CITY)
        page.fill("[name=year]", str(year))
        page.fill("[name=plan_title]", f"{CITY}{CAMPAIGN}实施方案")
        ends = page.locator(".phase-rows input[type=date]")
        for number, day in enumerate(("04-05", "06-30", "08-31", "10-15")):
            ends.nth(number).fill(f"{year}-{day}")
        self._press("存好")
        expect(page.get_by_role("heading", level=1)).to_have_text(CAMPAIGN)
        campaign = page.url
        page.get_by_role("link", name="添加版头").click()
        page.fill("[name=name]", "市委依法治市办")
        page.fill("[name=code]", CODE)
        page.fill("[name=mark]", f"{LEAD_OFFICE}文件")
        page.fill("[name=signatories]", LEAD_OFFICE)
        page.fill("[name=print_office]", LEAD_OFFICE)
        page.fill("[name=contact_name]", "周建国")
        page.fill("[name=contact_phone]", "0800-1234567")
        page.fill("[name=contact_address]", f"{CITY}人民路1号")
        self._press("存好")
        page.goto(campaign)
        form = page.locator("form[action$='/series']")
        form.locator("[name=code]").select_option(CODE)
        form.locator("[name=year]").fill(str(year))
        form.locator("[name=first_no]").fill("5")
        form.get_by_role("button", name="开始编号").click()
        expect(page.get_by_text(f"{CODE}〔{year}〕", exact=True)).to_be_visible()
        choice = page.locator("form[action$='/checklists'] input[type=checkbox]").first
        if not choice.is_checked():
            choice.check()
        self._press("存好选择")
        expect(page.locator("form[action$='/checklists'] input[type=checkbox]").first).to_be_checked()

    def plan_surprise_check(self, title: str, day: str, *, unit: str, team: list[str], leader: str) -> None:
        """Plan and send; `day` as YYYY-MM-DD, people by name, `leader` one of `team`."""
        page = self.page
        page.goto("/plans/new")
        page.fill("[name=title]", title)
        page.fill("[name=starts_on]", day)
        page.fill("[name=ends_on]", day)
        for name in team:
            row = page.locator("[data-people] li", has_text=name)
            row.locator("input[type=checkbox]").check()
            if name == leader:
                row.locator("input[type=radio]").check()
        visit = page.locator("[data-visit]").first
        visit.locator("select[name$=unit_id]").select_option(label=unit)
        visit.locator("input[type=date]").fill(day)
        visit.locator("input[name$=reason]").fill("12345热线反映较多")
        page.get_by_role("button", name="下发到平板").dblclick()
        page.wait_for_url(re.compile(r"/plans/[0-9a-f-]{36}"))
        expect(page.get_by_text("已下发").first).to_be_visible()

    def screenshot(self, path: Path) -> None:
        self.page.screenshot(path=path)

    def accept_all(self, unit: str) -> None:
        """Open the newest inspection of a unit and accept its findings one by one, from the keyboard's button."""
        page = self.page
        page.goto("/inspections")
        page.get_by_role("link", name=unit).first.click()
        accept = page.get_by_role("button", name=re.compile("^收案"))
        expect(accept.first).to_be_visible()
        while accept.count():
            accept.first.click()
            page.wait_for_load_state("networkidle")

    def draft_letter(self) -> str:
        """起草反馈意见 from the findings that are chosen; returns the letter's address."""
        page = self.page
        page.get_by_role("button", name=re.compile("^起草反馈意见")).click()
        page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}/edit"))
        return page.url.removesuffix("/edit")

    def write_into_letter(self, beginning: str, sentence: str) -> None:
        """Add a sentence to the block whose text begins with `beginning`; it saves itself."""
        page = self.page
        block = page.locator("[data-blocks] textarea").filter(has_text=beginning).first
        block.click()
        block.press("End")
        block.press("Control+End")
        with page.expect_response(
            lambda answer: answer.ok and sentence in str(json.loads(answer.request.post_data or "{}"))
        ):
            block.press_sequentially(sentence)

    def hand_on(self, button: str) -> None:
        """Send the letter to the next person."""
        page = self.page
        page.get_by_role("button", name=button).click()
        page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}$"))

    def approve(self, address: str) -> None:
        """核稿通过."""
        page = self.page
        page.goto(address)
        page.get_by_role("button", name="核稿通过，送签发").click()
        expect(page.get_by_text("待签发").first).to_be_visible()

    def issue(self) -> None:
        """Sign the letter that waits."""
        page = self.page
        page.goto("/letters/sign")
        page.get_by_role("button", name=re.compile("^签发")).click()
        expect(page.get_by_text("撤回").first).to_be_visible()

    def download_letter(self, address: str, folder: Path) -> Path:
        """Wait for the ten seconds and the rendering, then download the PDF."""
        page = self.page
        link = page.get_by_role("link", name="下载 PDF")
        for _ in range(90):
            page.goto(address)
            if link.count():
                break
            page.wait_for_timeout(1000)
        with page.expect_download() as waiting:
            link.click()
        target = folder / "letter.pdf"
        waiting.value.save_as(target)
        return target
