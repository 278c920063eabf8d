"""The form and the reference page of a problem, as a stranger's cheap phone has them."""

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from ocop.models.database import db
from ocop.models.problem_reports import ProblemReport
from tests.browser import DESK, PHONE

WORDS = "Nhãn khác hẳn lần trước, chữ in mờ."


def picture(size=(60, 40), form="JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form)
    return out.getvalue()


def form(**fields):
    return {"kind": "damaged", "words": WORDS} | fields


def send(client, fields):
    """Send a form as one piece of bytes, however large."""
    files = {name: FileStorage(*value) for name, value in fields.items() if isinstance(value, tuple)}
    boundary, body = encode_multipart(fields | files)
    return client.post("/reports", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def kept(app) -> list[ProblemReport]:
    with app.app_context():
        return list(db.session.scalars(db.select(ProblemReport)))


def test_the_form_knows_what_the_address_names(client, make_product, make_lot):
    product = make_product(name="Kẹo dừa sáp")
    make_lot(product, code="L1")

    known = client.get(f"/reports/new?code={product.code}&lot=L1&serial=ABC").text
    strange = client.get(f"/reports/new?code={product.code}&lot=L2").text

    assert "Kẹo dừa sáp" in known
    assert "sổ không có lô này" not in known
    assert 'name="serial" value="ABC"' in known
    assert "sổ không có lô này" in strange


@pytest.mark.parametrize(
    "query", ["", "?code=NOSUCH", "?code=%00%0A%E2%80%AE", f"?code={'x' * 9000}&lot={'y' * 900}"]
)
def test_no_address_breaks_the_form(client, query):
    answer = client.get(f"/reports/new{query}")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_report_leads_to_the_page_of_its_reference(app, client, make_product):
    product = make_product(name="Kẹo dừa sáp")
    sent = form(code=product.code, lot="L1", contact="0903 123 456", photo=(io.BytesIO(picture()), "a.jpg"))

    answer = client.post("/reports", data=sent)

    assert answer.status_code == 303
    assert re.fullmatch(r"/reports/R(-[0-9A-HJKMNP-TV-Z]{4}){3}\?sent=1", answer.location)
    page = client.get(answer.location)
    for words in (
        "Đã nhận phản ánh",
        "Kẹo dừa sáp",
        "Chậm nhất hết ngày 01/12/2026",
        'name="robots" content="noindex"',
    ):
        assert words in page.text
    assert "0903" not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    (report,) = kept(app)
    assert (report.contact, bool(report.photo_hash)) == ("0903123456", True)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"words": "ngắn"}, "Cần ít nhất 10 ký tự."),
        ({"words": "   \n\n  a  \n\n  "}, "Cần ít nhất 10 ký tự."),
        ({"words": "x" * 2001}, "Dài nhất 2000 ký tự."),
        ({"kind": ""}, "Cần điền mục này."),
        ({"contact": "không có"}, "Cần số điện thoại"),
        ({"website": "https://buy.example"}, "phải để trống"),
        ({"photo": (io.BytesIO(b"GIF89a"), "a.gif")}, "Ảnh phải là JPEG, PNG hoặc WebP nguyên vẹn."),
        ({"photo": (io.BytesIO(picture()[:200]), "a.jpg")}, "Ảnh phải là JPEG, PNG hoặc WebP nguyên vẹn."),
        ({"photo": (io.BytesIO(b"\xff" * 5_300_000), "a.jpg")}, "Ảnh lớn hơn 5 MB."),
        ({"photo": (io.BytesIO(picture((6000, 5000), "PNG")), "a.png")}, "Ảnh lớn hơn 25 triệu điểm ảnh."),
    ],
    ids=["short", "blank", "long", "no-kind", "contact", "trap", "gif", "cut", "heavy", "pixels"],
)
def test_a_refusal_brings_back_what_was_typed(app, client, make_product, changed, told):
    sent = form(code=make_product(name="Kẹo dừa sáp").code, lot="L7", contact="ba@example.vn") | changed

    answer = send(client, sent)

    assert answer.status_code == 422
    assert told in answer.text
    for words in ("Kẹo dừa sáp", 'value="L7"', str(sent["contact"]), str(sent["words"]).strip()[:40]):
        assert words in answer.text
    assert kept(app) == []


def test_two_thousand_letters_are_taken_whole(app, client):
    client.post("/reports", data=form(words="ệ" * 2000))

    assert [len(report.words) for report in kept(app)] == [2000]


def test_the_same_form_sent_twice_is_one_report(app, client):
    once = re.search(r'name="once" value="([^"]+)"', client.get("/reports/new").text)[1]

    answers = [client.post("/reports", data=form(once=once)).location for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(kept(app)) == 1


def test_many_reports_of_one_network_wait_with_what_they_typed(client):
    answers = [client.post("/reports", data=form(words=f"{WORDS} {number}")) for number in range(22)]

    refused = answers[-1]
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert f"{WORDS} 21" in refused.text


def test_a_form_of_another_site_is_refused(app, client):
    answer = client.post("/reports", data=form(), headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert kept(app) == []


def test_a_body_without_end_is_not_read(client):
    assert send(client, form(photo=(io.BytesIO(bytes(12_000_000)), "a.jpg"))).status_code == 413


@pytest.mark.parametrize("reference", ["R-0000-0000-0000", "x", "R" * 900, "%00", "%F0%9F%8D%AF"])
def test_an_unknown_reference_is_not_found(client, reference):
    assert client.get(f"/reports/{reference}").status_code == 404
    assert client.post(f"/reports/{reference}/contact/removal").status_code == 404


def test_a_typed_reference_leads_to_its_page(client):
    reference = client.post("/reports", data=form()).location[len("/reports/") :].partition("?")[0]

    typed = client.get("/reports", query_string={"reference": f" {reference.lower().replace('-', ' ')} "})

    assert "Đã nhận, chờ trả lời" in client.get(typed.location).text
    assert client.get("/reports").location == "/reports/new"
    assert client.get(client.get("/reports?reference=../%2F//evil.example").location).status_code == 404


def test_words_of_strangers_are_never_markup(client):
    client_words = '<script>alert(1)</script>" onload=x'

    shown = client.post("/reports", data=form(words=client_words, code=client_words, kind="")).text

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_the_owner_of_a_reference_erases_the_contact(app, client):
    path = client.post("/reports", data=form(contact="0903123456")).location.partition("?")[0]
    assert "Xóa cách liên hệ" in client.get(path).text

    answer = client.post(f"{path}/contact/removal")

    assert (answer.status_code, answer.location) == (303, path)
    assert "Xóa cách liên hệ" not in client.get(path).text
    assert kept(app)[0].contact is None


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_problem_is_told_from_a_phone(live_server, open_page, make_product, scripts, tmp_path):
    product, page = make_product(name="Kẹo dừa sáp"), open_page(live_server, PHONE, scripts=scripts)
    (tmp_path / "a.jpg").write_bytes(picture((3000, 2000)))

    page.goto(f"/reports/new?code={product.code}&lot=L1")
    page.check("[name=kind][value=suspected_copy]")
    page.fill("[name=words]", WORDS)
    page.set_input_files("[name=photo]", tmp_path / "a.jpg")
    page.fill("[name=contact]", "0903 123 456")
    page.click("main button[type=submit]")

    page.wait_for_url("**/reports/R-*")
    assert "Đã nhận phản ánh của bạn" in page.inner_text("main")
    page.click("text=Xóa cách liên hệ")
    page.wait_for_url(re.compile(r"/reports/R-[^?]*$"))
    assert page.locator("text=Xóa cách liên hệ").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_are_for_everybody(app, client, live_server, open_page, make_product, width):
    page, product = open_page(live_server, width), make_product()
    made = client.post("/reports", data=form(code=product.code, contact="0903123456")).location

    def look() -> None:
        assert [one["id"] for one in Axe().run(page).response["violations"]] == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    for address in ("/reports/new", f"/reports/new?code={product.code}&lot=L1", "/reports/new?code=NOSUCH", made):
        page.goto(address)
        look()
    page.goto("/reports/new")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.fill("[name=words]", "ngắn")
    page.click("main button[type=submit]")
    look()
