"""The short public code and the official code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.product_codes import (
    ALPHABET,
    LENGTH,
    OfficialCode,
    check_character,
    code_key,
    code_of,
    new_code,
    official_code,
    short_code,
    spellings,
)
from ocop.domain.refusals import BadInput

numbers = st.integers(0, 32**7 - 1)


def is_accepted(code: str) -> bool:
    try:
        return short_code(code) == code
    except BadInput:
        return False


@given(numbers)
def test_every_single_wrong_character_is_caught(number: int) -> None:
    code = code_of(number)

    wrong = {code[:place] + letter + code[place + 1 :] for place in range(LENGTH) for letter in ALPHABET} - {code}

    assert len(wrong) == 31 * LENGTH
    assert [one for one in wrong if is_accepted(one)] == []


@given(numbers)
def test_swapped_neighbours_pass_only_sixteen_apart(number: int) -> None:
    code = code_of(number)

    for place in range(LENGTH - 2):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        apart = abs(ALPHABET.index(code[place]) - ALPHABET.index(code[place + 1]))
        assert is_accepted(swapped) is (apart in (0, 16))


def test_a_new_code_reads_back_as_itself() -> None:
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(short_code(code) == code for code in codes)


@given(numbers, numbers)
def test_two_numbers_never_share_a_code(one: int, other: int) -> None:
    assert (code_of(one) == code_of(other)) is (one == other)


@pytest.mark.parametrize(
    "typed", ["0000001D", "0000001d", " 0000001D ", "000-0001-D", "OOOOOO1D", "oooooold", "000000ID", "0000001d\n"]
)
def test_what_people_misread_is_read_right(typed: str) -> None:
    assert short_code(typed) == "0000001D"


@pytest.mark.parametrize("typed", ["", "0000001", "0000001DD", "000000UD", "0000001Đ", "٠٠٠٠٠٠٠٠", "\x00000001D"])
def test_what_can_be_no_code_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        short_code(typed)

    assert (refused.value.code, refused.value.field) == ("code-malformed", "code")


def test_a_mistyped_code_says_so() -> None:
    with pytest.raises(BadInput) as refused:
        short_code("0000001E")

    assert refused.value.code == "code-check-character"
    assert check_character("0000001") == "D"


@pytest.mark.parametrize(
    ("text", "parts", "is_old"),
    [
        ("86-29341-01-2026", OfficialCode("86", None, "29341", 1, 2026), False),
        ("01-00004-1234-2025", OfficialCode("01", None, "00004", 1234, 2025), False),
        ("83-829-28780-3-2022", OfficialCode("83", "829", "28780", 3, 2022), True),
    ],
)
def test_an_official_code_is_read_in_both_shapes(text: str, parts: OfficialCode, is_old: bool) -> None:
    assert official_code(text) == parts
    assert official_code(text).is_old is is_old


@pytest.mark.parametrize(
    "text",
    [
        "",
        "86-29341-01",
        "86-29341-01-1926",
        "86-29341-12345-2026",
        "86-29341--2026",
        "8-29341-01-2026",
        "86-2934-01-2026",
        "86-846-2934-01-2026",
        "86 29341 01 2026",
        "86-29341-01-2026 ",
        "86-29341-01-2026\n",
        "٨٦-29341-01-2026",
        "86-29341-01-2026-1",
    ],
)
def test_other_shapes_are_no_official_code(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        official_code(text)

    assert refused.value.code == "ocop-code-malformed"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("86-29341-01-2026", "86-29341-1-2026", True),
        ("86-29341-0001-2026", " 86-29341-1-2026 ", True),
        ("86-29341-10-2026", "86-29341-1-2026", False),
        ("86-29341-00-2026", "86-29341-0-2026", True),
        ("ocop-tv-01-2020", "OCOP-TV-1-2020", True),
        ("TV-01", "TV-1", False),
        ("86-29341-A1-2026", "86-29341-A01-2026", False),
    ],
)
def test_codes_are_compared_without_leading_zeros(one: str, other: str, same: bool) -> None:
    assert (code_key(one) == code_key(other)) is same


def test_every_spelling_of_a_code_has_one_key() -> None:
    forms = spellings("86-29341-07-2026")

    assert len(forms) == 4
    assert {code_key(form) for form in forms} == {"86-29341-7-2026"}
    assert spellings("TV-01") == ["TV-01"]
