"""Lots: opened once, found by their code, listed in pages."""

from datetime import date
from decimal import Decimal

import pytest

from ocop.domain.accounts import OPERATOR
from ocop.services.acts import acts_of
from ocop.services.lots import find_lot, lots_of, open_lot
from ocop.services.work import unit_of_work
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("context")


def test_a_lot_is_opened_with_its_days(make_product) -> None:
    product = make_product()

    with unit_of_work():
        lot = open_lot(
            OPERATOR,
            NOW,
            product,
            code=" l2411a ",
            made_on=date(2026, 11, 20),
            best_before=date(2027, 11, 20),
            quantity=Decimal("200.5"),
            unit="kg",
        )

    (act,) = acts_of("lot", f"{product.code}/L2411A")
    assert (lot.code, lot.state, lot.version, lot.quantity) == ("L2411A", "open", 1, Decimal("200.5"))
    assert act.after == {"made_on": "2026-11-20", "best_before": "2027-11-20"}


def test_a_lot_s_code_is_unique_within_its_product(make_product, make_lot, refuses) -> None:
    product, other = make_product(), make_product()
    make_lot(product, code="L1")

    with refuses("lot-exists"):
        open_lot(OPERATOR, NOW, product, code="l1")
    assert make_lot(other, code="L1").product_id == other.id


def test_a_lot_that_cannot_be_is_refused_whole(make_product, refuses) -> None:
    product = make_product()

    with refuses("lot-malformed"):
        open_lot(OPERATOR, NOW, product, code="LÔ 1")
    with refuses("dates-contradict"):
        open_lot(OPERATOR, NOW, product, code="L1", made_on=date(2026, 1, 2), best_before=date(2026, 1, 1))


def test_a_lot_is_found_as_people_type_it(make_product, make_lot) -> None:
    product = make_product()
    lot = make_lot(product, code="L2411A")

    assert find_lot(product, "l2411a") is lot


@pytest.mark.parametrize("code", ["L2", "", "LÔ", "9" * 5000, "a\x00b"])
def test_a_lot_of_another_product_is_not_found(code: str, make_product, make_lot, refuses) -> None:
    product = make_product()
    make_lot(make_product(), code="L2")

    with refuses("lot-unknown"):
        find_lot(product, code)


def test_pages_of_lots_visit_each_once(make_product, make_lot) -> None:
    product = make_product()
    codes = sorted(make_lot(product, code=code).code for code in ("A", "A1", "A-1", "B", "B.2"))
    make_lot(make_product(), code="C")
    visited, after = [], None

    while True:
        page, after = lots_of(product, after=after, limit=2)
        visited += [lot.code for lot in page]
        if after is None:
            break

    assert sorted(visited) == codes
    assert len(visited) == len(set(visited))
