"""The operator's table of areas: provinces and nothing nearer."""

import pytest

from ocop.domain.refusals import RuleBroken
from ocop.services.areas import MOST_AREAS, NO_AREAS, areas_from
from tests.conftest import running

TABLE = (
    "network,area,name\n203.0.113.0/24,86,Vĩnh Long\n10.0.0.0/8,79,x\n\n2001:db8:1::/48,86,y\n192.0.2.128/25,92,z\n"
)


def written(folder, text):
    path = folder / "areas.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("prefix", "area"),
    [
        ("203.0.113.0/24", "86"),
        ("203.0.112.0/24", None),
        ("203.0.114.0/24", None),
        ("10.255.255.0/24", "79"),
        ("9.255.255.0/24", None),
        ("192.0.2.0/24", None),
        ("2001:db8:1::/48", "86"),
        ("2001:db8:2::/48", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_network_lies_in_the_area_of_the_table(tmp_path, prefix, area):
    assert areas_from(written(tmp_path, TABLE)).of(prefix) == area
    assert NO_AREAS.of(prefix) is None


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.0/8,79\n10.1.0.0/16,80\n",
        "10.0.0.0/8\n",
        "10.0.0.1/8,79\n",
        "nowhere,79\n",
        "10.0.0.0/8,\n",
        f"10.0.0.0/8,{'x' * 41}\n",
        "10.0.0.0/8,a\tb\n",
        "".join(f"10.0.{n // 256}.{n % 256}/32,{n}\n" for n in range(MOST_AREAS + 1)),
    ],
)
def test_a_table_that_is_none_or_too_near_is_refused(tmp_path, text):
    with pytest.raises(RuleBroken) as caught:
        areas_from(written(tmp_path, text))

    assert caught.value.code == "areas-malformed"


def test_a_table_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RuleBroken) as caught:
        areas_from(tmp_path / "none.csv")

    assert caught.value.code == "areas-malformed"


@pytest.mark.one_store("sqlite")
def test_the_operators_table_reaches_the_log(store, tmp_path):
    with running(store.settings(areas_file=written(tmp_path, TABLE))) as app:
        assert app.config["OCOP_SCAN_LOG"].areas.of("203.0.113.0/24") == "86"

    with pytest.raises(RuleBroken), running(store.settings(areas_file=tmp_path / "none.csv")):
        pass
