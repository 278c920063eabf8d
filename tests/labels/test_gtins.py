import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import LabelError, checked_gtin
from labels.gtins import check_digit


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("8930000000002", "8930000000002"),
        ("08930000000002", "8930000000002"),
        ("012345678905", "0012345678905"),
        ("89300008", "89300008"),
        ("00000089300008", "89300008"),
        ("18930000000009", "18930000000009"),
    ],
)
def test_a_gtin_is_kept_in_its_shortest_form(written, kept):
    assert checked_gtin(written) == kept


@pytest.mark.parametrize("text", ["", "893", "893000000000A", "٨٩٣٠٠٠٠٨", " 893000000000", "893000000000²"])
def test_what_is_not_8_to_14_digits_is_refused(text):
    with pytest.raises(LabelError) as refused:
        checked_gtin(text)

    assert refused.value.code == "gtin-length"


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 9))
def test_only_one_last_digit_agrees_with_the_others(body, last):
    right = check_digit(body)

    if last == right:
        assert checked_gtin(f"{body}{last}").zfill(13) == f"{body}{last}"
    else:
        with pytest.raises(LabelError, match=f"phải là {right}") as refused:
            checked_gtin(f"{body}{last}")
        assert refused.value.code == "gtin-check-digit"
