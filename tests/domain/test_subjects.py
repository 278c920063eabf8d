"""What a subject is, and how its numbers are written."""

import pytest

from ocop.domain.refusals import BadInput
from ocop.domain.subjects import SUBJECT_TYPE_WORDS, SubjectType, phone, tax_code


def test_every_kind_of_subject_has_words() -> None:
    assert set(SUBJECT_TYPE_WORDS) == set(SubjectType)
    assert len(SubjectType) == 7


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2100000000", "2100000000"),
        ("2100000000-001", "2100000000-001"),
        ("2100000000001", "2100000000-001"),
        ("084199000001", "084199000001"),
    ],
)
def test_a_tax_code_has_one_true_form(typed: str, code: str) -> None:
    assert tax_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "210000000", "21000000000", "2100000000-01", "2100000000 001", "21OOOOOOOO", "٢١٠٠٠٠٠٠٠٠", "9" * 40]
)
def test_other_shapes_are_no_tax_code(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        tax_code(typed)

    assert (refused.value.code, refused.value.field) == ("tax-code-malformed", "tax_code")


@pytest.mark.parametrize(
    "typed", ["0294 000 0123", "+84 294 000 0123", "0294.000.0123", "02940000123", "+" + "0" * 19]
)
def test_a_telephone_number_stays_as_typed(typed: str) -> None:
    assert phone(typed) == typed
    assert len(typed) <= 20


@pytest.mark.parametrize("typed", ["", "12345", "không có", "0294 000 0123 (nhà)", "+" + "0" * 20, "\uff10" * 10])
def test_what_can_be_no_telephone_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        phone(typed)

    assert (refused.value.code, refused.value.field) == ("phone-malformed", "phone")
