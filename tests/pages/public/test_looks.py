"""Pages in a real browser: no fault for axe, nothing wider than the screen, all of it without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import DESK, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def addresses(sample_client):
    listed = sample_client.get("/api/v1/products?rating=four_star&limit=1").json["items"]
    lapsed = sample_client.get("/api/v1/products?rating=lapsed&limit=1").json["items"]
    return ["/", "/products?q=dua", listed[0]["path"], lapsed[0]["path"], "/statistics", "/subjects", "/scan",
            "/t/00000000", "/login", "/register", "/api/docs"]  # fmt: skip


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_public_pages_are_for_everybody(sample_app, addresses, serve, open_page, width):
    page = open_page(serve(sample_app), width)
    for address in addresses:
        page.goto(address)

        found = Axe().run(page)

        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_scan_page_needs_no_scripts(sample_app, addresses, serve, open_page):
    page = open_page(serve(sample_app), PHONE, scripts=False)

    page.goto(addresses[2])

    assert page.locator(".band").first.is_visible()
    assert page.locator("h1").is_visible()
