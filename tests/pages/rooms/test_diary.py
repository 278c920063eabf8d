"""The diary in a producer's room: three taps, with and without scripts, with and without a network."""

import io
import json
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ocop.models.events import TraceEvent
from ocop.models.lots import Lot
from ocop.models.raw_lots import RawLot
from ocop.services.sites import add_site
from ocop.services.work import unit_of_work
from tests.browser import DESK, PHONE
from tests.factories import NOW
from tests.pages.rooms.test_walks import PASSWORD, assert_accessible, sign_in
from tests.sights import photo, symbol_picture
from tests.traces import BASE, producer

TODAY = NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def told(kept):
    return [json.loads(row.document) for row in kept(select(TraceEvent.document).order_by(TraceEvent.id))]


def key_in(page) -> str:
    return re.search(r'name="key" value="([^"]+)"', page.text).group(1)


def fill(someone, kind, **fields):
    """Open a form and send it as it stands, with what is typed."""
    page = someone.get(f"/producer/diary/{kind}")
    return someone.post(f"/producer/diary/{kind}", {"key": key_in(page), "when": "today", **fields})


def harvested(someone, kept, amount="200"):
    fill(someone, "harvest", name="Mật hoa dừa", quantity=amount, unit="kg")
    return kept(select(RawLot.id))[-1].id


def test_an_empty_diary_says_how_to_begin(someone):
    page = someone.get("/producer/diary").text

    assert "Chưa ghi việc nào" in page
    for kind in ("harvest", "purchase", "pack", "box", "delivery", "receipt", "destruction", "note"):
        assert f'href="/producer/diary/{kind}"' in page
        assert someone.get(f"/producer/diary/{kind}").status_code == 200
    assert someone.get("/producer/diary/dance").status_code == 404


def test_a_producer_without_a_subject_begins_with_it(enter):
    newcomer = enter("producer")

    assert newcomer.get("/producer/diary").location == "/producer/subject/new"
    assert newcomer.get("/producer/diary/harvest").location == "/producer/subject/new"


def test_a_day_of_work_is_recorded_without_scripts(someone, product, kept):
    raw = harvested(someone, kept, "1.200,5")
    fill(
        someone,
        "pack",
        **{f"amount:raw:{raw}": "12,5", "quantity": "40", "unit": "hũ", "lot": "l1", "product": product.code},
    )
    answer = fill(someone, "delivery", **{f"amount:lot:{product.code}:L1": "5", "partner_name": "Chợ Cầu Ngang"})
    page = someone.get(answer.location).text
    diary = someone.get("/producer/diary").text

    assert [one["bizStep"] for one in told(kept)] == ["commissioning", "creating_class_instance", "shipping"]
    assert told(kept)[0]["quantityList"][0]["quantity"] == 1200.5
    assert told(kept)[1]["inputQuantityList"][0]["quantity"] == 12.5
    assert "Đã ghi: giao hàng." in page
    assert "1.200,5 kg Mật hoa dừa" in diary
    assert "5 hũ Mứt dừa sợi lá dứa (L1)" in diary
    assert "Chợ Cầu Ngang" in diary


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(someone, kept):
    raw = harvested(someone, kept)
    answer = fill(someone, "pack", **{f"amount:raw:{raw}": "nhiều", "quantity": "bốn chục", "note": "Mẻ đầu"})

    assert answer.status_code == 422
    assert "“nhiều” không phải số lượng" in answer.text
    assert "“bốn chục” không phải số lượng" in answer.text
    assert "Mẻ đầu" in answer.text
    assert len(told(kept)) == 1


def test_more_than_is_left_is_kept_with_a_warning(someone, product, kept):
    raw = harvested(someone, kept)

    answer = fill(someone, "pack", **{f"amount:raw:{raw}": "300", "quantity": "40", "product": product.code})

    assert "Lấy nhiều hơn số còn lại" in someone.get(answer.location).text


def test_the_same_work_twice_is_asked_about_once(someone, kept):
    harvested(someone, kept)
    again = fill(someone, "harvest", name="Mật hoa dừa", quantity="200", unit="kg")
    anyway = fill(someone, "harvest", name="Mật hoa dừa", quantity="200", unit="kg", anyway="1")

    assert (again.status_code, 'name="anyway"' in again.text) == (422, True)
    assert anyway.status_code == 303
    assert len(told(kept)) == 2


def test_days_are_chosen_by_one_tap_or_written(someone, kept):
    fill(someone, "harvest", name="A", quantity="1", when="yesterday")
    fill(someone, "harvest", name="B", quantity="1", when="other", day="2026-11-01")
    missing = fill(someone, "harvest", name="C", quantity="1", when="other", day="")
    future = fill(someone, "harvest", name="C", quantity="1", when="other", day="2026-12-01")

    assert [one["eventTime"][:10] for one in told(kept)] == [str(TODAY - timedelta(days=1)), "2026-11-01"]
    assert "Xin chọn ngày" in missing.text
    assert "chưa tới" in future.text


def test_the_second_time_a_form_knows_the_first(someone, kept):
    harvested(someone, kept)

    page = someone.get("/producer/diary/harvest").text

    assert 'value="Mật hoa dừa"' in page
    assert '<option value="kg" selected>' in page


def test_an_entry_is_mended_and_taken_back(someone, kept):
    harvested(someone, kept)
    number = kept(select(TraceEvent.id))[0].id
    form = someone.get(f"/producer/diary/entries/{number}/correction")
    mended = someone.post(
        "/producer/diary/harvest",
        {"key": key_in(form), "corrects": str(number), "name": "Mật hoa dừa", "quantity": "20", "unit": "kg"},
    )
    gone = someone.post(f"{mended.location}/withdrawal", why="Chưa thu hoạch")
    diary = someone.get("/producer/diary").text

    assert 'value="200"' in form.text
    assert [row.quantity for row in kept(select(RawLot.quantity))] == [20]
    assert gone.location == "/producer/diary"
    assert "Đã sửa bằng việc khác" in diary
    assert "Đã báo ghi nhầm, không tính" in diary
    assert "không còn tính" in someone.get(mended.location).text


def test_an_entry_has_its_photograph_for_its_own_people_alone(someone, enter, make_subject, kept):
    page = someone.get("/producer/diary/harvest")
    picture = (io.BytesIO(photo(symbol_picture("qr", "x"))), "a.jpg")
    answer = someone.post(
        "/producer/diary/harvest", {"key": key_in(page), "name": "Mật", "quantity": "5", "photo": picture}
    )
    stranger = enter("producer", subject=make_subject(name="Hộ Khác"))

    assert someone.get(f"{answer.location}/photo").mimetype == "image/webp"
    assert "Ảnh kèm theo" in someone.get(answer.location).text
    for path in ("", "/photo", "/correction"):
        assert stranger.get(answer.location + path).status_code == 404
    assert stranger.post(f"{answer.location}/withdrawal").status_code == 404
    assert someone.get("/producer/diary/entries/abc").status_code == 404


def test_a_queue_sends_once_under_its_own_key(someone, household, kept):
    state = someone.client.get("/producer/diary/state", headers={"Accept": "application/json"}).json
    headers = {"Accept": "application/json", "Idempotency-Key": "queued-0001"}
    fields = {
        "csrf_token": state["csrf_token"],
        "name": "Mật",
        "quantity": "5",
        "when": "other",
        "day": str(TODAY),
        "time": "06:30",
    }
    first = someone.client.post("/producer/diary/harvest", data=fields, headers=headers)
    again = someone.client.post("/producer/diary/harvest", data=fields, headers=headers)
    wrong = someone.client.post(
        "/producer/diary/harvest", data=fields | {"quantity": "", "name": ""},
        headers=headers | {"Idempotency-Key": "queued-0002"},
    )  # fmt: skip

    assert state["subject"] == household.id
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["entry"] == again.json["entry"]
    assert told(kept)[0]["eventTime"] == f"{TODAY}T06:30:00+07:00"
    assert len(told(kept)) == 1
    assert (wrong.status_code, wrong.json["code"]) == (422, "entry-quantity-missing")


def test_the_script_behind_offline_pages_is_anybodys_and_rules_the_diary_alone(visitor):
    answer = visitor.get("/diary-worker.js")

    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/producer/diary"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.fixture
def phone(live_server, open_page, make_user, household):
    """Return a page on a telephone, signed in as somebody of the household."""
    page = open_page(live_server, PHONE)
    page.clock.set_fixed_time(NOW)
    sign_in(page, make_user("producer", subject=household, password=PASSWORD))
    page.wait_for_url("**/producer")
    return page


def warmed(page) -> None:
    """Open the diary and wait until its pages are kept on the telephone."""
    page.goto("/producer/diary")
    page.wait_for_selector("text=mở được cả khi mất mạng")


@pytest.mark.browser
def test_harvest_pack_and_deliver_without_a_network_are_sent_once_each(phone, product, kept):
    warmed(phone)
    phone.context.set_offline(True)

    phone.click("a.tile[href$=harvest]")
    phone.fill("[name=name]", "Mật hoa dừa")
    phone.fill("[name=quantity]", "200")
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=Chưa gửi (1)")
    phone.click("a.tile[href$=pack]")
    phone.fill("[name=quantity]", "40")
    phone.fill(".source:has-text('Mật hoa dừa') input", "12,5")
    lot = phone.input_value("[name=lot]")
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=Chưa gửi (2)")
    phone.click("a.tile[href$=delivery]")
    phone.fill(f".source:has-text('{lot}') input", "5")
    phone.fill("[name=partner_name]", "Chợ Cầu Ngang")
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=Chưa gửi (3)")
    assert_accessible(phone)
    assert told(kept) == []

    phone.context.set_offline(False)
    phone.wait_for_selector("text=5 hũ Mứt dừa sợi lá dứa")
    phone.reload()
    phone.wait_for_selector("text=5 hũ Mứt dừa sợi lá dứa")

    assert [one["bizStep"] for one in told(kept)] == ["commissioning", "creating_class_instance", "shipping"]
    assert not phone.is_visible("[data-queue]")
    assert [row.quantity for row in kept(select(Lot.quantity))] == [40]


@pytest.mark.browser
def test_what_is_refused_after_the_network_is_back_says_why_and_is_mended(phone, product, kept):
    warmed(phone)
    phone.context.set_offline(True)
    phone.click("a.tile[href$=harvest]")
    phone.fill("[name=name]", "Mật hoa dừa")
    phone.fill("[name=quantity]", "nhiều lắm")
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=Chưa gửi (1)")

    phone.context.set_offline(False)
    phone.wait_for_selector("text=không phải số lượng")
    phone.click("a:text-is('Sửa')")
    phone.fill("[name=quantity]", "200")
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=200 kg Mật hoa dừa")

    assert [one["bizStep"] for one in told(kept)] == ["commissioning"]
    assert not phone.is_visible("[data-queue]")


@pytest.mark.browser
def test_with_a_network_faults_are_said_at_once_and_nothing_waits(phone, kept):
    phone.goto("/producer/diary/harvest")
    phone.fill("[name=name]", "Mật hoa dừa")
    phone.fill("[name=quantity]", "0")
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=không phải số lượng")
    phone.fill("[name=quantity]", "7")
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=7 kg Mật hoa dừa")

    assert len(told(kept)) == 1


@pytest.mark.browser
def test_entries_of_another_account_wait_for_it(phone, make_user, make_subject, kept):
    warmed(phone)
    phone.context.set_offline(True)
    phone.click("a.tile[href$=harvest]")
    phone.fill("[name=name]", "Mật hoa dừa")
    phone.fill("[name=quantity]", "5")
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=Chưa gửi (1)")
    phone.context.set_offline(False)
    phone.context.clear_cookies()
    sign_in(phone, make_user("producer", subject=make_subject(name="Hộ Khác"), password=PASSWORD))
    phone.wait_for_url("**/producer")
    phone.goto("/producer/diary")
    phone.wait_for_selector("text=Có việc của chủ thể khác")

    assert told(kept) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_the_diary_is_accessible(
    live_server, open_page, make_user, household, product, width, app, kept, someone
):
    with app.app_context(), unit_of_work():
        for name in ("Nhà", "Vườn dừa ấp Sóc Hoang, cạnh kênh thuỷ lợi"):
            add_site(producer(household), NOW, household, base_url=BASE, name=name)
    raw = harvested(someone, kept)
    fill(someone, "pack", **{f"amount:raw:{raw}": "12", "quantity": "40", "product": product.code, "lot": "L1"})
    fill(someone, "box", **{f"amount:lot:{product.code}:L1": "3", "count": "2"})
    fill(someone, "delivery", **{f"amount:lot:{product.code}:L1": "5", "partner_name": "Chợ"})
    page = open_page(live_server, width)
    sign_in(page, make_user("producer", subject=household, password=PASSWORD))
    number = kept(select(TraceEvent.id).order_by(TraceEvent.id))[1].id

    for path in ("", "/harvest", "/purchase", "/pack", "/box", "/delivery", "/receipt", "/destruction", "/note",
                 f"/entries/{number}", f"/entries/{number}/correction"):  # fmt: skip
        page.goto(f"/producer/diary{path}")
        assert_accessible(page)
