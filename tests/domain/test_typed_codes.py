"""Typed codes: the ways to read a text from a label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.typed_codes import TypedCode, is_serial, readings_of

GTIN, GTIN14, SERIAL = "9521234543213", "09521234543213", "0000001ABCDEFGHJKMN"
GS = "\x1d"


@pytest.mark.parametrize(
    ("text", "code", "lot", "serial"),
    [
        ("HTTPS://OCOP.EXAMPLE.VN/T/21SD1T7Z", "21SD1T7Z", None, None),
        (f"https://ocop.example.vn/01/{GTIN}/10/L1/21/{SERIAL}?17=261231#x", GTIN, "L1", SERIAL),
        (f"https://id.gs1.org/deep/path/01/{GTIN14}/22/2A/21/S%2F1", GTIN14, None, "S/1"),
        (f"http://evil.example/gtin/{GTIN}/lot/L1/ser/9", GTIN, "L1", "9"),
        (f"ocop.example.vn/01/{GTIN}", GTIN, None, None),
        (f"/01/{GTIN}/10/L1", GTIN, "L1", None),
        (f"01/{GTIN}/10/", GTIN, None, None),
        ("https://ocop.example.vn/ocop/86-29341-01-2026", "86-29341-01-2026", None, None),
        (f"(01){GTIN14}(10)L1(21){SERIAL}", GTIN14, "L1", SERIAL),
        ("(01) 0952 1234 543213 (17) 261231 (10) L-1", GTIN14, "L-1", None),
        (f"(02){GTIN14}(37)24(10)L1", GTIN14, "L1", None),
        ("(10)L1", None, "L1", None),
        (f"]d201{GTIN14}10L1{GS}21{SERIAL}", GTIN14, "L1", SERIAL),
        (f"]C101{GTIN14}1726123110L1", GTIN14, "L1", None),
        (f"{GS}01{GTIN14}3103001500240X1{GS}10L1", GTIN14, "L1", None),
        (f"01{GTIN14}21S1\u241d10L1", GTIN14, "L1", "S1"),
        (f"01{GTIN14}21S1<GS>10L1", GTIN14, "L1", "S1"),
        (f"01{GTIN14}10L1", GTIN14, "L1", None),
    ],
)
def test_an_address_or_element_string_has_one_reading(text, code, lot, serial) -> None:
    assert readings_of(text) == [TypedCode(code, lot, serial)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("21sd-it7z", TypedCode("21sd-it7z")),
        ("21SD 1T7Z", TypedCode("21SD1T7Z")),
        ("\u200b952 1234\u2011543213 ", TypedCode(GTIN)),
        ("952.1234.543213", TypedCode(GTIN)),
        ("Mã số: 21SD1T7Z", TypedCode("21SD1T7Z")),
        ("86 – 29341 – 01 – 2026", TypedCode("86-29341-01-2026")),
        ("86 29341 01 2026", TypedCode("86-29341-01-2026")),
        ("21SD1T7Z L1", TypedCode("21SD1T7Z", "L1")),
        ("Lô L1, mã 21SD1T7Z", TypedCode("21SD1T7Z", "L1")),
        (f"21SD1T7Z / L1 / {SERIAL}", TypedCode("21SD1T7Z", "L1", SERIAL)),
        (f"952 1234 543213 L1 {SERIAL}", TypedCode(GTIN, "L1", SERIAL)),
        ("Lô: L1", TypedCode(None, "L1")),
        (f"L1 {SERIAL}", TypedCode(None, "L1", SERIAL)),
        (f"{SERIAL.lower()} L1", TypedCode(None, "L1", SERIAL)),
        ("L1 000 0001 ABCD EFGH JKMN", TypedCode(None, "L1", SERIAL)),
        ("oooooo1-abcdefghjkmn", TypedCode(None, None, SERIAL)),
    ],
)
def test_words_may_be_read_so(text, wanted) -> None:
    assert wanted in readings_of(text)


def test_the_digits_of_an_official_code_are_no_gtin() -> None:
    assert TypedCode("8629341012026") not in readings_of("86-29341-01-2026")


@pytest.mark.parametrize("text", ["", " \t", "\u200b", "\x00"])
def test_nothing_has_no_reading(text) -> None:
    assert readings_of(text) == []


def test_a_long_text_is_read_as_one_code_at_most() -> None:
    assert [one.code for one in readings_of("a b " * 50)] == ["ab" * 50]


@pytest.mark.parametrize(("text", "expected"), [(SERIAL, True), (SERIAL[:-1], False), (SERIAL[:-1] + "U", False)])
def test_a_serial_is_known_by_its_shape(text, expected) -> None:
    assert is_serial(text) is expected


@given(st.text(max_size=80) | st.from_regex(r"[0-9()/ A-Z\x1d\]]{0,60}"))
def test_any_text_has_readings_or_none(text) -> None:
    for one in readings_of(text):
        assert one.code or one.lot or one.serial
