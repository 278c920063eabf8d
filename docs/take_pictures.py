"""Take the pictures of the README from a running sample: `python docs/take_pictures.py URL NAME PASSWORD`.

NAME is a producer's account of the sample. Each page is taken at a phone's and a desk's width.
"""

import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}
HERE = Path(__file__).parent / "pictures"


def pages_of(base: str, page: Page) -> dict[str, str]:
    """Return the addresses to take, by the name of their picture."""
    listed: dict[str, Any] = page.request.get(f"{base}/api/v1/products?rating=four_star&limit=1").json()
    product = listed["items"][0]
    return {
        "home": "/",
        "catalogue": "/products?q=dua",
        "product": product["path"] if "path" in product else product["url"].removeprefix(base),
        "statistics": "/statistics?as_of=2025-01-10",
        "registration": "/producer/products/new",
    }


def sign_in(base: str, page: Page, name: str, password: str) -> None:
    """Sign a producer in."""
    page.goto(f"{base}/login")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")


def shrink(path: Path) -> None:
    """Keep a picture in few colours: pages are flat, and the tree stays small."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128).save(path, optimize=True)


def main(base: str, name: str, password: str) -> None:
    """Take every page at every width."""
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for width_name, (width, height) in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
            page = context.new_page()
            addresses = pages_of(base, page)
            for picture in ("home", "catalogue", "product", "statistics"):
                take(page, base + addresses[picture], HERE / f"{picture}-{width_name}.png")
            sign_in(base, page, name, password)
            take(page, base + addresses["registration"], HERE / f"registration-{width_name}.png")
            page.goto(f"{base}/producer")
            address = page.get_attribute("main a[href^='/producer/products/'][href$='/labels']", "href")
            take(page, f"{base}{address}", HERE / f"label-{width_name}.png")
            context.close()
        browser.close()


def take(page: Page, address: str, path: Path) -> None:
    """Take the top of a page, as a visitor first sees it."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path)
    shrink(path)


if __name__ == "__main__":
    main(*sys.argv[1:4])
