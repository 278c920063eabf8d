"""Walks through the rooms in a real browser: what a person does from the first page to the last."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from ocop.config import locate
from ocop.domain.rubric_files import parse_rubric
from ocop.services.rubrics import shipped
from ocop.services.samples import make_demonstration_accounts
from ocop.services.work import unit_of_work
from tests.browser import PHONE
from tests.dossiers import road_of, sheet_worth
from tests.factories import NOW
from tests.phones import Phone, enrolled_phone

pytestmark = pytest.mark.browser
PASSWORD = "ba con thuyen tim"


def sign_in(page, user) -> None:
    page.goto("/login")
    page.fill("[name=name]", user.name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def sign_in_with(page, user, phone) -> None:
    """Sign in with a code of the phone, as at the door."""
    sign_in(page, user)
    page.fill("[name=code]", phone.code())
    page.click("main button[type=submit]")


def assert_accessible(page) -> None:
    found = [(one["id"], one["nodes"][0]["target"]) for one in Axe().run(page).response["violations"]]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def demonstration(app) -> dict[str, dict[str, str]]:
    """Make the accounts of a demonstration and return them by role."""
    with app.app_context(), unit_of_work():
        return {one["role"]: one for one in make_demonstration_accounts(NOW)}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_new_producer_goes_from_nothing_to_a_label_on_a_phone(live_server, open_page, scripts):
    page = open_page(live_server, PHONE, scripts=scripts)

    page.goto("/register")
    page.fill("[name=name]", "0900000001")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=repeated]", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("[name=q]", "phu can tieu can")
    page.press("[name=q]", "Enter")
    page.click(".choice")
    page.fill("[name=name]", "Hộ kinh doanh Tám Thử")
    page.check("[name=subject_type][value=household]")
    page.click("main form button[type=submit]")
    page.fill("[name=name]", "Kẹo dừa Tám Thử")
    page.select_option("[name=product_set]", "7")
    page.click("main form button.btn-primary")
    label = page.get_attribute("a[href$='/label.pdf']", "href")

    assert "Nhãn đã sẵn sàng" in page.inner_text("main")
    answer = page.request.get(label)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")


def test_a_household_enters_by_the_slip_of_its_commune_and_confirms(live_server, open_page, make_user):
    desk, house = open_page(live_server, 1280), open_page(live_server, PHONE)
    sign_in(desk, make_user("commune", password=PASSWORD))

    desk.click("text=Đăng ký hộ tại quầy")
    desk.fill("[name=name]", "Hộ kinh doanh Chín Quầy")
    desk.check("[name=subject_type][value=household]")
    desk.click("main form button[type=submit]")
    desk.click("main form button[type=submit]")
    code = "-".join(desk.locator(".slip-code span").all_inner_texts())
    house.goto(f"/enter/{code}")
    house.fill("[name=password]", PASSWORD)
    house.fill("[name=repeated]", PASSWORD)
    house.click("main button[type=submit]")
    house.click("text=Đúng, tôi xác nhận")

    assert "Cảm ơn bạn đã xác nhận." in house.inner_text("body")
    desk.goto("/office")
    assert "Không còn ai chờ" in desk.inner_text("main")


def test_a_recorded_decision_shows_as_stars_to_whoever_scans(
    app, clock, live_server, open_page, make_user, make_product
):
    product, page = make_product(), open_page(live_server, 1280)
    official = make_user("province", password=PASSWORD)
    sign_in_with(page, official, enrolled_phone(app, clock, official))

    page.goto(f"/office/products/{product.code}/decisions/new")
    page.fill("[name=number]", "2718/QĐ-UBND")
    page.check("[name=outcome][value='4']")
    page.click("main form button.btn-primary")
    page.click(".outcome button")

    assert "Đang được công nhận 4 sao" in page.inner_text("main")
    scanned = open_page(live_server, PHONE)
    scanned.goto(f"/t/{product.code}")
    assert "2718/QĐ-UBND" in scanned.inner_text("main")


def test_what_was_typed_is_still_there_after_the_browser_was_closed(live_server, open_page, make_user, make_subject):
    page = open_page(live_server, PHONE)
    sign_in(page, make_user(subject=make_subject(), password=PASSWORD))
    page.goto("/producer/products/new")
    page.fill("[name=name]", "Kẹo dừa dở dang")
    page.wait_for_timeout(600)

    page.goto("/producer/products/new")
    kept = page.input_value("[name=name]")
    page.select_option("[name=product_set]", "7")
    page.click("text=Lưu nháp")
    page.goto("/producer/products/new")

    assert (kept, page.input_value("[name=name]")) == ("Kẹo dừa dở dang", "")


@pytest.fixture
def scored(client, factories, make_product, token_for, make_user):
    """Return a dossier at a council of which one sheet has come, with names as long as they get."""
    rubric = parse_rubric(next(data for data in shipped(locate("seed_data")).values() if data["set"] == 4))
    name = "Mật hoa dừa cô đặc hộp quà thủ công 500 ml (ទឹកដមដូង ផលិតផលដើមត្រកូលខ្មែរ)"
    road = road_of(client, factories, make_product(product_set=4, name=name), token_for).to_province(rubric)
    people = [make_user("assessor", password=PASSWORD, full_name=f"Thạch Thị Sa Rây {one}") for one in "ABC"]
    road.post("council", road.province, assessors=[one.name for one in people])
    road.post("scores", token_for(people[0]), points=sheet_worth(rubric, "72.00", gates=4))
    road.people = people
    return road


def test_pages_of_dossiers_are_accessible_at_every_width(scored, live_server, open_page, make_user, width):
    base = f"/office/dossiers/{scored.id}"
    official, keeper = make_user("province", password=PASSWORD), make_user("administrator", password=PASSWORD)
    walks = {
        official: ("/office/dossiers?state=all", base, f"{base}/council"),
        keeper: ("/office/efforts?set=4", "/office/holidays"),
        scored.people[0]: (f"{base}/sheet",),
        scored.people[1]: ("/office/dossiers", f"{base}/sheet"),
    }
    for user, paths in walks.items():
        page = open_page(live_server, width)
        sign_in(page, user)
        for path in paths:
            page.goto(path)
            assert_accessible(page)
    scored.post("council/closing", scored.province)
    page = open_page(live_server, width)
    sign_in(page, official)
    page.goto(f"{base}/decision")
    assert_accessible(page)


def test_forms_of_a_commune_are_accessible_at_every_width(
    client, factories, make_product, token_for, live_server, open_page, make_user, width
):
    rubric = parse_rubric(next(data for data in shipped(locate("seed_data")).values() if data["set"] == 4))
    road = road_of(client, factories, make_product(product_set=4), token_for)
    road.open()
    road.fill(rubric)
    road.submit()
    page = open_page(live_server, width)
    sign_in(page, make_user("commune", password=PASSWORD))
    for tail in ("return", "report"):
        page.goto(f"/office/dossiers/{road.id}/{tail}")
        assert_accessible(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_assessor_scores_on_a_phone(scored, live_server, open_page, scripts):
    page = open_page(live_server, PHONE, scripts=scripts)
    sign_in(page, scored.people[1])
    page.goto(f"/office/dossiers/{scored.id}/sheet")

    page.check("[name='o-1.1'][value='3']")
    page.fill("[name='p-1.2']", "1,25")
    live = page.inner_text("[data-total=all]")
    page.click(".tally button")

    assert live == ("4,25" if scripts else "0")
    assert page.inner_text("[data-total=all]") == "4,25"
    assert page.is_checked("[name='o-1.2'][value=own]")
    assert page.evaluate("getComputedStyle(document.querySelector('.tally')).position") == "sticky"


def test_rooms_are_accessible_at_every_width(sample_app, sample_server, open_page, width):
    accounts = demonstration(sample_app)
    for role, paths in ROOMS.items():
        page = open_page(sample_server, width)
        if role != "nobody":
            page.goto("/login")
            page.fill("[name=name]", accounts[role]["name"])
            page.fill("[name=password]", accounts[role]["password"])
            page.click("main button[type=submit]")
        for path in paths:
            page.goto(path)
            assert_accessible(page)


ROOMS = {
    "nobody": ("/login", "/register", "/enter"),
    "producer": (
        "/producer",
        "/producer/subject",
        "/producer/printers",
        "/producer/products/new",
        "/producer/dossiers",
        "/producer/evidence",
        "/account",
        "/calendar",
    ),
    "commune": ("/office", "/office/expiries", "/office/subjects", "/office/subjects/new", "/office/dossiers"),
    "province": ("/office/products?due=expiring", "/office/expiries?show=missed", "/office/users"),
}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_official_enrols_on_the_way_to_a_decision(
    live_server, open_page, make_user, make_product, clock, width, scripts
):
    product, page = make_product(), open_page(live_server, width, scripts=scripts)
    sign_in(page, make_user("province", password=PASSWORD))

    page.goto(f"/office/products/{product.code}/decisions/new")
    if scripts:
        assert_accessible(page)
    phone = Phone(clock, secret="".join(page.locator(".factor-key span").all_inner_texts()))
    scanned = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.locator(".factor-qr svg").screenshot())))
    assert [f"secret={phone.secret}" in one.text for one in scanned] == [True]
    page.fill("[name=code]", phone.code())
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    if scripts:
        assert_accessible(page)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    page.click("text=Đã cất mã, đi tiếp")
    page.fill("[name=number]", "2718/QĐ-UBND")
    page.check("[name=outcome][value='4']")
    clock.advance(minutes=6)
    page.click("main form button.btn-primary")
    if scripts:
        assert_accessible(page)
    page.fill("[name=step_up_code]", codes[0])
    page.click("main form button[type=submit]")

    assert "còn 9 mã" in page.inner_text("body")
    assert page.input_value("[name=number]") == "2718/QĐ-UBND"
    page.click(".outcome button")
    assert "Đang được công nhận 4 sao" in page.inner_text("main")


def test_pages_of_the_second_factor_are_accessible(app, live_server, open_page, make_user, clock, width):
    user, other = make_user("administrator", password=PASSWORD), make_user("auditor", password=PASSWORD)
    phone, page = enrolled_phone(app, clock, user), open_page(live_server, width)
    enrolled_phone(app, clock, other)
    sign_in(page, user)
    assert_accessible(page)
    page.fill("[name=code]", "000000")
    page.click("main button[type=submit]")
    assert_accessible(page)
    page.fill("[name=code]", phone.code())
    page.click("main button[type=submit]")
    for path in ("/account", "/account/second-factor", "/account/second-factor/new", f"/office/users/{other.id}"):
        page.goto(path)
        assert_accessible(page)
    page.goto("/account/step-up?next=/office")
    page.fill("[name=step_up_code]", "000000")
    page.click("main form button[type=submit]")
    assert_accessible(page)


@pytest.fixture
def printing(live_server, open_page, make_user, make_subject, make_product, make_decision, make_lot, clock):
    """Return a producer's page with the labels of a product that has stars and a lot."""
    subject = make_subject()
    product = make_product(subject=subject, name="Mật hoa dừa Sáu Thử", gtin=True)
    make_decision(product)
    make_lot(product, code="L1", best_before=clock.today + timedelta(days=365 * 5))
    page = open_page(live_server, 1280)
    sign_in(page, make_user(subject=subject, password=PASSWORD))
    page.goto(f"/producer/products/{product.code}/labels")
    page.product = product
    return page


def test_a_label_is_seen_as_it_will_be_before_it_is_printed(printing):
    page = printing
    before = page.get_attribute("#look img", "src")
    page.select_option("[name=lot]", "L1")
    page.wait_for_selector("#look .alert-warning")
    warned = page.inner_text("#look")
    page.select_option("[name=stock]", "avery-l7165")
    page.wait_for_selector("#look img[src*='1x1:99.1x67.7']")
    page.select_option("[name=design]", "carton")
    page.wait_for_selector("#look img[src*='design=carton']")
    page.check("[name=used][value='1']", force=True)
    asked = page.evaluate("String(new URLSearchParams(new FormData(document.querySelector('form[data-studio]'))))")
    file = page.request.get(f"/producer/products/{page.product.code}/label.pdf?{asked}")

    after = page.get_attribute("#look img", "src")
    assert "sau ngày cuối của giấy chứng nhận" in warned
    assert (before == after, "lot=L1" in after, "1x1:99.1x67.7" in after) == (False, True, True)
    assert page.evaluate("document.querySelector('#look img').naturalWidth") > 0
    assert page.locator("[name=used]").count() == 8
    assert (file.headers["content-type"], "used=1" in asked) == ("application/pdf", True)
    assert_accessible(page)


def test_a_design_that_has_no_room_is_told_before_printing(printing):
    page = printing
    page.select_option("[name=lot]", "L1")
    page.select_option("[name=stock]", "avery-l4730")
    page.wait_for_selector("#look:has-text('Chưa in được như thế này')")

    page.click("summary:has-text('Giấy khác')")
    page.fill("[name=grid]", "2x2:90x60@10,10")
    page.press("[name=grid]", "Tab")
    page.wait_for_selector("#look img[src*='1x1:90x60']")

    assert page.locator("[name=used]").count() == 4


def test_a_printer_is_measured_once_and_chosen_then(printing):
    page = printing
    page.goto("/producer/printers")
    answer = page.request.get("/producer/printers/page.pdf?stock=a4-24-70x37")
    page.fill("[name=printer]", "Canon ở nhà")
    for name, read in (("a_right", "0,5"), ("a_down", "-1"), ("b_right", "0,5"), ("b_down", "−1")):
        page.fill(f"[name={name}]", read)
    page.click("text=Lưu máy in này")
    kept = page.inner_text("main")
    assert_accessible(page)
    page.goto(f"/producer/products/{page.product.code}/labels")
    page.select_option("[name=printer]", label="Canon ở nhà")
    page.select_option("[name=lot]", "L1")
    page.wait_for_selector("#look img[src*='lot=L1']")

    assert answer.headers["content-type"] == "application/pdf"
    assert ("+0,50 mm" in kept, "-1,00 mm" in kept) == (True, True)
    assert page.input_value("[name=printer]") != ""


def test_a_mark_is_chosen_and_taken_off(printing, tmp_path):
    page = printing
    Image.new("RGB", (300, 200), "green").save(tmp_path / "mark.png")
    (tmp_path / "wrong.png").write_bytes(b"GIF89a")
    page.goto("/producer/subject")
    page.set_input_files("[name=logo]", tmp_path / "wrong.png")
    page.click("text=Lưu logo")
    refused = page.inner_text("main")
    page.set_input_files("[name=logo]", tmp_path / "mark.png")
    page.click("text=Lưu logo")
    width = page.locator(".logo img").evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert_accessible(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("text=Bỏ logo")
    page.wait_for_selector("text=Đã bỏ logo")

    assert "Logo phải là PNG" in refused
    assert (width, page.locator(".logo img").count()) == (300, 0)


def test_a_producers_dossier_is_accessible_from_the_first_answer(
    live_server, open_page, make_user, make_subject, make_product, width
):
    subject = make_subject()
    product = make_product(subject=subject, product_set=4, name="Mật hoa dừa (ទឹកផ្កាដូង) Sa Rây loại đặc biệt")
    page = open_page(live_server, width)
    sign_in(page, make_user("producer", subject=subject, password=PASSWORD))
    page.goto(f"/producer/products/{product.code}/dossiers")
    assert_accessible(page)
    page.check("input[name=kind][value=first]")
    page.click("text=Bắt đầu tự chấm")
    page.wait_for_selector("#standing")
    assert_accessible(page)
    base = page.url
    for path in ("criteria/1.1", "criteria/3.2", "assessment", "form"):
        page.goto(f"{base}/{path}")
        assert_accessible(page)
