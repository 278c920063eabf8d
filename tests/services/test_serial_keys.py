"""Keys of serials: the operator's, or one made and kept."""

import pytest

from ocop.domain.refusals import RuleBroken
from ocop.services.serial_keys import kept_keys, parse_keys


def test_a_key_is_made_once_and_kept_for_nobody_else(tmp_path):
    made = kept_keys(tmp_path)

    assert kept_keys(tmp_path) == made
    assert [(kid, len(key)) for kid, key in made.items()] == [("0", 32)]
    assert (tmp_path / "serial.keys").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["serial.keys"]


def test_the_first_key_is_the_one_of_new_serials():
    assert list(parse_keys(f"1:{'ab' * 16}, 0:{'cd' * 16}")) == ["1", "0"]
    assert parse_keys("") == {}


@pytest.mark.parametrize(
    "text", ["abc", "1:zz", "1:abcd", f"u:{'ab' * 16}", f"11:{'ab' * 16}", f"1:{'ab' * 16},1:{'ab' * 16}"]
)
def test_a_key_that_cannot_be_read_stops_the_start(text):
    with pytest.raises(RuleBroken) as refused:
        parse_keys(text)

    assert refused.value.code == "setting-malformed"
