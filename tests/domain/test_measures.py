"""Units as people say them, and the codes that events carry."""

from decimal import Decimal

import pytest

from ocop.domain.measures import amount_words, code_of, converted, unit_of, unit_word


@pytest.mark.parametrize(
    ("said", "code"),
    [("kg", "KGM"), ("Ký", "KGM"), ("g", "GRM"), ("tấn", "TNE"), ("lít", "LTR"), ("ml", "MLT"), ("hũ", None),
     ("thúng", None), ("", None), (None, None)],
)  # fmt: skip
def test_what_is_weighed_or_poured_has_a_code(said, code):
    assert code_of(said) == code


def test_a_code_is_said_in_words_again():
    assert [unit_of("LTR"), unit_of("XYZ"), unit_of(None, "hũ"), unit_of(None)] == ["lít", "XYZ", "hũ", None]


def test_an_unknown_unit_stays_as_it_was_written():
    assert [unit_word(" Thúng "), unit_word("HŨ"), unit_word(" ")] == ["Thúng", "hũ", None]


@pytest.mark.parametrize(
    ("amount", "code", "into", "expected"),
    [("2", "TNE", "KGM", "2000"), ("500", "GRM", "KGM", "0.5"), ("1.5", "LTR", "MLT", "1500"), ("3", None, None, "3"),
     ("3", None, "KGM", None), ("3", "KGM", "LTR", None)],
)  # fmt: skip
def test_amounts_are_converted_within_a_kind(amount, code, into, expected):
    assert converted(Decimal(amount), code, into) == (Decimal(expected) if expected else None)


def test_amounts_are_written_as_here():
    assert [amount_words(Decimal("1234.500"), "kg"), amount_words(200.0, None), amount_words(None, "kg")] == [
        "1.234,5 kg",
        "200",
        "",
    ]
