"""Text made safe to store and easy to find."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.refusals import BadInput
from ocop.domain.texts import clean, folded

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
vietnamese = st.text(VIETNAMESE + VIETNAMESE.upper() + " -,.()0123456789")
storable = st.text(st.characters(exclude_categories=("Cs", "Cc")))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Kẹo dừa", "keo dua"),
        ("Đường hoa dừa", "duong hoa dua"),
        ("ĐƯỜNG THỐT-NỐT", "duong thot not"),
        ("  Rượu   Xuân Thạnh (40°) ", "ruou xuan thanh 40"),
        ("Bánh tét Trà Cuôn – 3 màu", "banh tet tra cuon 3 mau"),
        ("ទឹកដោះ", "ទឹកដោះ"),
        ("", ""),
        ("—", ""),
    ],
)
def test_folded_text_has_no_marks(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(vietnamese)
def test_folding_sees_neither_marks_nor_case_nor_form(text: str) -> None:
    plain = folded(text)

    assert plain.isascii()
    assert folded(text.upper()) == folded(text.lower()) == plain
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text)) == plain


@given(storable)
def test_folding_twice_changes_nothing_and_never_grows(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert len(folded(text)) <= len(text)


@given(storable)
def test_cleaned_text_is_composed_and_trimmed(text: str) -> None:
    cleaned = clean(text)

    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert clean(cleaned) == cleaned


@given(vietnamese)
def test_both_forms_of_a_word_are_stored_as_one(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text)) == clean(text)


def test_line_ends_and_tabs_stay_inside_a_text() -> None:
    assert clean(" một\r\n\thai \n") == "một\r\n\thai"


@pytest.mark.parametrize("letter", ["\x00", "\x01", "\x08", "\x0b", "\x1b", "\x1f", "\x7f", "\ud800"])
def test_what_cannot_be_stored_or_read_is_refused(letter: str) -> None:
    with pytest.raises(BadInput) as refused:
        clean(f"Kẹo{letter}dừa")

    assert refused.value.code == "text-unreadable"
