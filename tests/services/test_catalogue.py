"""The catalogue: what filters leave, that pages visit each once, and what a product shows on a day."""

from datetime import date, timedelta

import pytest

from ocop.domain.ratings import OTHER, RECOGNISED
from ocop.models.database import db
from ocop.services.catalogue import count_products, list_products, path_of, view_of, views_of
from ocop.services.certificates import certificates_of, write_standings
from ocop.services.profiles import profiles_of
from ocop.services.subjects import list_subjects
from ocop.services.work import unit_of_work
from tests.factories import COMMUNE, FORMER_COMMUNE

pytestmark = pytest.mark.usefixtures("context")

BASE = "https://ocop.example.vn"
R2, R3 = date(2024, 12, 20), date(2026, 10, 1)
TODAY = date(2026, 11, 23)
GTIN = "9521234543213"


@pytest.fixture
def shelf(make_subject, make_product, make_decision) -> dict:
    """Products of every rating, by name: one of each."""
    company = make_subject(name="Công ty Sáp Vàng", subject_type="company")
    made = {
        "three": make_product(subject=company, name="Kẹo dừa", product_set=5, gtin=GTIN),
        "four": make_product(name="Đường hoa dừa", product_set=4, ocop_code="86-29341-01-2026"),
        "five": make_product(name="Mật hoa dừa", product_set=4),
        "potential": make_product(name="Rượu nếp", product_set=14, tools=[{"tool": "qr_code", "since_on": R3}]),
        "both": make_product(name="Dầu dừa", product_set=19),
        "lapsed": make_product(name="Chiếu lác", product_set=21, unit_code="29335"),
        "revoked": make_product(name="Tôm khô", product_set=8),
        "unrated": make_product(name="Bưởi da xanh", product_set=1, tools=[{"tool": "barcode", "since_on": R2}]),
        "draft": make_product(name="Kẹo nháp", draft=True),
    }
    make_decision(made["three"], star=3, signed_on=R2)
    make_decision(made["four"], star=4, signed_on=R3)
    make_decision(made["five"], star=5, signed_on=R3)
    make_decision(made["potential"], potential_five_star=True, signed_on=R3)
    make_decision(made["both"], star=4, signed_on=R3 - timedelta(days=30))
    make_decision(made["both"], potential_five_star=True, signed_on=R3)
    make_decision(made["lapsed"], star=3, signed_on=date(2022, 12, 20))
    make_decision(made["revoked"], star=4, signed_on=R2)
    revoke(made["revoked"], date(2026, 1, 1))
    return made


def revoke(product, day: date) -> None:
    """Take a product's only certificate back, as an office will."""
    with unit_of_work():
        (certificate,) = certificates_of([product.id])[product.id]
        certificate.revoked_on = day
        write_standings(product)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "both four five lapsed potential revoked three unrated"),
        ({"rating": "three_star"}, "three"),
        ({"rating": "four_star"}, "four"),
        ({"rating": "five_star"}, "five"),
        ({"rating": "potential_five_star"}, "both potential"),
        ({"rating": "lapsed"}, "lapsed"),
        ({"rating": "revoked"}, "revoked"),
        ({"rating": "unrated"}, "unrated"),
        ({"recognised": True}, "both four five potential three"),
        ({"star": 3}, "three"),
        ({"star": 4}, "both four"),
        ({"star": 5}, "five"),
        ({"subject_type": "company"}, "three"),
        ({"sector": 2}, "potential"),
        ({"product_set": 4}, "five four"),
        ({"unit_code": "29335"}, "lapsed"),
        ({"unit_code": COMMUNE}, "both five four potential revoked three unrated"),
        ({"unit_code": FORMER_COMMUNE}, "both five four potential revoked three unrated"),
        ({"unit_code": "84"}, "both five four potential revoked three unrated"),
        ({"unit_code": "86"}, "both five four lapsed potential revoked three unrated"),
        ({"unit_code": "842"}, ""),
        ({"unit_code": "79"}, ""),
        ({"expiring_before": date(2027, 12, 20)}, ""),
        ({"expiring_before": date(2027, 12, 21)}, "three"),
        ({"expiring_from": date(2027, 12, 20), "expiring_before": date(2029, 9, 2)}, "both three"),
        ({"q": "dua"}, "both five four three"),
        ({"q": "DƯỜNG HOA"}, "four"),
        ({"q": "duong dua"}, "four"),
        ({"q": "sáp vàng"}, "three"),
        ({"q": "sap keo"}, "three"),
        ({"q": GTIN}, "three"),
        ({"q": "0" + GTIN}, "three"),
        ({"q": "86-29341-01"}, "four"),
        ({"q": "%"}, "both four five lapsed potential revoked three unrated"),
        ({"q": "nháp"}, ""),
        ({"tool": "qr_code"}, "potential"),
        ({"digital": True}, "potential unrated"),
        ({"digital": True, "recognised": True}, "potential"),
        ({"star": 4, "q": "dau"}, "both"),
    ],
)
def test_a_filter_leaves_what_it_says(filters: dict, expected: str, shelf: dict) -> None:
    found, following = list_products(TODAY, filters=filters)

    names = {product.id: name for name, product in shelf.items()}
    assert sorted(names[one.id] for one in found) == sorted(expected.split())
    assert following is None
    assert count_products(TODAY, filters) == len(found)


def test_a_filter_by_the_product_s_subject(shelf: dict) -> None:
    found, _ = list_products(TODAY, filters={"subject_id": shelf["three"].subject_id})

    assert found == [shelf["three"]]


def test_every_rating_s_list_together_is_the_whole_list(shelf: dict) -> None:
    for day in (date(2023, 1, 1), R2, R3, TODAY, date(2030, 1, 1)):
        counts = [count_products(day, {"rating": rating}) for rating in (*RECOGNISED, *OTHER)]
        assert sum(counts) == len(shelf) - 1


@pytest.mark.parametrize(
    ("day", "rating", "expected"),
    [
        (R2, "three_star", ["lapsed", "three"]),
        (R2, "four_star", ["revoked"]),
        (date(2025, 12, 31), "four_star", ["revoked"]),
        (R3, "four_star", ["four"]),
        (date(2027, 12, 20), "three_star", ["three"]),
        (date(2027, 12, 21), "three_star", []),
        (date(2027, 12, 21), "lapsed", ["lapsed", "three"]),
    ],
)
def test_a_list_is_that_of_its_day(day: date, rating: str, expected: list[str], shelf: dict) -> None:
    found, _ = list_products(day, filters={"rating": rating})

    names = {product.id: name for name, product in shelf.items()}
    assert sorted(names[one.id] for one in found) == expected


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_of_products_visit_each_once(limit: int, make_subject, make_product) -> None:
    subject = make_subject()
    names = ["Kẹo dừa"] * 4 + ["Kẹo Dứa", "Đường", "Dương", "ZZ", "a", "–", "Bánh 1", "Bánh 10", "Bánh 2"]
    everyone = {make_product(subject=subject, name=name).id for name in names}
    visited, after = [], None

    while True:
        page, after = list_products(TODAY, after=after, limit=limit)
        visited += [one.id for one in page]
        if after is None:
            break

    assert len(visited) == len(set(visited))
    assert set(visited) == everyone


def test_a_product_shows_what_vouches_for_it(shelf: dict) -> None:
    shown = view_of(shelf["three"], TODAY, base_url=BASE)

    assert shown["gtin"] == "0" + GTIN
    assert shown["url"] == f"{BASE}/01/0{GTIN}"
    assert shown["qr_content"] == f"HTTPS://OCOP.EXAMPLE.VN/01/0{GTIN}"
    assert shown["subject"] == {
        "id": shelf["three"].subject_id,
        "name": "Công ty Sáp Vàng",
        "subject_type": "company",
    }
    assert (shown["rating"], shown["sector"], shown["product_set"]) == ("three_star", 1, 5)
    assert (shown["unit_code"], shown["former_unit_code"]) == (COMMUNE, FORMER_COMMUNE)
    assert shown["province_name"].endswith("Vĩnh Long")
    certificate = shown["certificate"]
    assert (certificate["star"], certificate["valid_until"]) == (3, date(2027, 12, 20))
    assert (certificate["status"], certificate["number"]) == ("valid", f"{shelf['three'].code}-2024")


@pytest.mark.parametrize(
    ("name", "rating", "status"),
    [
        ("lapsed", "lapsed", "expired"),
        ("revoked", "revoked", "revoked"),
        ("both", "potential_five_star", "valid"),
        ("potential", "potential_five_star", None),
        ("unrated", "unrated", None),
    ],
)
def test_a_rating_and_a_certificate_are_told_apart(name: str, rating: str, status: str | None, shelf: dict) -> None:
    shown = view_of(shelf[name], TODAY, base_url=BASE)

    assert shown["rating"] == rating
    assert (shown["certificate"] or {}).get("status") == status


def test_before_its_decision_a_product_shows_no_certificate(shelf: dict) -> None:
    shown = view_of(shelf["four"], R3 - timedelta(days=1), base_url=BASE)

    assert (shown["rating"], shown["certificate"]) == ("unrated", None)


def test_a_product_without_a_gtin_has_the_address_of_its_code(shelf: dict) -> None:
    assert path_of(shelf["four"]) == f"/t/{shelf['four'].code}"


def test_a_list_costs_the_same_queries_at_one_and_three(
    make_subject, make_product, make_decision, query_count
) -> None:
    costs = []
    for count in (1, 2):
        for _ in range(count):
            product = make_product(subject=make_subject(), gtin=True, tools=[{"tool": "qr_code", "since_on": R2}])
            make_decision(product, signed_on=R2)
            make_decision(product, signed_on=R3)
        db.session.expunge_all()
        with query_count() as statements:
            found, _ = list_products(TODAY)
            shown = views_of(found, TODAY, base_url=BASE)
        costs.append(len(statements))

    assert len(shown) == 3
    assert costs[0] == costs[1]


def test_subjects_cost_the_same_queries_at_one_and_three(make_subject, make_product, query_count) -> None:
    costs = []
    for count in (1, 2):
        for _ in range(count):
            make_product(subject=make_subject())
        db.session.expunge_all()
        with query_count() as statements:
            shown = profiles_of(list_subjects()[0], None)
        costs.append(len(statements))

    assert [one["products"] for one in shown] == [1, 1, 1]
    assert costs[0] == costs[1]


def test_no_products_are_shown_at_no_cost() -> None:
    assert views_of([], TODAY, base_url=BASE) == []
