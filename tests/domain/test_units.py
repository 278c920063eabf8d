"""What an administrative code's length tells."""

import pytest

from ocop.domain.units import Level, level_of


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("86", Level.PROVINCE),
        ("01", Level.PROVINCE),
        ("842", Level.DISTRICT),
        ("29341", Level.COMMUNE),
        ("00004", Level.COMMUNE),
        ("", None),
        ("8", None),
        ("8642", None),
        ("8x", None),
        ("٨٦", None),
        ("123456", None),
    ],
)
def test_a_code_s_length_tells_its_tier(code: str, level: Level | None) -> None:
    assert level_of(code) is level
