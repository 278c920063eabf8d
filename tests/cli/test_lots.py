"""`ocop lots open` takes any code of a product."""

import pytest

GTIN = "9521234543213"


@pytest.mark.parametrize("which", ["short", "gtin", "official"])
def test_a_lot_is_opened_by_any_code(which: str, run_ocop, make_product) -> None:
    product = make_product(gtin=GTIN, ocop_code="86-29341-01-2026")
    code = {"short": product.code.lower(), "gtin": GTIN, "official": "86-29341-1-2026"}[which]

    done = run_ocop("lots", "open", code, "l2411a", "--made-on", "2026-11-01", "--best-before", "2027-11-01")

    assert done.stdout == "L2411A\n"
    assert run_ocop("lots", "open", product.code, "L2411A", status=1).stderr.startswith("lot-exists: ")


def test_days_that_contradict_are_refused(run_ocop, make_product) -> None:
    words = ["lots", "open", make_product().code, "L1", "--made-on", "2026-11-02", "--best-before", "2026-11-01"]

    assert run_ocop(*words, status=1).stderr.startswith("dates-contradict: ")
