"""Certificates in the rooms: revoked, extended and proposed by form; the calendar, letters, reminders."""

import io
from datetime import date

import pypdfium2
import pytest
from icalendar import Calendar

from ocop.models.database import db
from ocop.models.subjects import Subject
from ocop.services.reminders import make_reminders
from ocop.services.work import unit_of_work

ELSEWHERE = "26740"
SIGNED = {
    "number": "3120/QĐ-UBND",
    "signed_on": "2026-11-20",
    "ground": "law_broken",
    "why": "Dùng phụ gia ngoài danh mục.",
}
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def enter(enter, clock):
    """Sign officials in who have given a code a moment ago: they may decide."""

    def entered(role, **fields):
        someone = enter(role, **fields)
        if role in ("province", "ministry"):
            someone.enrol(clock)
            someone.step_up()
        return someone

    return entered


@pytest.fixture
def product(make_product, make_decision):
    """Return a product whose certificate ends on 01/02/2027."""
    made = make_product(name="Kẹo dừa Hai Thử")
    make_decision(made, star=4, signed_on=date(2024, 2, 1))
    return made


@pytest.fixture
def address(product):
    return f"/office/certificates/{product.code}-2024"


def test_a_province_revokes_with_its_paper_and_corrects_on_the_same_day(enter, product, address):
    official = enter("province")
    sent = {**SIGNED, "concluded_on": "2026-11-01", "file": (io.BytesIO(PDF), "3120.pdf")}

    done = official.post(f"{address}/revocation", sent)
    page = official.get(done.location).text
    paper = official.get(f"{address}/revocation/file")
    corrected = official.post(f"{address}/revocation/correction", why="Ghi nhầm số giấy.")

    assert (done.status_code, done.location) == (303, address)
    assert "Ký sau kết luận hơn 15 ngày" in page
    assert "Vi phạm về chất lượng" in page
    assert (paper.mimetype, paper.data) == ("application/pdf", PDF)
    assert corrected.status_code == 303
    after = official.get(address).text
    assert "Còn hiệu lực, sắp hết hạn" in after
    assert "Ghi nhầm số giấy." in after
    assert official.get(f"{address}/revocation/file").status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"signed_on": "2027-01-01"}, "ở sau hôm nay"),
        ({"ground": ""}, "Cần điền mục này."),
        ({"file": (io.BytesIO(b"x"), "x.pdf")}, "PDF nguyên vẹn"),
    ],
)
def test_a_wrong_revocation_is_told_beside_its_field(enter, address, sent, words):
    page = enter("province").post(f"{address}/revocation", {**SIGNED, **sent})

    assert page.status_code == 422
    assert words in page.text
    assert SIGNED["why"] in page.text


def test_an_extension_is_recorded_or_told_why_not(enter, address):
    official = enter("province")

    long = official.post(f"{address}/extension", extended_until="2027-12-31", why="Chờ hội đồng.")
    done = official.post(f"{address}/extension", extended_until="2027-05-01", why="Chờ hội đồng.")

    assert (long.status_code, "đến 31/07/2027" in long.text) == (422, True)
    assert "Gia hạn đến hết 01/05/2027" in official.get(done.location).text


def test_a_commune_proposes_and_the_province_declines_or_follows(enter, address):
    clerk, official = enter("commune"), enter("province")
    sent = {"ground": "production_stopped", "why": "Ngừng từ tháng 9."}

    clerk.post(f"{address}/proposal", sent)
    seen, home = official.get(address).text, official.get("/office").text
    silent = official.post(f"{address}/proposal/refusal", why="")
    official.post(f"{address}/proposal/refusal", why="Cơ sở đã làm lại.")
    answered = clerk.get(address).text
    clerk.post(f"{address}/proposal", sent)
    withdrawn = clerk.post(f"{address}/proposal/withdrawal", why="Đã làm lại.")
    clerk.post(f"{address}/proposal", sent)
    form = official.get(f"{address}/revocation").text

    assert "Xã đề nghị thu hồi" in seen
    assert "Ngừng từ tháng 9." in home
    assert "Đề nghị thu hồi đang chờ" not in enter("province", unit="79").get("/office").text
    assert (silent.status_code, withdrawn.status_code) == (422, 303)
    assert "Cơ sở đã làm lại." in answered
    assert "Ngừng từ tháng 9." in form


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("commune", "/revocation", 403),
        ("commune", "/extension", 403),
        ("auditor", "/extension", 403),
        ("province", "/proposal", 403),
        ("producer", "", 403),
        ("auditor", "", 200),
    ],
)
def test_each_role_sees_the_doors_that_open(enter, address, role, path, status):
    assert enter(role).get(address + path).status_code == status


def test_another_area_s_certificate_is_not_found_in_the_office(enter, address, product):
    clerk = enter("commune", unit=ELSEWHERE)

    assert clerk.get(address).status_code == 404
    assert clerk.get(f"/office/expiries/message?number={product.code}-2024").status_code == 404
    assert clerk.get(f"/office/expiries/letters.pdf?number={product.code}-2024").status_code == 404
    assert product.name not in clerk.get("/office/expiries").text


def test_the_calendar_lists_by_month_and_phase(enter, product, make_product, make_decision):
    later = make_product(name="Mật ong Ba Thử")
    make_decision(later, star=4, signed_on=date(2026, 10, 1))
    gone = make_product(name="Bánh tét Tư Thử")
    make_decision(gone, star=4, signed_on=date(2023, 11, 1))
    clerk = enter("commune")

    listed = {
        asked: {one.name for one in (product, later, gone) if one.name in clerk.get(f"/office/expiries{asked}").text}
        for asked in ("", "?month=2027-02", "?month=2027-03", "?show=missed", "?show=late", "?show=open")
    }

    assert listed == {
        "": {product.name, later.name},
        "?month=2027-02": {product.name},
        "?month=2027-03": set(),
        "?show=missed": {product.name},
        "?show=late": {gone.name},
        "?show=open": set(),
    }
    assert clerk.get("/office/expiries?month=2027-13").status_code == 422
    assert clerk.get("/office/expiries?page=99").status_code == 200


def test_letters_and_texts_are_ready_to_send(enter, product):
    clerk = enter("commune")
    number = f"{product.code}-2024"

    letters = clerk.get(f"/office/expiries/letters.pdf?number={number}")
    text = clerk.get(f"/office/expiries/message?number={number}").text

    (page,) = pypdfium2.PdfDocument(letters.data)
    assert "ỦY BAN NHÂN DÂN XÃ TIỂU CẦN" in page.get_textpage().get_text_range()
    assert "<textarea" in text
    assert "Kẹo dừa Hai Thử" in text
    assert clerk.get("/office/expiries/letters.pdf").status_code == 422


def test_a_reminder_waits_in_both_rooms_until_it_is_seen(app, enter, product, clock):
    with app.app_context(), unit_of_work():
        make_reminders(clock(), clock.today)
    clerk = enter("commune")
    producer = enter("producer", subject=subject_of(app, product))

    for room, here in ((producer, "/producer"), (clerk, "/office/expiries")):
        page = room.get(here).text
        assert "Đã lỡ kỳ nộp hồ sơ đánh giá lại" in page
        mark = page.partition("/reminders/")[2] if here == "/producer" else page.rpartition("/reminders/")[2]
        done = room.post(f"{here}/reminders/{mark.partition('/')[0]}/seen")
        assert done.status_code == 303
        assert "Đã lỡ kỳ nộp hồ sơ đánh giá lại" not in room.get(here).text


def subject_of(app, product):
    """Return the subject of a product, for a new account."""
    with app.app_context():
        return db.session.get(Subject, product.subject_id)


def test_a_producer_reads_when_to_file_again(enter, product, app):
    producer = enter("producer", subject=subject_of(app, product))

    for page in (producer.get("/producer").text, producer.get(f"/producer/products/{product.code}").text):
        assert "Nộp đánh giá lại từ 05/08/2026 đến 04/10/2026" in page


@pytest.mark.parametrize("role", ["producer", "commune", "ministry"])
def test_a_calendar_s_address_is_shown_once_renewed_and_dropped(enter, visitor, role):
    someone = enter(role)

    first, second = (someone.post("/calendar").text.partition("/calendars/")[2].partition("<")[0] for _ in range(2))
    feed = visitor.client.get(f"/calendars/{second}")

    assert feed.mimetype == "text/calendar"
    assert Calendar.from_ical(feed.data)["version"] == "2.0"
    assert feed.headers["Cache-Control"] == "private, no-store"
    assert visitor.client.get(f"/calendars/{first}").status_code == 404
    assert second not in someone.get("/calendar").text
    someone.post("/calendar/removal")
    assert visitor.client.get(f"/calendars/{second}").status_code == 404


def test_an_auditor_reads_what_became_of_the_certificate(enter, product, address):
    enter("province").post(f"{address}/extension", extended_until="2027-05-01", why="Chờ hội đồng.")

    page = enter("auditor").get(f"/office/products/{product.code}/acts").text

    assert "Gia hạn giấy chứng nhận" in page
    assert "Chờ hội đồng." in page
