"""The Trà Vinh record: it gives the published totals, obeys the rules of its days, and names nobody real."""

import calendar
import csv
import re
import unicodedata
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ocop.domain.gtins import gtin14
from ocop.domain.product_codes import code_key, official_code, short_code
from ocop.domain.texts import folded

SEED = Path(__file__).parents[2] / "seed_data"
RECORD = SEED / "tra_vinh_2025"
FILES = ("subjects", "products", "decisions", "revocations", "lots")
#: The day of the published totals, and the last day on which anything may be signed.
DAY, LATEST = date(2025, 1, 10), date(2026, 11, 10)
RECOGNISED = ("five_star", "potential_five_star", "four_star", "three_star")
WORDS = {"3": "three_star", "4": "four_star", "5": "five_star"}
#: Real producers, products and brands of the province; the record is invented and bears none of their names.
REAL = (
    "Trà Vinh Farm", "Travinh Farm", "Sokfarm", "VICOSAP", "IMEX", "Cửu Long", "Trà Bắc", "Long Hòa-Hòa Minh",
    "Hạt Ngọc Quê Hương", "Trì Cảnh", "Cồn Chim", "Cồn Hô", "Xuân Thạnh", "Rynan", "Năm Thụy", "Hai Lý", "Ba Động",
)  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SUBJECTS, PRODUCTS, DECISIONS, REVOCATIONS, LOTS = (rows(RECORD / f"{name}.csv") for name in FILES)
UNITS = {one["id"]: one for one in rows(SEED / "units.csv")}
REGIMES = rows(SEED / "regimes.csv")
PRODUCT_OF = {one["id"]: one for one in PRODUCTS}
DECISIONS_OF = defaultdict(list)
for _row in sorted(DECISIONS, key=lambda one: one["signed_on"]):
    DECISIONS_OF[_row["product_id"]].append(_row)


def last_day(signed_on: str) -> date:
    """Return the last valid day of a certificate: the same day three years on, or the month's last."""
    year, month, day = (int(part) for part in signed_on.split("-"))
    return date(year + 3, month, min(day, calendar.monthrange(year + 3, month)[1]))


def rating_on(product_id: str, day: date) -> str:
    """Count by hand, apart from the registry's own rules: the latest certificate counts, potential goes first."""
    signed = [one for one in DECISIONS_OF[product_id] if one["signed_on"] <= day.isoformat()]
    potential = False
    for one in signed:
        potential = one["potential_five_star"] == "yes" or (
            potential and one["star"] != "5" and one["ends_potential"] != "yes"
        )
    if potential:
        return "potential_five_star"
    stars = [one for one in signed if one["star"]]
    if not stars:
        return "unrated"
    latest = stars[-1]
    if any(
        (one["product_id"], one["certificate_signed_on"]) == (product_id, latest["signed_on"])
        and one["revoked_on"] <= day.isoformat()
        for one in REVOCATIONS
    ):
        return "revoked"
    return WORDS[latest["star"]] if day <= last_day(latest["signed_on"]) else "lapsed"


def recognised_on(day: date) -> list[dict[str, str]]:
    return [one for one in PRODUCTS if rating_on(one["id"], day) in RECOGNISED]


def tools_of(product: dict[str, str]) -> list[tuple[str, date]]:
    pairs = (entry.split(":") for entry in filter(None, product["tools"].split(";")))
    return [(tool, date.fromisoformat(day)) for tool, day in pairs]


def official_codes(product: dict[str, str]) -> list[str]:
    return [*filter(None, product["old_codes"].split(";")), *filter(None, [product["ocop_code"]])]


def texts() -> Iterator[str]:
    for table in (SUBJECTS, PRODUCTS, DECISIONS, REVOCATIONS, LOTS):
        for row in table:
            yield from row.values()


def test_393_products_are_recognised_as_published():
    counts = Counter(rating_on(one["id"], DAY) for one in PRODUCTS)

    assert {word: counts[word] for word in RECOGNISED} == {
        "five_star": 3, "potential_five_star": 7, "four_star": 46, "three_star": 337,
    }  # fmt: skip
    assert (counts["lapsed"], counts["revoked"], counts["unrated"]) == (8, 1, 8)


def test_250_subjects_hold_them_as_published():
    kinds = {one["id"]: one["subject_type"] for one in SUBJECTS}
    holders = {one["subject_id"] for one in recognised_on(DAY)}

    assert Counter(kinds[one] for one in holders) == {
        "company": 32, "enterprise": 7, "cooperative": 35, "cooperative_group": 4, "household": 172,
    }  # fmt: skip
    assert len(SUBJECTS) == 255


def test_over_80_percent_of_them_use_a_digital_tool():
    digital = [one for one in recognised_on(DAY) if any(since <= DAY for _, since in tools_of(one))]

    assert len(digital) == 322
    assert 0.80 < len(digital) / 393 < 0.84


def test_four_of_seven_potential_products_hold_four_stars_too():
    potential = [one["id"] for one in PRODUCTS if rating_on(one["id"], DAY) == "potential_five_star"]
    held = [
        one
        for one in potential
        if any(row["star"] == "4" and date.fromisoformat(row["signed_on"]) <= DAY <= last_day(row["signed_on"])
               for row in DECISIONS_OF[one])
    ]  # fmt: skip

    assert (len(potential), len(held)) == (7, 4)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2025, 12, 31), (4, 6, 49, 299)),
        (date(2026, 11, 23), (2, 6, 52, 290)),
        (date(2026, 12, 31), (2, 6, 42, 218)),
    ],
)
def test_later_days_are_as_the_readme_says(day, counts):
    found = Counter(rating_on(one["id"], day) for one in PRODUCTS)

    assert tuple(found[word] for word in RECOGNISED) == counts


@pytest.mark.parametrize(
    ("table", "name"), [(SUBJECTS, "subjects"), (PRODUCTS, "products"), (DECISIONS, "decisions")]
)
def test_ids_are_distinct_uuids_of_version_7(table, name):
    ids = [one["id"] for one in table]

    assert len(set(ids)) == len(ids)
    assert all((uuid.UUID(one).version, str(uuid.UUID(one))) == (7, one) for one in ids)


def test_every_reference_finds_its_row():
    subjects = {one["id"] for one in SUBJECTS}

    assert {one["subject_id"] for one in PRODUCTS} == subjects
    assert {one["product_id"] for one in (*DECISIONS, *REVOCATIONS, *LOTS)} <= set(PRODUCT_OF)
    assert {one["unit_id"] for one in DECISIONS} - {""} <= set(UNITS)


def test_codes_are_valid_and_given_once():
    codes = [one["code"] for one in PRODUCTS]
    gtins = [one["gtin"] for one in PRODUCTS if one["gtin"]]

    assert [short_code(one) for one in codes] == codes
    assert len(set(codes)) == len(codes)
    assert (len(gtins), len(set(gtins))) == (120, 120)
    assert {(one[:3], len(one), len(gtin14(one))) for one in gtins} == {("952", 13, 14)}


def test_an_official_code_tells_province_commune_and_year():
    keys = [code_key(code) for product in PRODUCTS for code in official_codes(product)]

    assert len(set(keys)) == len(keys)
    for product in PRODUCTS:
        years = {int(one["signed_on"][:4]) for one in DECISIONS_OF[product["id"]]}
        for text in official_codes(product):
            code = official_code(text)
            former = UNITS[f"{product['former_unit_code']}@2025-06-30"]
            place = (
                ("84", former["parent_id"][:3], former["code"]) if code.is_old else ("86", None, product["unit_code"])
            )
            assert (code.province, code.district, code.commune) == place
            assert code.year in years


def test_only_what_was_judged_since_july_2025_has_a_new_code():
    judged = {one["product_id"] for one in DECISIONS if one["signed_on"] >= "2025-07-01" and one["star"]}

    assert {one["id"] for one in PRODUCTS if one["ocop_code"]} == judged


@pytest.mark.parametrize(("table", "name"), [(SUBJECTS, "subjects"), (PRODUCTS, "products")])
def test_a_place_is_a_former_commune_and_its_successor(table, name):
    successor = {one["former_id"]: one["unit_id"] for one in rows(SEED / "unit_successions.csv")}
    places = {(f"{one['former_unit_code']}@2025-06-30", one["unit_code"]) for one in table}

    assert all(successor[former] == today for former, today in places)
    assert {UNITS[UNITS[former]["parent_id"]]["parent_id"] for former, _ in places} == {"84@2025-06-30"}
    assert len(places) == 104


def test_a_decision_is_of_the_regime_of_its_day():
    for one in DECISIONS:
        in_force = [
            regime["regime_id"]
            for regime in REGIMES
            if regime["valid_from"] <= one["signed_on"] <= (regime["valid_to"] or one["signed_on"])
        ]
        assert one["regime"] == in_force[-1]


def test_the_deciding_unit_may_decide_and_exists_that_day():
    deciders = {one["regime_id"]: dict(zip("345", (one["decides_three"], one["decides_four"], one["decides_five"]),
                                           strict=True)) for one in REGIMES}  # fmt: skip
    for one in DECISIONS:
        unit = UNITS.get(one["unit_id"])
        tier = unit["level"] if unit else "ministry"
        assert tier == (deciders[one["regime"]][one["star"]] if one["star"] else "province")
        assert unit is None or unit["valid_from"] <= one["signed_on"] <= (unit["valid_to"] or one["signed_on"])


def test_a_district_decides_only_for_its_own_communes():
    for one in DECISIONS:
        if one["unit_id"] and UNITS[one["unit_id"]]["level"] == "district":
            commune = UNITS[f"{PRODUCT_OF[one['product_id']]['former_unit_code']}@2025-06-30"]
            assert commune["parent_id"] == one["unit_id"]


def test_a_decision_gives_a_star_or_the_state_of_potential():
    assert all((one["star"] in WORDS) != (one["potential_five_star"] == "yes") for one in DECISIONS)
    assert {one["potential_five_star"] for one in DECISIONS} == {"", "yes"}
    assert Counter(one["ends_potential"] for one in DECISIONS)["yes"] == 1


def test_a_number_stands_for_one_decision_of_a_unit_and_year():
    meant = defaultdict(set)
    for one in DECISIONS:
        meant[one["unit_id"], one["signed_on"][:4], one["number"]].add((one["signed_on"], one["star"]))

    assert {len(decisions) for decisions in meant.values()} == {1}
    assert all(re.fullmatch(r"\d{1,4}/QĐ-(UBND|BNN-VPĐP|BNNMT)", one["number"]) for one in DECISIONS)


def test_nothing_is_signed_after_the_record_ends():
    assert max(date.fromisoformat(one["signed_on"]) for one in DECISIONS) <= LATEST
    assert {date.fromisoformat(one["signed_on"]).weekday() for one in DECISIONS} <= {0, 1, 2, 3, 4}


def test_what_was_revoked_was_a_certificate():
    granted = {(one["product_id"], one["signed_on"]) for one in DECISIONS if one["star"]}

    assert {(one["product_id"], one["certificate_signed_on"]) for one in REVOCATIONS} <= granted
    assert all(one["certificate_signed_on"] < one["revoked_on"] and one["reason"] for one in REVOCATIONS)


def test_some_product_is_in_its_renewal_window_on_every_day():
    latest = {one["product_id"]: last_day(one["signed_on"]) for one in
              sorted(DECISIONS, key=lambda row: row["signed_on"]) if one["star"]}  # fmt: skip
    days = [date(2026, 11, 1) + timedelta(number) for number in range(242)]
    open_days = {day for day in days if any(timedelta(120) <= end - day <= timedelta(180) for end in latest.values())}

    assert days[-1] == date(2027, 6, 30)
    assert sorted(set(days) - open_days) == []


def test_all_six_sectors_have_a_product():
    sector = {one["set_id"]: one["sector_id"] for one in rows(SEED / "product_sets.csv")}
    found = Counter(sector[one["product_set"]] for one in PRODUCTS)

    assert set(found) == set("123456")
    assert 0.90 < (found["1"] + found["2"]) / len(PRODUCTS) < 0.95


def test_lots_are_in_capitals_and_fresh_when_made():
    assert len({(one["product_id"], one["code"]) for one in LOTS}) == len(LOTS) == 30
    assert all(re.fullmatch(r"[0-9A-Z][0-9A-Z.-]{0,19}", one["code"]) for one in LOTS)
    assert all(one["made_on"] < one["best_before"] and int(one["quantity"]) > 0 for one in LOTS)


def test_no_telephone_can_be_dialled():
    phones = [one["phone"] for one in SUBJECTS if one["phone"]]

    assert all(re.fullmatch(r"0294 000 0\d{3}", one) for one in phones)
    assert len(set(phones)) == len(phones)
    assert not any(re.search(r"\b0[1-9]\d{8}\b|\b\d{10}\b", one["address"] + one["story"]) for one in SUBJECTS)


def test_mail_and_web_addresses_are_reserved_ones():
    assert {one["email"].partition("@")[2] for one in SUBJECTS} == {"", "example.com"}
    assert all(re.fullmatch(r"(https://[a-z0-9-]+\.example\.com)?", one["website"]) for one in SUBJECTS)


@pytest.mark.parametrize("name", REAL)
def test_no_real_producer_is_named(name):
    named = [
        text for row in (*SUBJECTS, *PRODUCTS) for text in row.values() if f" {folded(name)} " in f" {folded(text)} "
    ]

    assert named == []


def test_names_are_distinct_and_not_numbered():
    products = [folded(one["name"]) for one in PRODUCTS]

    assert len(set(products)) == len(products)
    assert len({folded(one["name"]) for one in SUBJECTS}) == len(SUBJECTS)
    assert not any(re.search(r"\d", one["name"]) for one in (*PRODUCTS, *SUBJECTS))


def test_every_text_is_composed_and_trimmed():
    assert all(unicodedata.is_normalized("NFC", one) and one == one.strip() for one in texts())
    assert sum(bool(re.search("[\u1780-\u17ff]", one["description"])) for one in PRODUCTS) == 10


@pytest.mark.parametrize("name", FILES)
def test_record_files_have_plain_line_ends(name):
    data = (RECORD / f"{name}.csv").read_bytes()

    assert (b"\r" in data, data[:3] == b"\xef\xbb\xbf", data[-1:]) == (False, False, b"\n")
