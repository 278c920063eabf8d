import pytest

pytestmark = pytest.mark.usefixtures("context")


def test_x(make_lot, make_product, query_count, make_decision):
    with query_count() as statements:
        p = make_product(gtin=True)
    print(len(statements))
    d = make_decision(p)
    for star in (3, 5):
        make_decision(p, star=star)
    make_decision(p, star=3, signed_on=__import__("datetime").date(2024, 12, 20))
    lot = make_lot(p)
    assert lot.product_id == p.id
