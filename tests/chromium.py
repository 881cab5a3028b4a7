"""Real Chromium for journeys: tablets with profiles that survive a kill, and office windows.

The flags and tricks are those of the design's facts page (A, browser tests).
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
TABLET_PORTRAIT = {"width": 820, "height": 1180}
TABLET_LANDSCAPE = {"width": 1180, "height": 820}
OFFICE_SCREEN = {"width": 1440, "height": 900}
POSITION = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 8}
_FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
]
_LOCKS = ("SingletonLock", "SingletonCookie", "SingletonSocket")
PATIENCE_MS = 20_000


@contextmanager
def browsers() -> Iterator[Playwright]:
    """Playwright for the length of a test."""
    with sync_playwright() as playwright:
        yield playwright


class TabletBrowser:
    """One tablet: a Chromium profile on disk. `kill` is SIGKILL; `open` after it finds what was written.

    `permits`: whether its person lets the app use camera and position when it asks.
    """

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        address: str,
        viewport: dict[str, int] | None = None,
        *,
        permits: bool = True,
    ) -> None:
        self._playwright = playwright
        self.profile = profile
        self.address = address
        self._viewport = viewport or TABLET_PORTRAIT
        self._permits = permits
        self._context: BrowserContext | None = None
        self.messages: list[str] = []

    def open(self, path: str = "/field") -> Page:
        """Start the browser (a cold start when it was closed) and load `path`."""
        for name in _LOCKS:
            (self.profile / name).unlink(missing_ok=True)
        self._context = self._playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            headless=True,
            args=[*_FLAGS, f"--use-fake-ui-for-media-stream={'' if self._permits else 'deny'}"],
            viewport=self._viewport,  # type: ignore[arg-type]  # a plain dict of the same shape
            has_touch=True,
            is_mobile=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            geolocation=POSITION,  # type: ignore[arg-type]  # as above
            permissions=["geolocation", "camera"] if self._permits else [],
            service_workers="allow",
        )
        self._context.set_default_timeout(PATIENCE_MS)
        page = self._context.pages[0] if self._context.pages else self._context.new_page()
        page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.messages.append(f"pageerror: {error}"))
        page.goto(f"{self.address}{path}")
        return page

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None
        return self._context

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def offline(self, value: bool) -> None:
        """Cut or restore the network of page and service worker."""
        self.context.set_offline(value)

    def close(self) -> None:
        """Close in order."""
        if self._context is not None:
            self._context.close()
            self._context = None

    def kill(self) -> None:
        """SIGKILL the browser in the middle of whatever it does."""
        for process in self._main_processes():
            os.kill(process, signal.SIGKILL)
        ends = time.monotonic() + 10
        while self._main_processes() and time.monotonic() < ends:
            time.sleep(0.05)
        self._context = None

    def _main_processes(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if f"--user-data-dir={self.profile}" in command and "--type=" not in command and state != "Z":
                found.append(int(entry.name))
        return found


def office_window(
    playwright: Playwright, address: str, viewport: dict[str, int] | None = None
) -> BrowserContext:
    """A fresh office browser (its own cookies); close its `browser` at the end."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=_FLAGS)
    context = browser.new_context(
        base_url=address,
        viewport=viewport or OFFICE_SCREEN,  # type: ignore[arg-type]  # a plain dict of the same shape
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE_MS)
    return context
