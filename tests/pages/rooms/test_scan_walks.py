"""Walks through scans and suspicions in a real browser, on a phone and at an office's desk."""

import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from ocop.domain.suspicions import Thresholds
from ocop.jobs.scans import judge_items
from ocop.services.areas import Areas
from tests.scans import load_now, look_at

pytestmark = pytest.mark.browser
PASSWORD = "ba con thuyen tim"


def signed_in(page, user):
    page.goto("/login")
    page.fill("[name=name]", user.name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def assert_accessible(page) -> None:
    found = [(one["id"], one["nodes"][0]["target"]) for one in Axe().run(page).response["violations"]]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.fixture
def scanned(app, make_subject, make_product, make_lot, clock):
    """A producer's product with a month of scans, and items that the rules speak about."""
    subject = make_subject(name="Hợp tác xã dừa sáp Cầu Kè")
    product = make_product(subject=subject, name="Dừa sáp sợi sấy giòn")
    make_lot(product, code="L261101", made_on=clock.today - timedelta(days=20))
    log = app.config["OCOP_SCAN_LOG"]
    log.areas = Areas([(4, 0x0A000000 + (n << 8), 0x0A0000FF + (n << 8), f"Tỉnh {n % 9}") for n in range(200)])
    for day in range(30):
        for device in range((day * 7) % 13 + day // 3):
            at, lot = clock.now - timedelta(days=29 - day), "L261101" if device % 3 else None
            look_at(log, product.id, at=at, unit_id=product.unit_id, lot=lot, device=device)
    for device in range(40):
        look_at(log, product.id, unit_id=product.unit_id, lot="L261101", item=11, device=device)
    look_at(log, product.id, unit_id=product.unit_id, lot="L261101", item=12, state="void")
    look_at(log, product.id, unit_id=product.unit_id, lot="L261101", item=13, at=clock.now - timedelta(days=25))
    load_now(app)
    with app.app_context():
        judge_items(clock.now, clock.today, Thresholds())
    return subject, product


def test_pages_of_scans_and_suspicions_are_accessible_at_every_width(
    scanned, live_server, open_page, make_user, width
):
    subject, product = scanned
    for user, paths in (
        (
            make_user("producer", subject=subject, password=PASSWORD),
            ("", "/suspicions", "/suspicions?show=decided", f"/products/{product.code}/scans"),
        ),
        (make_user("province", password=PASSWORD), ("", "/suspicions", "/scans", "/scans?unit_code=29341&days=90")),
    ):
        page = signed_in(open_page(live_server, width), user)
        for path in paths:
            page.goto(("/producer" if user.subject_id else "/office") + path)
            assert_accessible(page)
            if shots := os.environ.get("OCOP_TEST_PICTURES"):
                name = f"{user.role}{path}-{width}.png".replace("/", "_").replace("?", "_")
                page.screenshot(path=f"{shots}/{name}", full_page=True)


def test_a_producer_decides_about_a_suspicion_on_a_phone(scanned, live_server, open_page, make_user):
    subject, _product = scanned
    page = signed_in(open_page(live_server), make_user("producer", subject=subject, password=PASSWORD))
    page.get_by_role("link", name="Xem bằng chứng").click()
    card = page.get_by_role("article").filter(has_text="nhãn đã hủy")

    card.get_by_label("Bạn thấy gì?").fill("Tem hỏng lúc dán, đã bỏ.")
    card.get_by_role("button", name="Không đáng ngờ").click()

    assert page.get_by_text("Đã ghi: không đáng ngờ.").is_visible()
    page.get_by_role("link", name="Đã xem xét").click()
    assert page.get_by_text("Tem hỏng lúc dán, đã bỏ.").is_visible()
