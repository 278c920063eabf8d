"""Home, catalogue, subjects, statistics: figures and the lists behind them."""

import html
import re
from datetime import timedelta

import pytest


def counted(client, path):
    """Return the count that a list tells, and its page."""
    shown = client.get(path).text
    return int(re.search(r'class="result-count"[^>]*>\s*(\d+)', shown)[1]), shown


def test_home_of_the_sample_opens_on_the_record(sample_client):
    shown = sample_client.get("/").text

    figures = re.findall(r"<dd>(?:<a[^>]*>)?(\d+)", shown)
    assert figures[:5] == ["3", "7", "46", "337", "393"]
    for words in ("sản phẩm của 250 chủ thể", "10/01/2025", "Xem hôm nay", "Dữ liệu minh họa", "noindex"):
        assert words in shown
    assert shown.count("label.svg") == 3


def test_home_of_an_empty_registry_says_so(client):
    assert "Sổ còn trống" in client.get("/").text


@pytest.mark.parametrize("typed", ["keo dua", "Kẹo DỪA", "KẸO dừa", "dua keo"])
def test_search_needs_no_marks(client, make_product, typed):
    make_product(name="Kẹo dừa")
    make_product(name="Đường thốt nốt")

    count, shown = counted(client, f"/products?q={typed}")

    assert count == 1
    assert "Kẹo dừa" in shown
    assert counted(client, "/products?q=duong")[0] == 1


def test_paging_goes_on_and_back_to_the_start(client, make_subject, make_product):
    subject = make_subject()
    for number in range(30):
        make_product(subject=subject, name=f"Sản phẩm số {number:02}")

    first = client.get("/products?sector=1").text
    onward = html.unescape(re.search(r'href="([^"]*cursor=[^"]*)"', first)[1])
    second = client.get(onward).text

    assert "Sản phẩm số 00" in first
    assert "Sản phẩm số 29" in second
    assert "Sản phẩm số 00" not in second
    assert 'href="/products?sector=1"' in second


UNREADABLE = (
    "/products?rating=foo",
    "/products?as_of=x",
    "/products?unit_code=99999",
    "/products?strange=1",
    "/products?cursor=zz",
    "/products?q=%00",
    "/statistics?as_of=hom-nay",
    "/statistics?unit_code=99999",
    "/subjects?unit_code=99999",
)


@pytest.mark.parametrize("path", UNREADABLE)
def test_a_filter_that_cannot_be_read_is_told_kindly(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert "Có bộ lọc chưa đúng" in answer.text


def test_an_empty_list_tells_what_to_do(client):
    assert "Không có sản phẩm nào khớp" in client.get("/products?q=khong co").text


def test_every_figure_of_the_sample_opens_a_list_of_its_size(sample_client):
    shown = sample_client.get("/statistics").text

    links = re.findall(r'href="(/products\?[^"]+)"[^>]*>(\d+)</a>', shown)
    assert len(links) > 40
    for address, figure in links[:30]:
        assert counted(sample_client, html.unescape(address))[0] == int(figure), address


def test_what_was_entered_later_is_no_figure_of_a_day_before(sample_client):
    shown = sample_client.get("/statistics?as_of=2025-01-10").text

    address, figure = re.search(r'href="(/products\?[^"]*rating=unrated[^"]*)"[^>]*>(\d+)</a>', shown).groups()
    assert counted(sample_client, html.unescape(address))[0] == int(figure)
    then, since = (counted(sample_client, f"/products?as_of={day}")[0] for day in ("2025-01-10", "2026-11-23"))
    assert since > then


def test_figures_of_subjects_open_lists_of_subjects(sample_client):
    shown = sample_client.get("/statistics").text

    links = re.findall(r'href="(/subjects\?[^"]+)"[^>]*>(\d+)</a>', shown)
    assert [figure for _, figure in links] == ["32", "7", "35", "4", "172", "250"]
    for address, figure in links:
        assert f"{figure} chủ thể có sản phẩm" in sample_client.get(html.unescape(address)).text


def test_a_day_to_come_says_on_what_condition(sample_client, clock):
    later = clock.today + timedelta(days=40)

    shown = sample_client.get(f"/statistics?as_of={later.isoformat()}").text

    assert "nếu từ nay không có gì được gia hạn" in shown
    assert "Trên 80%" in sample_client.get("/statistics").text


def test_a_subject_shows_its_products(client, make_subject, make_product):
    subject = make_subject(name="Hợp tác xã Dừa", phone="0294 000 0123")
    make_product(subject=subject, name="Kẹo dừa")
    make_product(subject=subject, name="Bản nháp", draft=True)

    shown = client.get(f"/subjects/{subject.id}").text

    assert "Kẹo dừa" in shown
    assert "Bản nháp" not in shown
    assert "tel:02940000123" in shown
    assert client.get("/subjects/" + "9" * 20).status_code == 404


def test_fonts_and_words_for_machines_are_served(client, sample_client):
    font = client.get("/fonts/be-vietnam-pro-400.woff2", buffered=True)

    assert (font.status_code, font.mimetype) == (200, "font/woff2")
    assert client.get("/fonts/khac.woff2").status_code == 404
    assert client.get("/media/" + "0" * 64).status_code == 404
    assert client.get("/.well-known/security.txt").status_code == 404
    assert "Disallow: /\n" in sample_client.get("/robots.txt").text
    assert "Disallow: /office" in client.get("/robots.txt").text
    assert client.get("/favicon.ico").status_code == 301
