"""Shapes by themselves: what each field takes and refuses, whoever asks."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ocop.domain.refusals import BadInput
from ocop.schemas.decisions import DecisionIn, PotentialEndIn
from ocop.schemas.labels import LabelQuery
from ocop.schemas.lots import LotIn
from ocop.schemas.pages import PageQuery
from ocop.schemas.products import ProductIn, ProductPatch, ProductQuery
from ocop.schemas.shapes import Shape
from ocop.schemas.subjects import SubjectIn, SubjectPatch, SubjectQuery

SUBJECT = {"name": "Hợp tác xã Dừa Sáp", "subject_type": "cooperative", "unit_code": "29341"}
PRODUCT = {"subject_id": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "Kẹo dừa", "product_set": 4}
DECISION = {"number": "2718/QĐ-UBND", "signed_on": "2024-12-20", "star": 4}
LOT = {"code": "L2411A"}
END = {"on": "2025-06-01", "why": "Bộ không công nhận."}

TEXTS = (5, True, None, [], {}, "\x00", "a\x07b", "\ud800", "x" * 10_000, "a\u202eb")
DAYS = (
    "",
    "2025-02-30",
    "20250101",
    "2025-W01-1",
    "1899-12-31",
    "2201-01-01",
    "31/01/2025",
    20250101,
    None,
    [],
    "x" * 99,
)
NUMBERS = ("4", 4.0, True, [], -1, 0, 10**19, float("inf"))


def faults_of(shape: type[Shape], body: Any) -> list[str]:
    """Return the fields that a shape finds fault with."""
    with pytest.raises(BadInput) as refusal:
        shape().checked(body)
    assert refusal.value.code == "invalid"
    return [fault["field"] for fault in refusal.value.faults]


def cases(shape: type[Shape], body: dict[str, Any], texts: str, days: str = "", numbers: str = "") -> list[Any]:
    """Return every pair of a field and a value that it refuses."""
    tables = ((texts, TEXTS), (days, DAYS), (numbers, NUMBERS))
    return [
        pytest.param(shape, body, field, value, id=f"{shape.__name__}-{field}-{place}")
        for fields, values in tables
        for field in fields.split()
        for place, value in enumerate(values)
        if not (value is None and field not in body) and not (value == "" and field not in body)
    ]


@pytest.mark.parametrize(
    ("shape", "body", "field", "value"),
    [
        *cases(
            SubjectIn,
            SUBJECT,
            "name subject_type unit_code former_unit_code tax_code representative address phone email website story",
        ),
        *cases(
            ProductIn,
            PRODUCT,
            "subject_id name gtin ocop_code unit_code former_unit_code description net_weight ingredients "
            "usage storage warnings",
            numbers="product_set",
        ),
        *cases(DecisionIn, DECISION, "number unit_code note", "signed_on valid_until", "star"),
        *cases(LotIn, LOT, "code unit", "made_on best_before"),
        *cases(PotentialEndIn, END, "why", "on"),
    ],
)
def test_a_field_refuses_what_it_cannot_be(shape: type[Shape], body: dict[str, Any], field: str, value: Any) -> None:
    assert faults_of(shape, {**body, field: value}) == [field]


@pytest.mark.parametrize(
    ("shape", "body"),
    [(SubjectIn, SUBJECT), (ProductIn, PRODUCT), (DecisionIn, DECISION), (LotIn, LOT), (PotentialEndIn, END)],
)
def test_a_body_needs_its_fields_and_no_others(shape: type[Shape], body: dict[str, Any]) -> None:
    assert shape().checked(body)
    assert faults_of(shape, {**body, "sao\ud800": 5}) == ["sao\\ud800"]
    for field in body:
        rest = {name: value for name, value in body.items() if name != field}
        assert field in faults_of(shape, rest)
    for nobody in ([], "x", 3, None):
        assert faults_of(shape, nobody) == ["body"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"tools": {}}, "tools"),
        ({"tools": [3]}, "tools.0"),
        ({"tools": [{"tool": "fax", "since_on": "2024-01-01"}]}, "tools.0.tool"),
        ({"tools": [{"tool": "qr_code"}]}, "tools.0.since_on"),
        ({"tools": [{"tool": "qr_code", "since_on": "2024-01-01", "by": "x"}]}, "tools.0.by"),
        ({"tools": [{"tool": "qr_code", "since_on": "2024-01-01"}] * 2}, "tools"),
        ({"tools": [{"tool": "qr_code", "since_on": "2024-01-01"}] * 5}, "tools"),
        ({"draft": "true"}, "draft"),
        ({"draft": 1}, "draft"),
        ({"name": "  "}, "name"),
        ({"name": "…!"}, "name"),
        ({"name": "ß" * 200}, "name"),
        ({"subject_id": PRODUCT["subject_id"]}, "subject_id"),
    ],
)
def test_a_product_is_refused_by_the_name_of_the_fault(body: dict[str, Any], field: str) -> None:
    assert faults_of(ProductPatch, body) == [field]


@pytest.mark.parametrize("quantity", ["5", True, 0, -1, 1.2345, 10**12, 10**40, float("nan"), float("inf"), []])
def test_a_quantity_is_positive_and_fits_its_column(quantity: Any) -> None:
    assert faults_of(LotIn, {**LOT, "quantity": quantity}) == ["quantity"]


def test_a_quantity_is_exact() -> None:
    assert LotIn().checked({**LOT, "quantity": 12.345})["quantity"] == Decimal("12.345")


@pytest.mark.parametrize(
    "outcome", [{}, {"star": None}, {"star": 4, "potential_five_star": True}, {"potential_five_star": False}]
)
def test_a_decision_has_exactly_one_outcome(outcome: dict[str, Any]) -> None:
    body = {name: value for name, value in DECISION.items() if name != "star"}

    assert faults_of(DecisionIn, body | outcome) == ["star"]


def test_a_deciding_unit_is_absent_null_or_a_code_but_never_empty() -> None:
    assert "unit_code" not in DecisionIn().checked(DECISION)
    assert DecisionIn().checked({**DECISION, "unit_code": None})["unit_code"] is None
    assert faults_of(DecisionIn, {**DECISION, "unit_code": ""}) == ["unit_code"]


def test_text_is_composed_and_trimmed() -> None:
    body = {**SUBJECT, "name": "  Ke\u0323o du\u031b\u0300a ", "story": " Dòng một\nDòng hai ", "address": "  "}

    checked = SubjectIn().checked(body)

    assert (checked["name"], checked["story"]) == ("Kẹo dừa", "Dòng một\nDòng hai")
    assert checked["address"] is None


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://example.vn", "https://a b", 'https://a.vn/"x'])
def test_a_website_is_an_address_of_the_web(website: str) -> None:
    assert faults_of(SubjectIn, {**SUBJECT, "website": website}) == ["website"]


def test_a_change_names_only_what_changes() -> None:
    assert SubjectPatch().checked({"phone": None}) == {"phone": None}
    assert faults_of(SubjectPatch, {"name": None}) == ["name"]


@pytest.mark.parametrize(
    ("shape", "texts", "field"),
    [
        (PageQuery, {"limit": "0"}, "limit"),
        (PageQuery, {"limit": "201"}, "limit"),
        (PageQuery, {"limit": "1" * 20}, "limit"),
        (PageQuery, {"limit": "1e2"}, "limit"),
        (PageQuery, {"page": "2"}, "page"),
        (ProductQuery, {"star": "2"}, "star"),
        (ProductQuery, {"sector": "7"}, "sector"),
        (ProductQuery, {"rating": "6"}, "rating"),
        (ProductQuery, {"as_of": "today"}, "as_of"),
        (ProductQuery, {"unit_code": "1"}, "unit_code"),
        (ProductQuery, {"digital": "maybe"}, "digital"),
        (SubjectQuery, {"q": "\x00"}, "q"),
        (LabelQuery, {"count": "241"}, "count"),
        (LabelQuery, {"stock": "../x"}, "stock"),
    ],
)
def test_a_query_is_refused_by_the_name_of_the_fault(shape: type[Shape], texts: dict[str, str], field: str) -> None:
    assert faults_of(shape, texts) == [field]


def test_a_query_reads_texts_and_skips_empty_ones() -> None:
    query = ProductQuery().checked({"limit": "20", "star": "3", "digital": "1", "as_of": " 2025-01-10 ", "q": ""})

    assert query == {"limit": 20, "star": 3, "digital": True, "as_of": date(2025, 1, 10)}


def test_a_form_and_a_row_become_the_same_fields_as_json() -> None:
    texts = {**PRODUCT, "product_set": "4", "gtin": "", "draft": "on"}

    assert ProductIn.of_texts(texts) == {**PRODUCT, "draft": True}
    assert LotIn.of_texts({"code": "L1", "quantity": "12.5", "made_on": "2024-01-31"}) == {
        "code": "L1",
        "quantity": Decimal("12.5"),
        "made_on": date(2024, 1, 31),
    }


def test_a_form_is_told_every_fault_in_words() -> None:
    with pytest.raises(BadInput) as refusal:
        ProductIn.of_texts({"name": "", "product_set": "nhiều", "subject_id": PRODUCT["subject_id"]})

    told = {fault["field"]: fault["message"] for fault in refusal.value.faults}
    assert told == {"name": "Không được để trống.", "product_set": "Cần là số nguyên."}
