"""What a scanned code opens, state by state."""

import gzip
import re
from datetime import timedelta

import pytest

from ocop.domain.accounts import Actor, Role
from ocop.services.certificates import certificates_of, write_standings
from ocop.services.decisions import end_potential
from ocop.services.products import find_product
from ocop.services.scans import scans_of
from ocop.services.work import unit_of_work
from tests.scans import load_now


def page(client, path, status=200, **more):
    """Return the words of a page."""
    more.setdefault("headers", {"Accept": "text/html"})
    answer = client.get(path, **more)
    assert answer.status_code == status, answer.text
    return answer.text


def test_a_valid_product_shows_who_vouches_for_it(client, make_product, make_decision, clock):
    product = make_product(name="Kẹo dừa sáp", gtin=True)
    make_decision(product, number="2718/QĐ-UBND")

    shown = page(client, f"/01/{product.gtin}")

    assert shown.index("Đang được công nhận 4 sao") < shown.index('<h1 lang="vi">Kẹo dừa sáp</h1>')
    until = clock.today - timedelta(days=50)
    for words in (
        "2718/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Vĩnh Long",
        f"{until:%d/%m}/{until.year + 3}",
        'class="star-full"',
    ):
        assert words in shown
    assert "không tự chứng minh món hàng là thật" in shown


def test_an_expired_certificate_draws_no_star(client, make_product, make_decision, clock):
    product = make_product()
    make_decision(product, signed_on=clock.today - timedelta(days=3 * 366 + 10), unit_code="84")

    shown = page(client, f"/t/{product.code}")

    assert "Từng đạt 4 sao đến" in shown
    assert 'class="star-full"' not in shown


def test_a_revoked_certificate_says_by_what_paper(app, client, make_product, make_decision, clock):
    product = make_product()
    make_decision(product)
    with app.app_context(), unit_of_work():
        certificate = certificates_of([product.id])[product.id][0]
        certificate.revoked_on, certificate.revocation_number = clock.today, "99/QĐ-UBND"
        write_standings(find_product(product.code))

    shown = page(client, f"/t/{product.code}")

    assert "Giấy chứng nhận đã bị thu hồi ngày" in shown
    assert "99/QĐ-UBND" in shown
    assert 'class="star-full"' not in shown


@pytest.mark.parametrize(("star", "stars"), [(None, False), (4, True)])
def test_potential_five_star_never_shows_five(client, make_product, make_decision, star, stars):
    product = make_product()
    if star:
        make_decision(product, star=star)
    make_decision(product, potential_five_star=True)

    shown = page(client, f"/t/{product.code}")

    assert "Tiềm năng 5 sao" in shown
    assert shown.count('class="star-full"') == (4 if stars else 0)


def test_the_history_tells_what_replaced_what(app, client, make_product, make_decision, clock):
    product = make_product()
    make_decision(product, star=3, number="1/QĐ-UBND", signed_on=clock.today - timedelta(days=400))
    make_decision(product, star=4, number="2/QĐ-UBND", signed_on=clock.today - timedelta(days=30))
    with app.app_context(), unit_of_work():
        newest = max(certificates_of([product.id])[product.id], key=lambda one: one.issued_on)
        newest.revoked_on, newest.revocation_number = clock.today, "3/QĐ-UBND"
        write_standings(find_product(product.code))

    shown = page(client, f"/t/{product.code}")

    history = shown[shown.index('<ol class="timeline">') : shown.index("</ol>", shown.index('<ol class="timeline">'))]
    assert re.findall(r"\d/QĐ-UBND", history) == ["3/QĐ-UBND", "2/QĐ-UBND", "1/QĐ-UBND"]
    assert history.count("đã được thay") == 1
    assert history.index("đã được thay") > history.index("1/QĐ-UBND")


def test_a_pasted_address_leads_on_and_a_slip_of_the_finger_is_guessed(client, make_product):
    product = make_product(name="Kẹo dừa sáp", gtin=True)
    wrong = ("1" if product.code[0] == "0" else "0") + product.code[1:]

    pasted = client.get("/scan", query_string={"code": f"HTTPS://OCOP.EXAMPLE.VN/T/{product.code}/10/L1"})

    assert (pasted.status_code, pasted.headers["Location"]) == (303, f"/01/{product.gtin}/10/L1")
    shown = page(client, f"/t/{wrong}", status=404)
    assert "Có phải bạn muốn gõ mã" in shown
    assert "Kẹo dừa sáp" in shown


def test_an_ended_potential_is_history(app, client, make_product, make_decision, clock):
    product = make_product()
    make_decision(product, potential_five_star=True)
    province = Actor("u", "tinh", Role.PROVINCE, unit_id="86")
    with app.app_context(), unit_of_work():
        end_potential(
            province, clock(), clock.today, find_product(product.code), on=clock.today, why="Bộ không công nhận"
        )

    shown = page(client, f"/t/{product.code}")

    assert "Chưa được xếp hạng OCOP" in shown


def test_a_product_without_a_decision_says_so(client, make_product):
    product = make_product()

    shown = page(client, f"/t/{product.code}")

    assert "chưa có quyết định công nhận hạng sao" in shown
    assert "không gắn với lô cụ thể" in shown


def test_a_lot_is_told_and_an_unknown_one_too(client, make_product, make_lot):
    product = make_product()
    make_lot(product, code="L2411A")

    assert "L2411A" in page(client, f"/t/{product.code}/10/L2411A")
    assert "Lô “X9” không có trong sổ" in page(client, f"/t/{product.code}/10/X9")


def test_capitals_every_gtin_length_and_old_codes_lead_to_the_product(client, make_product):
    product = make_product(gtin="9521234543213", ocop_code="86-29341-01-2026")

    for path in ("/01/9521234543213", "/01/09521234543213", f"/T/{product.code}", f"/t/{product.code.lower()}"):
        assert product.name in page(client, path)
    for code in ("86-29341-01-2026", "86-29341-1-2026"):
        answer = client.get(f"/ocop/{code}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/01/09521234543213")


NOWHERE = {
    "/t/00000000": 404, "/01/9521234543213": 404, "/01/9521234543210": 400, "/01/123": 400, "/t/" + "X" * 10_000: 404,
    "/t/%00": 404, "/ocop/khong-co": 404,
}  # fmt: skip


@pytest.mark.parametrize("path", [*NOWHERE, "/scan?code=khong-co"])
def test_a_code_that_leads_nowhere_helps_and_is_no_success(client, path):
    shown = page(client, path, status=NOWHERE.get(path, 404))

    assert "Chưa tìm thấy mã này" in shown


def test_a_typed_code_or_words_lead_on(client, make_product):
    product = make_product(name="Kẹo dừa", gtin=True)

    found = client.get(f"/scan?code={product.gtin[1:4]}%20{product.gtin[4:]}")
    near = page(client, "/scan?code=keo dua", status=404)

    assert (found.status_code, found.headers["Location"]) == (303, f"/01/{product.gtin}")
    assert "Kẹo dừa" in near


def test_drafts_are_nobody_elses_business(client, make_product):
    product = make_product(draft=True)

    assert client.get(f"/t/{product.code}").status_code == 404


def test_a_look_is_counted_once_and_previews_never(app, client, make_product):
    product = make_product()
    path = f"/t/{product.code}"

    client.get(path)
    client.head(path)
    client.get(path, headers={"User-Agent": "facebookexternalhit/1.1"})
    client.get(path, headers={"Sec-Purpose": "prefetch;prerender"})

    assert load_now(app) == 1
    with app.app_context():
        assert scans_of(product.id)["total"] == 1


def test_a_scan_page_is_small_and_knows_nobody(client, make_product, make_decision):
    product = make_product(description="Rất ngon. " * 40)
    make_decision(product)

    answer = client.get(f"/t/{product.code}")

    assert len(gzip.compress(answer.data)) <= 14 * 1024
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "public, max-age=30"
