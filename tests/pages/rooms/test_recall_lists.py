"""A recall in a browser: whom it reaches, who was called, several lifted at once; and the rehearsal of one."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

from ocop.services.epcs import lot_uri
from tests.browser import PHONE
from tests.pages.rooms.conftest import PASSWORD
from tests.recalls import raw_lot, story_to_recall
from tests.traces import BASE, change, harvest, keep, pack, producer, ship


@pytest.fixture
def subject(make_subject):
    return make_subject(name="Hợp tác xã Nông nghiệp Dừa sáp Hòa Tân Cầu Kè")


@pytest.fixture
def story(app, factories, subject):
    with app.app_context():
        return story_to_recall(factories, subject)


@pytest.fixture
def maker(enter, subject):
    return enter("producer", subject=subject)


def test_a_maker_recalls_a_raw_lot_calls_and_takes_the_list(maker, client, story):
    base = f"/producer/raw-lots/{story.raw_lots[1].id}/recall"
    asked = maker.get(base).text

    done = maker.post(base, reason="Có nấm mốc", advice="")
    page = maker.get(base).text
    receiver = story.partners[1].uri
    ticked = maker.post(f"{base}/calls", receiver=receiver, called="1")
    after, table, paper = maker.get(base).text, maker.get(f"{base}/list.csv"), maker.get(f"{base}/list.pdf")

    assert ("Cửa hàng 01" in asked, "Cửa hàng 02" in asked, "13 lô" in asked) == (True, False, True)
    assert (done.status_code, done.location) == (303, f"{base}#receivers")
    assert ("0901000001" in page, "Chỉ cơ quan địa bàn gỡ được" in page) == (True, True)
    assert (ticked.status_code, "Đã gọi 09:00 23/11/2026" in after) == (303, True)
    assert (table.status_code, len(table.text.strip().splitlines())) == (200, 5)
    assert (paper.status_code, paper.data[:5]) == (200, b"%PDF-")
    product, lot = story.lots[1]
    assert "vì dùng nguyên liệu lô H-261102-1" in client.get(f"/t/{product.code}/10/{lot}").text


def test_an_office_hears_sees_and_lifts_several_at_once(maker, enter_proven, story):
    maker.post(f"/producer/raw-lots/{story.raw_lots[1].id}/recall", reason="Có nấm mốc", advice="")
    clerk = enter_proven("commune")
    home, listed = clerk.get("/office").text, clerk.get("/office/recalls").text
    notice = home.partition("/office/notices/")[2].partition("/seen")[0]

    seen = clerk.post(f"/office/notices/{notice}/seen")
    chosen = [f"{product.code}/{lot}" for product, lot in story.lots[1::3]]
    refused = clerk.post("/office/recalls/lifting", reason="Đạt")
    lifted = clerk.post("/office/recalls/lifting", reason="Kiểm nghiệm đạt", lot=chosen)

    assert ("13 lô bị thu hồi cùng nguyên liệu lô H-261102-1" in home, listed.count('name="lot"')) == (True, 13)
    assert (seen.status_code, "13 lô bị thu hồi" in clerk.get("/office").text) == (303, False)
    assert "Cần chọn từ 1 đến 200 lô" in refused.text
    assert (lifted.status_code, "Không có lô nào đang thu hồi" in clerk.get("/office/recalls").text) == (303, True)


def test_a_raw_lot_of_another_is_not_found(enter, make_subject, story):
    stranger = enter("producer", subject=make_subject())

    pages = [stranger.get(f"/producer/raw-lots/{story.raw_lots[0].id}/recall{rest}") for rest in ("", "/list.csv")]

    assert [one.status_code for one in pages] == [404, 404]


def test_a_rehearsal_runs_and_ends_with_a_report(maker, client, story):
    product, lot = story.lots[4]
    begun = maker.post("/producer/exercises", lot=f"{product.code}/{lot}")
    again = maker.post("/producer/exercises", lot="")
    running = maker.get(begun.location).text

    maker.post(f"{begun.location}/calls", receiver=story.partners[4].uri, called="1")
    ended = maker.post(f"{begun.location}/end", remarks="Một số điện thoại cũ")
    report, paper = maker.get(ended.location).text, maker.get(f"{begun.location}/report.pdf")

    assert ("data-since=" in running, "Cửa hàng 04" in running) == (True, True)
    assert "Đang có một lần diễn tập chưa xong" in again.text
    assert ("1/1" in report, "60/100" in report, "Một số điện thoại cũ" in report) == (True, True, True)
    assert paper.data[:5] == b"%PDF-"
    assert lot in maker.get("/producer/exercises").text
    assert "NGỪNG SỬ DỤNG" not in client.get(f"/t/{product.code}/10/{lot}").text


def test_chance_picks_a_lot_that_was_delivered_or_says_there_is_none(maker, enter, make_subject, story):
    picked, none = maker.post("/producer/exercises", lot=""), enter("producer", subject=make_subject())

    refused = none.post("/producer/exercises", lot="")

    assert picked.status_code == 303
    assert "Chưa có lô nào đã ghi giao hàng để diễn tập" in refused.text


def _sign_in(page, make_user, subject):
    user = make_user("producer", subject=subject, password=PASSWORD)
    page.goto("/login")
    page.fill("[name=name]", user.name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def _is_well(page, name):
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_the_pages_read_well(live_server, open_page, make_user, subject, story, make_product, app, width):
    page = open_page(live_server, width)
    _sign_in(page, make_user, subject)
    raw, (product, lot) = story.raw_lots[1], story.lots[2]
    for name, path in (
        ("raw", f"/producer/raw-lots/{raw.id}/recall"),
        ("lot", f"/producer/products/{product.code}/lots/{lot}/recall"),
        ("exercises", "/producer/exercises"),
    ):
        page.goto(path)
        _is_well(page, f"{name}-{width}")
    page.fill("[name=lot]", f"{product.code}/{lot}")
    page.click("main form button[type=submit]")
    page.click(".receivers button")
    _is_well(page, f"exercise-{width}")
    page.goto(f"/producer/raw-lots/{raw.id}/recall")
    page.fill("[name=reason]", "Có nấm mốc ở ba hũ, khách ở Càng Long báo")
    page.click("form.form button[type=submit]")
    page.click(".receivers button")
    _is_well(page, f"recalled-{width}")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_a_lots_way_reads_well_in_each_language(live_server, open_page, app, subject, story, language):
    with app.app_context():
        raws = [raw_lot(subject, f"N-{place}", name=f"Dừa sáp đợt {place} của vườn nhà") for place in range(14)]
        target = lot_uri(story.products[0], "DAI", BASE)
        keep(producer(subject), *(harvest(one.uri, 10, day=place / 2) for place, one in enumerate(raws)))
        keep(producer(subject), change({one.uri: 1 for one in raws}, {target: 5}, 8))
        keep(producer(subject), pack(f"{BASE}/boxes/9", {target: 2}, 9))
        keep(
            producer(subject), *(ship({target: 1}, one.uri, 10 + number) for number, one in enumerate(story.partners))
        )
    page = open_page(live_server, PHONE)

    answer = page.goto(f"/t/{story.products[0].code}/10/DAI?lang={language}")

    assert page.locator("#trace").count() == 1
    assert len(gzip.compress(answer.body())) <= 14 * 1024
    _is_well(page, f"way-{language}")
