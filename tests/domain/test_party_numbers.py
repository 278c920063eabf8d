"""GLNs and SSCCs, read and checked."""

import pytest

from ocop.domain.party_numbers import gln, sscc
from ocop.domain.refusals import BadInput


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [(gln, "952123400000", "gln-malformed"), (gln, "9521234000005", "gln-check-digit"),
     (gln, "９" * 13, "gln-malformed"),
     (sscc, "12", "sscc-malformed"), (sscc, "095212340000000018", "sscc-check-digit")],
)  # fmt: skip
def test_a_wrong_number_is_refused(read, text, code):
    with pytest.raises(BadInput) as refused:
        read(text)

    assert refused.value.code == code


def test_a_good_number_loses_its_spaces():
    assert [gln(" 9521234 00000 6"), sscc("(00)095212340000000013")] == ["9521234000006", "095212340000000013"]
