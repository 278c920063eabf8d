"""A real browser for pages: Chromium without a window, a fault wherever a page speaks of one."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright

#: Nothing of the browser's own goes out to the network, and no sandbox is asked of a container.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
#: A phone's width and an office's, in CSS pixels, with a height that suits each.
PHONE, DESK = 390, 1280
_HEIGHTS = {PHONE: 844, DESK: 800}
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """Return the path of the browser, or None where there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium(playwright: Playwright, flags: Sequence[str] = FLAGS) -> Iterator[Browser]:
    """Start the browser that the system has; playwright brings none of its own, and is once in a process."""
    path = executable()
    if path is None:
        raise RuntimeError("Chromium is missing; tests/prerequisites.py installs it")
    browser = playwright.chromium.launch(executable_path=path, args=list(flags))
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def opened(browser: Browser, address: str, width: int = PHONE, *, scripts: bool = True) -> Iterator[Page]:
    """Open an empty page in Vietnamese; fail if it broke its policy, threw, or asked another host for anything."""
    faults: list[str] = []
    own = urlsplit(address).netloc
    context = browser.new_context(
        base_url=address,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": width, "height": _HEIGHTS.get(width, 800)},
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: faults.append(asked.url) if _is_elsewhere(asked.url, own) else None)
    try:
        yield page
        assert faults == []
    finally:
        context.close()


def _is_elsewhere(address: str, own: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own
