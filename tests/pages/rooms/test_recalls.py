"""Recalls in the rooms: a maker and an office recall, only an office lifts; the page of the code says so at once."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from ocop.domain.recalls import ADVICE
from ocop.services.products import find_product
from ocop.services.work import reading
from tests.browser import PHONE
from tests.pages.rooms.conftest import PASSWORD

ELSEWHERE = "29302"
WHY = "Phát hiện nấm mốc ở ba hũ"


@pytest.fixture
def subject(make_subject):
    return make_subject()


@pytest.fixture
def product(make_product, make_lot, subject):
    made = make_product(subject=subject, name="Mắm bò hóc")
    make_lot(made, code="L1")
    return made


@pytest.fixture
def maker(enter, subject):
    return enter("producer", subject=subject)


def room(product, role="office"):
    return f"/{role}/products/{product.code}"


def test_a_maker_recalls_a_lot_and_every_scan_says_so(maker, client, product, clock):
    base = room(product, "producer")
    listed, asked = maker.get(f"{base}/lots").text, maker.get(f"{base}/lots/L1/recall").text
    before = client.get(f"/t/{product.code}/10/L1").text

    done = maker.post(f"{base}/lots/l1/recall", reason=WHY, advice="")

    after, again = maker.get(f"{base}/lots").text, maker.get(f"{base}/lots/L1/recall").text
    page = client.get(f"/t/{product.code}/10/L1").text
    assert f'href="{base}/lots/L1/recall"' in listed
    assert ("Điều sẽ xảy ra" in asked, ADVICE in asked, "0 lượt của 0 máy" in asked) == (True, True, True)
    assert (done.status_code, done.location) == (303, f"{base}/lots/L1/recall#receivers")
    assert "Đang thu hồi" in after
    assert "Thu hồi lô…" not in after
    assert "Chỉ cơ quan địa bàn gỡ được" in again
    assert "NGỪNG SỬ DỤNG" not in before
    assert f"NGỪNG SỬ DỤNG. Lô L1 bị thu hồi từ ngày {clock.today:%d/%m/%Y}" in page
    assert (WHY in page, ADVICE in page, "Thu hồi lô L1" in page) == (True, True, True)


def test_an_office_recalls_lists_and_lifts(enter_proven, client, product, clock):
    clerk, base = enter_proven("commune"), room(product)
    empty = clerk.get("/office/recalls").text
    lots = clerk.get(f"{base}/lots").text

    recalled = clerk.post(f"{base}/lots/L1/recall", reason=WHY, advice="Trả lại nơi mua.")
    listed, recalled_page = clerk.get("/office/recalls").text, client.get(f"/t/{product.code}/10/L1").text
    asked = clerk.get(f"{base}/lots/L1/recall/lifting").text
    lifted = clerk.post(f"{base}/lots/L1/recall/lifting", reason="Kiểm nghiệm lại đạt.")

    page = client.get(f"/t/{product.code}/10/L1").text
    assert "Không có lô nào đang thu hồi" in empty
    assert f'href="{base}/lots/L1/recall"' in lots
    assert (recalled.status_code, lifted.status_code, lifted.location) == (303, 303, "/office/recalls")
    assert (WHY in listed, f"{base}/lots/L1/recall/lifting" in listed, WHY in asked) == (True, True, True)
    assert "NGỪNG SỬ DỤNG" in recalled_page
    assert "NGỪNG SỬ DỤNG" not in page
    assert "Thôi thu hồi lô L1" in page
    assert "Kiểm nghiệm lại đạt." in page
    assert f'href="{base}/lots"' in clerk.get(base).text
    told = enter_proven("administrator").get(f"{base}/acts").text
    assert ("Thu hồi lô" in told, "Gỡ lệnh thu hồi lô" in told, "Người mua cần làm" in told) == (True, True, True)


@pytest.mark.parametrize("path", ["", "/lifting"])
def test_what_is_wrong_is_told_beside_its_field(enter_proven, product, path):
    clerk, base = enter_proven("commune"), room(product)
    if path:
        clerk.post(f"{base}/lots/L1/recall", reason=WHY)

    page = clerk.post(f"{base}/lots/L1/recall{path}", reason=" ", advice="Đổ bỏ đi nhé")

    assert page.status_code == 422
    assert 'id="f-reason-error"' in page.text
    assert ("Đổ bỏ đi nhé" in page.text) == (path == "")


def test_what_no_longer_holds_is_told_on_the_page(enter_proven, product):
    clerk, base = enter_proven("commune"), room(product)
    early = clerk.post(f"{base}/lots/L1/recall/lifting", reason="Đạt")
    clerk.post(f"{base}/lots/L1/recall", reason=WHY)
    late = clerk.post(f"{base}/lots/L1/recall", reason="Lần hai")

    assert (early.status_code, late.status_code) == (422, 422)
    assert "Lô L1 không bị thu hồi." in early.text
    assert (WHY in late.text, "Gỡ lệnh thu hồi…" in late.text) == (True, True)


@pytest.mark.parametrize(
    ("role", "more", "asks", "lifts", "lists"),
    [
        ("producer", {}, 403, 403, 403),
        ("commune", {}, 200, 200, 200),
        ("commune", {"unit": ELSEWHERE}, 404, 404, 200),
        ("province", {}, 200, 200, 200),
        ("province", {"unit": "79"}, 404, 404, 200),
        ("ministry", {}, 200, 200, 200),
        ("auditor", {}, 403, 403, 200),
        ("administrator", {}, 403, 403, 403),
        ("assessor", {}, 403, 403, 403),
    ],
)
def test_each_role_sees_the_doors_that_open(enter, enter_proven, product, role, more, asks, lifts, lists):
    someone = (enter_proven if asks != 403 else enter)(role, **more)
    lot = f"{room(product)}/lots/L1/recall"

    answers = [someone.get(path).status_code for path in (lot, f"{lot}/lifting", "/office/recalls")]

    assert answers == [asks, lifts, lists]


def test_a_maker_recalls_no_other_maker_s_lot(enter, make_subject, product):
    other, address = enter("producer", subject=make_subject()), f"{room(product, 'producer')}/lots/L1/recall"

    assert other.get(address).status_code == 404
    assert other.post(address, reason=WHY).status_code == 404


def test_an_office_gives_a_code_of_its_phone_first(app, enter, clock, product):
    clerk, address = enter("commune"), f"{room(product)}/lots/L1/recall"
    clerk.enrol(clock)

    asked, sent = clerk.get(address), clerk.post(address, reason=WHY)

    assert (asked.status_code, sent.status_code) == (302, 403)
    assert "/account/step-up" in asked.location
    with app.app_context(), reading():
        assert find_product(product.code).version == 1
    clerk.step_up()
    assert clerk.post(address, reason=WHY).status_code == 303


def test_a_product_is_taken_from_sale_and_sold_again(maker, enter, client, product, clock):
    base = room(product, "producer")
    asked = maker.get(base).text
    silent = maker.post(f"{base}/withdrawal", reason=" ")
    done = maker.post(f"{base}/withdrawal", reason="Hết nguyên liệu")

    own, page = maker.get(done.location).text, client.get(f"/t/{product.code}").text
    seen = enter("commune").get(room(product)).text
    twice = maker.post(f"{base}/withdrawal", reason="Lần nữa")
    resumed = maker.post(f"{base}/withdrawal/end")
    again = maker.post(f"{base}/withdrawal/end")

    assert f'href="{base}/withdrawal"' in asked
    assert [one.status_code for one in (silent, done, twice, resumed, again)] == [422, 303, 422, 303, 422]
    assert f"Đã ngừng bán từ ngày {clock.today:%d/%m/%Y}" in own
    assert "Sản phẩm đã rút khỏi sổ" in page
    assert "Hết nguyên liệu" not in page
    assert "Hết nguyên liệu" in seen
    assert "Sản phẩm đã rút khỏi sổ" not in client.get(f"/t/{product.code}").text


def test_another_maker_s_product_stays_on_sale(enter, make_subject, client, product):
    other = enter("producer", subject=make_subject())

    answer = other.post(f"{room(product, 'producer')}/withdrawal", reason="Không phải của tôi")

    assert answer.status_code == 404
    assert "Sản phẩm đã rút khỏi sổ" not in client.get(f"/t/{product.code}").text


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_pages_of_recalls_are_accessible(live_server, open_page, make_user, subject, product, make_lot, width):
    make_lot(product, code="L2")
    page = open_page(live_server, width)
    user = make_user(subject=subject, password=PASSWORD)
    page.goto("/login")
    page.fill("[name=name]", user.name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    base = room(product, "producer")
    page.goto(f"{base}/lots/L2/recall")
    page.fill("[name=reason]", WHY)
    page.click("main form button[type=submit]")

    for path in (f"{base}/lots", f"{base}/lots/L1/recall", f"{base}/lots/L2/recall", f"{base}/withdrawal"):
        page.goto(path)
        found = [(one["id"], one["nodes"][0]["target"]) for one in Axe().run(page).response["violations"]]
        assert found == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
