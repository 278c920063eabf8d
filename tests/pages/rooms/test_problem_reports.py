"""Problem reports in the rooms: the office's inbox and answers, the producer's list and statement."""

import io
import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.browser import DESK, PHONE
from tests.pages.rooms.test_walks import PASSWORD, sign_in

WORDS = "Nhãn khác hẳn lần trước, chữ in mờ."


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "red").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def report(client):
    """Return a function that reports a problem as a stranger does and returns its reference."""

    def reported(product=None, **fields) -> str:
        sent = {"kind": "damaged", "words": WORDS, "code": product.code if product else "NOSUCH"} | fields
        answer = client.post("/reports", data=sent)
        assert answer.status_code == 303, answer.text
        return re.search(r"R(-\w{4}){3}", answer.location)[0]

    return reported


def test_an_official_answers_and_the_stranger_reads_it(client, enter, make_product, report):
    reference, commune = report(make_product(name="Kẹo dừa"), contact="0903123456"), enter("commune")
    assert "1" in commune.get("/office").text.partition("phản ánh chờ trả lời")[0][-200:]
    inbox = commune.get("/office/reports").text
    assert reference in inbox
    assert "0903123456" in commune.get(f"/office/reports/{reference}").text
    assert "0903123456" not in inbox

    answer = commune.post(f"/office/reports/{reference}/answer", answer="Đã kiểm tra, hàng thật.", state="answered")

    assert answer.status_code == 303
    page = client.get(f"/reports/{reference}").text
    assert "Đã kiểm tra, hàng thật." in page
    assert "Đã trả lời" in page
    assert reference not in commune.get("/office/reports").text
    assert reference in commune.get("/office/reports?state=answered").text


def test_what_is_late_is_marked(enter, make_product, report, clock):
    report(make_product())
    clock.set(date(2026, 12, 9))

    assert "Trễ 6 ngày làm việc" in enter("commune").get("/office/reports").text


@pytest.mark.parametrize(("fields", "told"), [({"answer": "ngắn"}, "Cần ít nhất 10"), ({"state": ""}, "Cần điền")])
def test_a_refused_answer_is_still_in_its_field(enter, make_product, report, fields, told):
    reference, commune = report(make_product()), enter("commune")
    sent = {"answer": "Đã kiểm tra, hàng thật.", "state": "closed"} | fields

    answer = commune.post(f"/office/reports/{reference}/answer", sent)

    assert answer.status_code == 422
    assert told in answer.text
    assert sent["answer"] in answer.text


def test_a_commune_passes_on_and_the_province_answers(client, enter, make_product, report):
    reference, commune, province = report(make_product()), enter("commune"), enter("province")

    assert commune.post(f"/office/reports/{reference}/passing-on").status_code == 303

    page = commune.get(f"/office/reports/{reference}").text
    assert "Gửi câu trả lời" not in page
    assert "Tỉnh Vĩnh Long" in page
    refused = commune.post(f"/office/reports/{reference}/answer", answer="Xã vẫn trả lời đây.", state="answered")
    assert refused.status_code == 422
    sent = province.post(f"/office/reports/{reference}/answer", answer="Tỉnh đã xem xét.", state="closed")
    assert sent.status_code == 303
    assert "Đã khép lại" in client.get(f"/reports/{reference}").text


def test_notes_stay_in_the_office(client, enter, make_product, report):
    reference, commune = report(make_product()), enter("commune")

    empty = commune.post(f"/office/reports/{reference}/notes", note="  ")
    commune.post(f"/office/reports/{reference}/notes", note="Đã gọi chủ cửa hàng.")

    assert empty.status_code == 422
    assert "Đã gọi chủ cửa hàng." in commune.get(f"/office/reports/{reference}").text
    assert "Đã gọi chủ cửa hàng." not in client.get(f"/reports/{reference}").text


def test_a_photograph_is_for_the_office_alone(client, enter, make_product, report):
    product = make_product()
    reference = report(product, photo=(io.BytesIO(picture()), "a.jpg"))
    path = f"/office/reports/{reference}/photo"

    given = enter("commune").get(path)

    assert (given.status_code, given.mimetype) == (200, "image/webp")
    assert client.get(path).status_code == 302
    assert enter("commune", unit="29308").get(path).status_code == 404
    assert enter("producer", subject=None).get(path).status_code == 403
    assert enter("assessor").get(path).status_code == 403


@pytest.mark.parametrize("role", ["ministry", "auditor", "administrator"])
def test_who_looks_after_all_reads_and_does_not_answer(enter, make_product, report, role):
    reference, someone = report(make_product(), contact="0903123456"), enter(role)

    page = someone.get(f"/office/reports/{reference}")

    assert page.status_code == 200
    assert "0903123456" not in page.text
    assert "Gửi câu trả lời" not in page.text
    assert someone.post(f"/office/reports/{reference}/answer", answer=WORDS, state="closed").status_code == 403


def test_a_producer_reads_and_states(enter, make_subject, make_product, report):
    subject = make_subject()
    reference, other = report(make_product(subject=subject), contact="0903123456"), report(make_product())
    maker, commune = enter("producer", subject=subject), enter("commune")

    page = maker.get("/producer/reports").text
    path = re.search(r'action="(/producer/reports/[^"]+/statement)"', page)[1]
    answer = maker.post(path, words="Chúng tôi vừa đổi bao bì.")

    assert WORDS in page
    for hidden in (reference, other, "0903123456"):
        assert hidden not in page
    assert answer.status_code == 303
    assert "Chúng tôi vừa đổi bao bì." in maker.get("/producer/reports").text
    assert "Chúng tôi vừa đổi bao bì." in commune.get(f"/office/reports/{reference}").text
    assert maker.post(path, words=" ").status_code == 422
    assert enter("producer", subject=make_subject()).post(path, words="Không phải của tôi.").status_code == 404


@pytest.mark.parametrize("path", ["?state=x", "?page=0", "?page=x", "?other=1", "/R-0000-0000-0000", "/x"])
def test_no_address_of_the_inbox_is_a_fault(enter, path):
    assert enter("commune").get(f"/office/reports{path}").status_code in (404, 422)


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_rooms_are_for_everybody(
    live_server, open_page, make_user, make_subject, make_product, report, width, clock
):
    subject = make_subject()
    reference = report(make_product(subject=subject), contact="0903123456", photo=(io.BytesIO(picture()), "a.jpg"))
    report()
    clock.set(date(2026, 12, 9))
    office, maker = open_page(live_server, width), open_page(live_server, width)
    sign_in(office, make_user("commune", password=PASSWORD))
    sign_in(maker, make_user(subject=subject, password=PASSWORD))

    def look(page) -> None:
        assert [one["id"] for one in Axe().run(page).response["violations"]] == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    office.goto("/office/reports")
    look(office)
    office.click(f"a[href$='{reference}']")
    office.fill("[name=note]", "Đã gọi chủ cửa hàng.")
    office.click("text=Ghi >> nth=-1")
    look(office)
    office.fill("[name=answer]", "Đã kiểm tra, hàng thật.")
    office.click("text=Gửi câu trả lời")
    look(office)
    maker.goto("/producer/reports")
    maker.click("summary:has-text('Gửi ý kiến')")
    look(maker)
    maker.fill("[name=words]", "Chúng tôi vừa đổi bao bì.")
    maker.click("main form button")
    assert "Chúng tôi vừa đổi bao bì." in maker.inner_text("main")
