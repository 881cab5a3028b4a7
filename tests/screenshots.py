"""`python -m tests.screenshots FOLDER`: pictures of every page, drawn from the example campaign in real Chromium.

Every office page that can be reached by links is found by following them as four people, so a new page is in the set
without being named; the tablet's pages are those of one inspector's way through a check. Each is drawn in the three
sizes that the design is looked at in. Without FOLDER only docs/screenshots is drawn anew: one size of each page,
compressed. Does not: judge; the pictures are for people to look at.
"""

from __future__ import annotations

import argparse
import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page, Playwright

from inspect_app.config import PROJECT_ROOT
from inspect_app.support.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, read_content
from tests.chromium import OFFICE_SCREEN, TABLET_LANDSCAPE, TABLET_PORTRAIT, browsers
from tests.office_steps import Account, Office
from tests.real_program import RealProgram
from tests.tablet_steps import Tablet

IN_DOCS = PROJECT_ROOT / "docs" / "screenshots"
SIZES = (OFFICE_SCREEN, TABLET_PORTRAIT, TABLET_LANDSCAPE)
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NO_PAGE = re.compile(
    r"^/(app|field|sync|evidence)/|\.(png|xlsx|csv)$|/(export|template|download|pdf)$|/photos/|^/field$|/sign-out"
)
WEBP_QUALITY = 72


@dataclass(frozen=True)
class Album:
    """Where pictures go: all sizes as they are into `everything`, one size of each, compressed, into docs."""

    everything: Path | None

    def draw(self, page: Page, name: str, *, in_docs: dict[str, int]) -> None:
        """Draw the page in its sizes; the one called `in_docs` is kept in the project."""
        wanted = SIZES if self.everything is not None else (in_docs,)
        for size in wanted:
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            # Pictures and fonts of the page, and one drawing after the change of size.
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(150)
            picture = page.screenshot()
            if self.everything is not None:
                target = self.everything / f"{name}-{size['width']}x{size['height']}.png"
                target.write_bytes(picture)
            if size == in_docs:
                IN_DOCS.mkdir(parents=True, exist_ok=True)
                with Image.open(io.BytesIO(picture)) as opened:
                    opened.convert("RGB").save(IN_DOCS / f"{name}.webp", quality=WEBP_QUALITY, method=6)


def account_of(username: str) -> Account:
    """One of the example's people."""
    found = next(account for account in DEMO_ACCOUNTS if account.username == username)
    return Account(found.username, found.name, found.password)


def pattern_of(address: str) -> str:
    """The page behind an address, whichever row it shows."""
    path = re.sub(r"^/(catalogue|help)/[^/]+$", r"/\1/<code>", urlsplit(address).path)
    return ID.sub("<id>", path).rstrip("/") or "/"


def draw_linked_pages(page: Page, album: Album, seen: set[str]) -> None:
    """Follow the links from the first page and draw every page that is not in `seen` yet."""
    page.goto("/")
    waiting = ["/", *links_of(page)]
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        pattern = pattern_of(page.url)
        if answer is None or not answer.ok or pattern in seen:
            continue
        seen.add(pattern)
        album.draw(page, name_of(pattern), in_docs=OFFICE_SCREEN)
        waiting += [link for link in links_of(page) if pattern_of(link) not in seen]


def links_of(page: Page) -> Iterator[str]:
    """Addresses on this site that the page links to, one of each kind."""
    found: dict[str, str] = {}
    for link in page.locator("a[href]").evaluate_all("links => links.map(link => link.href)"):
        parts = urlsplit(link)
        if parts.netloc == urlsplit(page.url).netloc and not NO_PAGE.search(parts.path):
            found.setdefault(pattern_of(link), parts.path)
    yield from found.values()


def name_of(pattern: str) -> str:
    """A file's name for a page."""
    words = pattern.strip("/").replace("/", "-").replace("<id>", "one").replace("<code>", "one").strip("-")
    return f"office-{words or 'home'}"


def draw_office(playwright: Playwright, address: str, album: Album) -> None:
    """All office pages, then a letter on its way from draft to issue."""
    seen: set[str] = {"/sign-in"}
    with signed_in(playwright, address, "zhoujianguo") as office:
        draw_linked_pages(office.page, album, seen)
        office.page.goto("/-/gallery")
        album.draw(office.page, "office-gallery", in_docs=OFFICE_SCREEN)
    draw_letter(playwright, address, album)
    for username in ("zhoujianguo", "liuzhiyuan", "xulan"):
        with signed_in(playwright, address, username) as office:
            draw_linked_pages(office.page, album, seen)
    visitor = Office(playwright, address)
    for path in ("/sign-in", "/verify", "/no-such-page"):
        visitor.page.goto(path)
        album.draw(visitor.page, name_of(path), in_docs=OFFICE_SCREEN)
    visitor.close()


def draw_letter(playwright: Playwright, address: str, album: Album) -> None:
    """A letter from the example's visit: written, reviewed, signed, issued."""
    with signed_in(playwright, address, "zhoujianguo") as clerk:
        clerk.accept_all(read_content("visit")["plan"]["unit"])
        album.draw(clerk.page, "office-inspection-accepted", in_docs=OFFICE_SCREEN)
        letter = clerk.draft_letter()
        album.draw(clerk.page, "office-letter-draft", in_docs=OFFICE_SCREEN)
        clerk.hand_on("送核稿")
    with signed_in(playwright, address, "zhangliping") as reviewer:
        reviewer.page.goto(letter)
        album.draw(reviewer.page, "office-letter-review", in_docs=OFFICE_SCREEN)
        reviewer.approve(letter)
    with signed_in(playwright, address, "chenlixin") as issuer:
        issuer.page.goto("/letters/sign")
        album.draw(issuer.page, "office-letter-sign", in_docs=OFFICE_SCREEN)
        issuer.issue()
        issuer.page.goto(letter)
        for _ in range(60):
            if issuer.page.get_by_role("link", name="下载 PDF").count():
                break
            issuer.page.wait_for_timeout(1000)
            issuer.page.goto(letter)
        album.draw(issuer.page, "office-letter-issued", in_docs=OFFICE_SCREEN)


@contextmanager
def signed_in(playwright: Playwright, address: str, username: str) -> Iterator[Office]:
    """One of the example's people at an office computer."""
    office = Office(playwright, address)
    office.sign_in(account_of(username))
    yield office
    office.close()


def draw_first_run(playwright: Playwright, address: str, album: Album) -> None:
    """The first page of an empty installation."""
    office = Office(playwright, address)
    office.page.goto("/")
    album.draw(office.page, "office-first-run", in_docs=OFFICE_SCREEN)
    office.close()


def draw_tablet(playwright: Playwright, address: str, folder: Path, album: Album) -> None:
    """One inspector's way: first use, the day, a section, a finding, sending, one's own page, the lock."""
    tablet = Tablet(playwright, folder / "tablet", address)
    page = tablet.browser.open()
    page.get_by_label("用户名", exact=True).wait_for()
    album.draw(page, "tablet-first-use", in_docs=TABLET_PORTRAIT)
    tablet.browser.close()
    leader = account_of("limingyuan")
    tablet.register(leader.username, DEMO_PASSWORD, tablet_name="督察一号")
    page = tablet.page
    for tab in ("今天", "检查", "同步", "我的"):
        page.get_by_role("navigation", name="主导航").get_by_role("link", name=re.compile(f"^{tab}")).click()
        album.draw(page, {"今天": "tablet-today", "检查": "tablet-checks", "同步": "tablet-sync", "我的": "tablet-me"}[tab],
                   in_docs=TABLET_PORTRAIT)  # fmt: skip
    portrait(page)
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=re.compile("^今天")).click()
    page.get_by_role("button", name="准备出发").click()
    page.get_by_role("heading", name="准备出发").first.wait_for()
    album.draw(page, "tablet-ready", in_docs=TABLET_PORTRAIT)
    portrait(page)
    page.get_by_role("button", name="返回").click()
    page.get_by_role("button", name=re.compile("^(开始检查|继续检查)")).first.click()
    page.get_by_role("radiogroup").first.wait_for()
    album.draw(page, "tablet-section", in_docs=TABLET_PORTRAIT)
    portrait(page)
    tablet.section("B")
    tablet.answer("B02", "发现问题")
    tablet.type_fact("B02", "进站匝道外侧行车道摆放水马2个、锥桶2个，占用车道约3.2米")
    tablet.shoot("B02", 2)
    album.draw(page, "tablet-finding", in_docs=TABLET_PORTRAIT)
    draw_deeper(tablet, album)
    tablet.browser.close()
    tablet.browser.open()
    page = tablet.page
    page.get_by_label("开箱口令", exact=True).or_(
        page.get_by_role("button", name=re.compile(leader.name))
    ).first.wait_for()
    album.draw(page, "tablet-lock", in_docs=TABLET_PORTRAIT)
    tablet.browser.close()


def portrait(page: Page) -> None:
    """Back to the size in which buttons are pressed, after a page was drawn in all sizes."""
    page.set_viewport_size({"width": TABLET_PORTRAIT["width"], "height": TABLET_PORTRAIT["height"]})


def draw_deeper(tablet: Tablet, album: Album) -> None:
    """From the item with a finding: the finding in full, a photo, the camera, the overview, the finish."""
    page = tablet.page
    portrait(page)
    tablet.item("B02").get_by_role("button", name="改", exact=True).click()
    page.get_by_role("button", name="存好，回检查单").wait_for()
    album.draw(page, "tablet-finding-full", in_docs=TABLET_PORTRAIT)
    portrait(page)
    page.get_by_role("button", name="存好，回检查单").click()
    tablet.item("B02").get_by_role("button", name=re.compile("^(拍照|再拍)$")).last.click()
    page.get_by_role("button", name="拍一张").wait_for()
    album.draw(page, "tablet-camera", in_docs=TABLET_PORTRAIT)
    portrait(page)
    page.get_by_role("button", name="拍好了").click()
    page.get_by_role("button", name="总览").click()
    page.get_by_role("button", name="收尾", exact=True).wait_for()
    album.draw(page, "tablet-overview", in_docs=TABLET_PORTRAIT)
    portrait(page)
    page.get_by_role("button", name="收尾", exact=True).click()
    page.get_by_role("button", name=re.compile("^完成并锁定")).wait_for()
    album.draw(page, "tablet-finish", in_docs=TABLET_PORTRAIT)
    portrait(page)


def join_overview() -> None:
    """The picture of the README: a tablet page beside an office page."""
    with (
        Image.open(IN_DOCS / "tablet-finding.webp") as tablet,
        Image.open(IN_DOCS / "office-inspection-accepted.webp") as office,
    ):
        height = 620
        parts = [
            part.convert("RGB").resize((part.width * height // part.height, height))
            for part in (tablet, office)
        ]
    joined = Image.new("RGB", (sum(part.width for part in parts) + 16, height), "white")
    joined.paste(parts[0], (0, 0))
    joined.paste(parts[1], (parts[0].width + 16, 0))
    joined.save(IN_DOCS / "overview.jpg", quality=82, optimize=True)


def main() -> None:
    """Start the program on a folder of its own, with the example, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="every page in every size goes here, as PNG")
    folder: Path | None = parser.parse_args().folder
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    album = Album(folder)
    with tempfile.TemporaryDirectory() as work, browsers() as playwright:
        for program, draw in (
            (RealProgram(Path(work) / "empty"), draw_first_run),
            (RealProgram(Path(work) / "demo", demo=True), draw_office),
        ):
            program.start()
            try:
                draw(playwright, program.address, album)
                if draw is draw_office:
                    draw_tablet(playwright, program.address, Path(work), album)
            finally:
                program.stop()
    join_overview()
    count = len(list(IN_DOCS.glob("*.webp")))
    print(f"{count} pictures in {IN_DOCS.relative_to(PROJECT_ROOT)}")


if __name__ == "__main__":
    main()
