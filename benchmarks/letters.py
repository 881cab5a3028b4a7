"""How long does a letter of about three pages take, warm, with 0, 6 and 12 photos, and how do peers do on the same pages?

    python -m benchmarks.letters [--quick] [--json FILE]

Peers print the very HTML the renderer sets (Chromium) or read it (LibreOffice), so their pages are not finished to the same
degree: they ignore page boxes of GB/T 9704-2012. What is not installed is said, not guessed.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import functools
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from benchmarks.report import NOT_INSTALLED, Figure, arguments, median_ms, tell
from inspect_app.letters.composition import FindingFacts, Letterhead, PhotoFacts, VisitFacts, compose
from inspect_app.letters.content import LetterContent, issued_content
from inspect_app.letters.rendering import Renderer, default_renderer

PHOTOS = (0, 6, 12)
TARGET_MS = 300.0
_STYLESHEET = Path(__file__).parent.parent / "templates" / "documents" / "gbt9704.css"
_FACT = (
    "进站匝道外侧行车道摆放水马2个、锥桶3个，占用车道约3.2米，现场未见审批手续，未设提前预告标志，无人值守"
)


def letter(photos: int) -> LetterContent:
    """Twelve findings, `photos` photos spread over them; three pages without the annex."""
    findings = [
        FindingFacts(
            f"f{n:02}",
            "ABCD"[n % 4],
            ("逐利执法", "执法不规范", "执法方式简单僵化", "执法粗暴")[n % 4],
            f"{'ABCD'[n % 4]}0{n // 4 + 1}",
            "随意设置路障",
            _FACT,
            dt.date(2023, 7, 18),
            legal_basis="《中华人民共和国行政处罚法》第七十四条",
            photos=tuple(
                PhotoFacts(f"e{n:02}", "水马、锥桶摆放位置", ("相机拍摄　2023年7月18日10时39分",))
                for _ in range(n < photos)
            ),
        )
        for n in range(12)
    ]
    office = "瑞川市法治督察办公室"
    draft = compose(
        letterhead=Letterhead((office,), "瑞法督", (office,), office, "周建国", "0900-5550123"),
        visit=VisitFacts(
            "实施方案", "督察组", "青石岭治超站", ("突击检查",), dt.date(2023, 7, 18), dt.date(2023, 7, 18)
        ),
        findings=findings,
        year=2023,
        plan_due=dt.date(2023, 8, 20),
        result_due=dt.date(2023, 10, 15),
    )
    return issued_content(draft, number=1, dated=dt.date(2023, 7, 24), seal=None)


def photo_bytes() -> bytes:
    """A photo of letter size with enough detail that JPEG does not shrink it to nothing."""
    noise = Image.effect_noise((1600, 1200), 60).convert("RGB")
    data = io.BytesIO()
    noise.save(data, "JPEG", quality=70)
    return data.getvalue()


def page_for_peers(renderer: Renderer, content: LetterContent, photo: bytes) -> str:
    """The renderer's HTML with stylesheet and photos inside, for programs that have no fetcher of ours."""
    embedded = "data:image/jpeg;base64," + base64.b64encode(photo).decode()
    html = re.sub(r"evidence:[\w-]+", embedded, renderer.html(content, draft=False))
    return html.replace("</head>", f"<style>{_STYLESHEET.read_text('utf-8')}</style></head>")


@contextlib.contextmanager
def chromium() -> Iterator[Callable[[str], bytes] | None]:
    """A warm headless Chromium that prints HTML, or None."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_page()

        def render(html: str) -> bytes:
            page.set_content(html, wait_until="load")
            return page.pdf(prefer_css_page_size=True, print_background=True)

        yield render
        browser.close()


def libreoffice() -> Callable[[str], bytes] | None:
    """A new LibreOffice process for each letter, or None."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path is None:
        return None

    def render(html: str) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "letter.html"
            source.write_text(html, "utf-8")
            command = [
                path,
                "--headless",
                f"-env:UserInstallation=file://{folder}/profile",
                "--convert-to",
                "pdf:writer_web_pdf_Export",
            ]
            subprocess.run([*command, "--outdir", folder, str(source)], check=True, capture_output=True)
            return (Path(folder) / "letter.pdf").read_bytes()

    return render


def peer_ms(peer: Callable[[str], bytes] | None, html: str, rounds: int) -> float | str:
    """The peer's median, or that it is not installed."""
    return NOT_INSTALLED if peer is None else median_ms(functools.partial(peer, html), rounds)


def main() -> None:
    """Measure and tell."""
    options = arguments(__doc__ or "")
    rounds = 5 if options.quick else 15
    renderer, photo = default_renderer(), photo_bytes()
    figures = []
    office = libreoffice()
    with chromium() as browser:
        for count in PHOTOS:
            content = letter(count)
            own = functools.partial(renderer.render, content, lambda _: photo, draft=False)
            html = page_for_peers(renderer, content, photo)
            peer = {
                "chromium, warm": peer_ms(browser, html, rounds),
                "libreoffice, new process": peer_ms(office, html, 2),
            }
            figures.append(
                Figure(f"letter with {count} photos", median_ms(own, rounds), "ms", TARGET_MS, peer)
            )
    tell(figures, options.json)


if __name__ == "__main__":
    main()
