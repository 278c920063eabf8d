"""Look-ups: every code of a label leads to the page it names, on both stores."""

import pytest

from ocop.domain.accounts import OPERATOR
from ocop.domain.refusals import BadInput, NotFound
from ocop.domain.serials import lot_key, serials
from ocop.services.look_ups import MOST_CHOICES, best_of, look_up
from ocop.services.products import update_product
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("context")

KEYS = {"0": b"k" * 32}
GTIN, OLD_GTIN = "9521234543213", "9520000000028"
GS = "\x1d"


def led(text, **more):
    """Return the paths that a text leads to."""
    with reading():
        found = look_up(text, KEYS, **more)
        return [found.path(one) for one in found.products]


def serial_of(product, lot, index=7):
    return serials(lot_key(KEYS["0"], product.code, lot), "0", index, 1)[0]


@pytest.fixture
def jar(make_product, make_lot):
    """A product with every kind of code, and a lot."""
    product = make_product(gtin=OLD_GTIN, ocop_code="84-846-29347-1-2022")
    with unit_of_work():
        update_product(OPERATOR, NOW, product, gtin=GTIN, ocop_code="86-29341-01-2026")
    make_lot(product, code="L2411A")
    return product


@pytest.mark.parametrize(
    "text",
    [
        GTIN, "0" + GTIN, "952 1234 543213", "952-1234-543213", f"GTIN: {GTIN}", OLD_GTIN,
        "86-29341-01-2026", "86-29341-1-2026", "86 29341 01 2026", "86–29341–01–2026", "84-846-29347-01-2022",
        "https://ocop.example.vn/ocop/84-846-29347-1-2022", f"https://evil.example/01/{GTIN}", f"01/{GTIN}",
        f"(01)0{GTIN}", f"]d2010{GTIN}17261231", "Mã OCOP: 86-29341-01-2026",
    ],
)  # fmt: skip
def test_a_code_of_a_product_leads_to_it(jar, text) -> None:
    assert led(text) == [f"/01/0{GTIN}"]


SLIPS = {
    "lower case": str.lower,
    "a hyphen": lambda code: f"{code[:4]}-{code[4:]}",
    "a gap": lambda code: f" {code[:4]} {code[4:]}",
    "letters read for others": lambda code: code.replace("0", "O").replace("1", "i"),
}


@pytest.mark.parametrize("change", SLIPS.values(), ids=SLIPS)
def test_slips_in_a_short_code_are_forgiven(make_product, change) -> None:
    product = make_product()

    assert led(change(product.code)) == [f"/t/{product.code}"]


@pytest.mark.parametrize(
    ("gtin", "typed"),
    [("95200002", "95200002"), ("952000000019", "9520 0000 0019"), ("19521234543210", "1 952 1234 54321 0")],
)
def test_every_length_of_gtin_is_taken(make_product, gtin, typed) -> None:
    make_product(gtin=gtin)

    assert led(typed) == [f"/01/{gtin.zfill(14)}"]


@pytest.mark.parametrize(
    "form",
    [
        "HTTPS://EVIL.EXAMPLE/T/{code}/10/L2411A/21/{serial}", "https://id.gs1.org/01/{gtin}/10/L2411A/21/{serial}?x",
        "(01)0{gtin}(10)L2411A(21){serial}", "]d2010{gtin}10L2411A" + GS + "21{serial}", "L2411A {serial}",
        "{serial} l2411a", "Lô: L2411A Số: {serial}", "{code} L2411A {serial}", "(10)L2411A(21){serial}",
    ],
)  # fmt: skip
def test_lot_and_serial_go_along(jar, form) -> None:
    serial = serial_of(jar, "L2411A")

    text = form.format(code=jar.code, gtin=GTIN, serial=serial)

    assert led(text) == [f"/01/0{GTIN}/10/L2411A/21/{serial}"]


@pytest.mark.parametrize("text", ["L2411A", " l2411a ", "Lô L2411A", "lot: L2411A"])
def test_a_lot_alone_finds_its_product(jar, text) -> None:
    assert led(text) == [f"/01/0{GTIN}/10/L2411A"]


def test_what_stands_in_a_lot_s_place_cannot_leave_the_path(jar) -> None:
    assert led(f"https://x.example/01/{GTIN}/10/%2F%2Fevil.example%3F") == [f"/01/0{GTIN}/10/%2F%2Fevil.example%3F"]


def test_a_lot_of_several_products_is_to_be_chosen_from(make_product, make_lot) -> None:
    products = [make_product(name=name) for name in ("Bánh tét", "An xoa", "Cốm dẹp")]
    draft = make_product(draft=True)
    for one in (*products, draft):
        make_lot(one, code="01A")

    second = serial_of(products[1], "01A")

    by_name = [f"/t/{products[at].code}/10/01A" for at in (1, 0, 2)]
    assert led("01A") == by_name
    assert led(f"01A {second}") == [f"/t/{products[1].code}/10/01A/21/{second}"]
    assert led(second, lot="01a") == [f"/t/{products[1].code}/10/01A/21/{second}"]
    assert led("01A " + "9" * 19) == [path + "/21/" + "9" * 19 for path in by_name]


def test_choices_have_an_end(make_subject, make_product, make_lot) -> None:
    subject = make_subject()
    for _ in range(MOST_CHOICES + 1):
        make_lot(make_product(subject=subject), code="02")

    assert len(led("02")) == MOST_CHOICES


def test_a_serial_alone_needs_its_lot(jar) -> None:
    serial = serial_of(jar, "L2411A")

    found = look_up(serial, KEYS)

    assert (found.needs_lot, found.serial) == (True, serial)
    assert led(serial, lot="L2411A") == [f"/01/0{GTIN}/10/L2411A/21/{serial}"]
    with pytest.raises(NotFound) as refused:
        look_up(serial, KEYS, lot="L9")
    assert refused.value.code == "lot-unknown"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9521234543214", "gtin-check-digit"), ("952 1234 543214", "gtin-check-digit"), ("L9", "product-unknown"),
        ("", "product-unknown"), ("%", "product-unknown"), ("kẹo dừa sáp", "product-unknown"),
        ("https://facebook.com/x?y=1", "product-unknown"), ("86-29341-99-2026", "product-unknown"),
        ("x" * 9000, "product-unknown"), ("a\x00b", "product-unknown"), ("(01)", "product-unknown"),
    ],
)  # fmt: skip
def test_what_nothing_bears_is_refused(jar, text, code) -> None:
    with pytest.raises((NotFound, BadInput)) as refused:
        look_up(text, KEYS)

    assert refused.value.code == code


def test_a_draft_is_not_found_by_any_code(make_product, make_lot) -> None:
    draft = make_product(draft=True, gtin=GTIN)
    make_lot(draft, code="L5")

    for text in (draft.code, GTIN, "L5", f"{draft.code} L5"):
        with pytest.raises(NotFound):
            look_up(text, KEYS)


def test_of_several_symbols_what_says_most_counts(jar, make_product) -> None:
    other = make_product()
    whole = f"HTTPS://OCOP.EXAMPLE.VN/01/0{GTIN}/10/L2411A"

    def chosen(*texts):
        found = best_of(texts, KEYS)
        return [found.path(one) for one in found.products]

    assert chosen("https://zalo.me/x", GTIN, whole) == [f"/01/0{GTIN}/10/L2411A"]
    assert chosen(whole, GTIN) == [f"/01/0{GTIN}/10/L2411A"]
    assert sorted(chosen(whole, other.code)) == sorted([f"/01/0{GTIN}", f"/t/{other.code}"])
    assert best_of(["https://zalo.me/x", "9" * 19], KEYS).needs_lot
    with pytest.raises(NotFound) as refused:
        best_of(["https://zalo.me/x", "y"], KEYS)
    assert "zalo" in str(refused.value.message)
